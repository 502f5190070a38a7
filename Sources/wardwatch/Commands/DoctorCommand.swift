import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Store
import Training

struct DoctorCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong with the installation, and say what to do.",
        discussion: """
            Exit status 1 where there is a fault.

            Example:
              wardwatch doctor --config /etc/wardwatch/wardwatch.toml
            """)

    @Flag(help: "Check every page of the database as well; takes a while on a large one.")
    var deep = false

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let configuration = try global.configuration()
        let store = try WardwatchStore(path: configuration.databasePath, mode: .readOnly)
        let findings = try await Examination(configuration: configuration, store: store, isDeep: deep).findings()
        try Listing.show(findings, name: "findings", format: format.format, empty: "nothing was examined")
        if findings.contains(where: { $0.verdict == .fault }) { throw ExitCode(1) }
    }
}

/// What the doctor found at one place.
struct Finding: ListingRow {
    enum Verdict: String, Encodable {
        case fine, attention, fault
    }

    let verdict: Verdict
    let subject: String
    let detail: String

    static let columns: [ListingColumn] = ["verdict", "subject", .prose("detail")]

    static let fields = ["verdict", "subject", "detail"]

    var cells: [String] { [verdict.rawValue, subject, detail] }
}

/// The doctor's examination of one installation.
struct Examination {
    let configuration: WardwatchConfiguration
    let store: WardwatchStore
    let isDeep: Bool

    func findings() async throws -> [Finding] {
        let counts = try await store.counts()
        var findings = [
            Finding(
                verdict: .fine, subject: "database",
                detail: "\(counts.patients) patients, \(counts.observations) observations, "
                    + "\(counts.databaseBytes / 1_048_576) MB, log \(counts.logBytes / 1_048_576) MB"),
            try await audit(), daemon(), freeSpace(), permissions(),
        ]
        findings.append(try await feed())
        findings.append(try await model())
        findings += try await receivers()
        if let retraining = try await retraining() { findings.append(retraining) }
        let quarantined = counts.quarantine.values.reduce(0, +)
        findings.append(
            Finding(
                verdict: quarantined == 0 ? .fine : .attention, subject: "quarantine",
                detail: quarantined == 0
                    ? "empty" : "\(quarantined) entries wait; see `wardwatch quarantine list`"))
        if isDeep {
            let problems = try await store.integrityProblems()
            findings.append(
                Finding(
                    verdict: problems.isEmpty ? .fine : .fault, subject: "pages",
                    detail: problems.first.map { "\($0); restore a backup" } ?? "all pages are sound"))
        }
        return findings
    }

    private func audit() async throws -> Finding {
        if let breach = try await store.verifyAudit() {
            return Finding(
                verdict: .fault, subject: "audit trail", detail: "broken at row \(breach.id): \(breach.kind.rawValue)")
        }
        return Finding(verdict: .fine, subject: "audit trail", detail: "intact")
    }

    private func daemon() -> Finding {
        guard let endpoints = Endpoints.ofRunningDaemon(databasePath: configuration.databasePath) else {
            return Finding(
                verdict: .attention, subject: "daemon", detail: "not running on this database; start wardwatchd")
        }
        let mllp = endpoints.mllpPort.map { "MLLP port \($0)" } ?? "no MLLP"
        let http = endpoints.httpPort.map { "HTTP port \($0)" } ?? "no HTTP"
        return Finding(verdict: .fine, subject: "daemon", detail: "running, process \(endpoints.pid), \(mllp), \(http)")
    }

    private func freeSpace() -> Finding {
        let directory = URL(fileURLWithPath: configuration.databasePath).deletingLastPathComponent().path
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        let verdict: Finding.Verdict = free < 100 << 20 ? .fault : free < 1 << 30 ? .attention : .fine
        let advice = verdict == .fine ? "" : "; make room, or nothing can be acknowledged"
        return Finding(verdict: verdict, subject: "disk", detail: "\(free >> 20) MB free\(advice)")
    }

    private func permissions() -> Finding {
        let attributes = try? FileManager.default.attributesOfItem(atPath: configuration.databasePath)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        let isOpen = mode & 0o007 != 0
        let text = String(mode, radix: 8)
        return Finding(
            verdict: isOpen ? .fault : .fine, subject: "permissions",
            detail: isOpen ? "database is \(text): everybody can reach it; chmod 640" : "database is \(text)")
    }

