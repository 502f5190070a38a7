import Foundation
import Testing

/// The daemon starts its own retraining.
///
/// It waits for the clock, so it runs beside the other tests.
@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: Executables.areThere, "wardwatch and wardwatchd are built, or WARDWATCH_BIN says where they are"))
struct NightlyRetrainingTests {
    @Test func `at the configured minute a child trains, and the daemon takes its model`() async throws {
        let workspace = try Workspace()
        try await workspace.wardwatch(
            "simulate", "--history", "80", "--seed", "7", "--start", "2026-01-01T00:00:00Z", "--to", "database")
        // The first full minute that is at least five seconds away, by the clock on the wall of the site.
        let zone = "Asia/Kolkata"
        let start = (Int(Date().timeIntervalSince1970) + 5) / 60 * 60 + 60
        let minute = (start + 19_800) / 60 % 1440
        let time = String(format: "%02d:%02d", minute / 60, minute % 60)
        let daemon = try await DaemonProcess(
            in: workspace,
            environment: [
                "WARDWATCH_RETRAINING_ENABLED": "true", "WARDWATCH_RETRAINING_AT": time,
                "WARDWATCH_SITE_TIME_ZONE": zone,
                "WARDWATCH_RETRAINING_OUTCOME": "deterioration", "WARDWATCH_RETRAINING_MAX_TIME": "2s",
            ])
        let before = WardMessage(controlID: "N1", patient: "nightly", effective: admission, results: WardResult.well)
        #expect(try daemon.connect().exchange(before.text)?.code == "AA")
        try await workspace.assessmentsHaveCaughtUp()
        func row() async throws -> PatientsDocument.Row? {
            let document: PatientsDocument = try await workspace.listing("patients", "list")
            return document.patients.first { $0.patient == "nightly" }
        }
        #expect(try await row()?.model == nil)
        let models = try await poll("a model is in use", within: .seconds(110), every: .milliseconds(500)) {
            try #require(!daemon.log.contains("exit.status=1"), "\(daemon.log)")
            let document: ModelsDocument = try await workspace.listing("models", "list")
            return document.active.isEmpty ? nil : document
        }
        #expect(Date().timeIntervalSince1970 >= Double(start), "not before its time")
        #expect(models.models.count >= 1)
        #expect(models.models.allSatisfy { !$0.reason.isEmpty })
        let active = try #require(models.active.first)
        try await poll(until: "the daemon scores with \(active)") { try await row()?.model == active }
        let after = WardMessage(
            controlID: "N2", patient: "nightly", effective: admission + 3600, results: WardResult.failing)
        #expect(try daemon.connect().exchange(after.text)?.code == "AA")
        try await workspace.assessmentsHaveCaughtUp()
        #expect(try await row()?.model == active)
        let log = daemon.log
        #expect(log.contains("retraining started"))
        try await poll(until: "the child has ended well") { daemon.log.contains("retraining ended") }
        #expect(try await daemon.stop() == 0)
        #expect(daemon.log.contains("exit.status=0"), "\(log)")
        #expect(
            try await workspace.rows("SELECT DISTINCT actor FROM audit WHERE action = 'model.promote'") == [
                ["wardwatch retrain --nightly"]
            ])
    }
}
