internal import ClinicalDomain
internal import Foundation
internal import Metrics
internal import Store
internal import TransportSecurity

/// Shows how the daemon stands as metrics: the database, what waits, the last training, the process.
///
/// Brought up to date when the metrics are read, at most once a second however often they are.
actor DaemonGauges {
    private static let shortestInterval = Duration.seconds(1)

    private let store: WardwatchStore
    private let now: @Sendable () -> Instant
    private let retraining: RetrainingGauges
    private let certificates: [(listener: String, tls: CurrentTLS)]
    private var updated: ContinuousClock.Instant?
    /// Seconds of computing that are counted.
    private var computed = 0.0

    init(
        store: WardwatchStore, version: String, certificates: [(listener: String, tls: CurrentTLS)] = [],
        now: @escaping @Sendable () -> Instant
    ) {
        (self.store, self.certificates, self.now) = (store, certificates, now)
        retraining = RetrainingGauges(store: store)
        gauge("wardwatch_build_info", 1, [("version", version)])
    }

    /// Reads everything again.
    func update() async {
        if let updated, .now - updated < Self.shortestInterval { return }
        updated = .now
        showProcess()
        for (listener, tls) in certificates {
            guard let expiry = tls.expiry else { continue }
            gauge("wardwatch_tls_certificate_expiry_timestamp_seconds", expiry, [("listener", listener)])
        }
        await retraining.update()
        do {
            show(try await store.gauges(activeHours: Assessor.activeHours))
            gauge("wardwatch_database_readable", 1)
        } catch {
            gauge("wardwatch_database_readable", 0)
        }
    }

    private func show(_ gauges: StoreGauges) {
        gauge("wardwatch_database_size_bytes", Double(gauges.databaseBytes))
        gauge("wardwatch_database_wal_size_bytes", Double(gauges.logBytes))
        let directory = URL(fileURLWithPath: store.path).deletingLastPathComponent().path
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
        if let free = attributes?[.systemFreeSize] as? NSNumber {
            gauge("wardwatch_database_disk_free_bytes", free.doubleValue)
        }
        for state in Alert.State.allCases where state != .cleared {
            gauge("wardwatch_alerts_in_force", Double(gauges.alerts[state] ?? 0), [("state", state.rawValue)])
        }
        for reason in QuarantineEntry.Reason.allCases {
            gauge("wardwatch_quarantine_waiting", Double(gauges.quarantine[reason] ?? 0), [("reason", reason.rawValue)])
        }
        if let newest = gauges.newestEffective {
            gauge("wardwatch_newest_observation_timestamp_seconds", newest.secondsSince1970)
        }
        gauge("wardwatch_assessment_lag_seconds", gauges.waitingSince.map { max(0, now().seconds(since: $0)) } ?? 0)
    }

    private func showProcess() {
        let process = ProcessStatistics.now()
        gauge("process_start_time_seconds", process.started)
        gauge("process_resident_memory_bytes", Double(process.residentBytes))
        gauge("process_virtual_memory_bytes", Double(process.virtualBytes))
        gauge("process_open_fds", Double(process.openFiles))
        gauge("process_max_fds", Double(process.openFileLimit))
        FloatingPointCounter(label: "process_cpu_seconds_total").increment(by: process.computed - computed)
        computed = process.computed
    }

    private nonisolated func gauge(_ label: String, _ value: Double, _ labels: [(String, String)] = []) {
        Gauge(label: label, dimensions: labels).record(value)
    }
}