    private func feed() async throws -> Finding {
        let newest = try await store.patients().compactMap(\.lastEffective).max()
        guard let newest else {
            return Finding(verdict: .attention, subject: "feed", detail: "no open stay has an observation yet")
        }
        let hours = WardwatchStore.systemClock().hours(since: newest)
        if hours < -1 {
            return Finding(
                verdict: .attention, subject: "feed",
                detail: "newest value is \((-hours).short) h in the future; check the senders' clocks and time zone")
        }
        return Finding(
            verdict: hours > 6 ? .attention : .fine, subject: "feed",
            detail: "newest value is \(hours.short) h old" + (hours > 6 ? "; check the integration engine" : ""))
    }

    private func model() async throws -> Finding {
        let active = try await store.models().filter { $0.state == .active }
        guard !active.isEmpty else {
            return Finding(
                verdict: .attention, subject: "models", detail: "none in use, NEWS2 alone; run `wardwatch retrain`")
        }
        for entry in active {
            do { _ = try ModelDirectory(configuration).load(entry) } catch {
                return Finding(verdict: .fault, subject: "models", detail: "\(entry.name): \(error)")
            }
        }
        let age = WardwatchStore.systemClock().hours(since: active.map(\.trained).max() ?? active[0].trained) / 24
        return Finding(
            verdict: configuration.retrainingEnabled && age > 8 ? .attention : .fine, subject: "models",
            detail: active.map(\.name).joined(separator: ", ") + ", newest \(age.short) days old")
    }

    /// The receivers of alerts, or that there are none.
    private func receivers() async throws -> [Finding] {
        let receivers = try await store.receivers()
        if receivers.isEmpty {
            return [
                Finding(
                    verdict: .attention, subject: "delivery",
                    detail: "no receivers: alerts are only recorded; add [[delivery.receiver]] to the configuration")
            ]
        }
        let now = WardwatchStore.systemClock()
        return receivers.map { receiver in
            let failing = receiver.troubledSince.map { now.seconds(since: $0) }
            let dead = configuration.receivers.first { $0.name == receiver.name }?.deadAfterSeconds ?? 300
            let isDead = failing.map { $0 >= dead } ?? false
            var parts = [receiver.waiting == 0 ? "nothing waits" : "waiting: \(receiver.waiting)"]
            if receiver.refused > 0 { parts.append("refused: \(receiver.refused)") }
            if let since = receiver.failingSince {
                parts.append("nothing got through since \(since.iso8601)")
            } else if let since = receiver.stuckSince {
                parts.append("a patient's messages do not get through since \(since.iso8601)")
            }
            if receiver.refused > 0 || failing != nil { parts.append("see `wardwatch deliveries list`") }
            return Finding(
                verdict: isDead ? .fault : receiver.refused > 0 || failing != nil ? .attention : .fine,
                subject: "receiver \(receiver.name)", detail: parts.joined(separator: "; "))
        }
    }

    /// The last run of retraining; nil when there was none.
    private func retraining() async throws -> Finding? {
        let runs = try await store.retrainingRuns(limit: 20)
        guard let last = runs.first else { return nil }
        guard let result = last.result else {
            return Finding(
                verdict: .attention, subject: "retraining",
                detail: "run \(last.id) began \(last.started) and has not ended; the next goes on where it was")
        }
        let kept = runs.compactMap(\.result).prefix { $0.decision == .keep }.count
        let farthest = result.drift.filter { $0.measure == "populationStability" }.max { $0.value < $1.value }
        let drift =
            farthest.map { $0.value > GateLimits().populationStability } == true
            ? "; \(farthest?.channel ?? "") has drifted (\(farthest?.value.formatted(2) ?? ""))" : ""
        return Finding(
            verdict: result.decision == .keep || !drift.isEmpty ? .attention : .fine, subject: "retraining",
            detail: "run \(last.id) decided \(result.decision.rawValue): \(result.reason)\(drift)"
                + (kept > 1 ? "; \(kept) runs in a row kept the model" : "")
                + (result.decision == .keep ? "; see `wardwatch models decisions`" : ""))
    }
}
