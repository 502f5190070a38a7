import Foundation
import Testing

extension EndToEnd {
    /// What the policy makes of time and people, in the running daemon.
    @Suite struct AlertPolicyTests {
        private func alerts(_ workspace: Workspace) async throws -> [AlertsDocument.Row] {
            let document: AlertsDocument = try await workspace.listing("alerts", "list")
            return document.alerts
        }

        private func send(
            _ daemon: DaemonProcess, _ workspace: Workspace, patient: String = "P1", hour: Int, _ results: [WardResult]
        ) async throws {
            let message = WardMessage(
                controlID: "\(patient)-\(hour)", patient: patient, admitted: admission,
                effective: admission + hour * 3600, results: results)
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            try await workspace.assessmentsHaveCaughtUp()
        }

        @Test func `the page in the documentation is the one that the program makes`() async throws {
            let made = try await Workspace().wardwatch("alerts", "policy", "--format", "markdown")
            let page = Executables.packageRoot.appendingPathComponent("docs/alerting.md")
            let written = String(decoding: try Data(contentsOf: page), as: UTF8.self)
            #expect(made == written, "wardwatch alerts policy --format markdown > docs/alerting.md")
        }

        @Test func `an alert that nobody acknowledges goes through the tiers, also across a kill`() async throws {
            let workspace = try Workspace()
            let environment = ["WARDWATCH_ALERTS_ESCALATION": "2s,3s"]
            var daemon = try await DaemonProcess(in: workspace, environment: environment)
            try await send(daemon, workspace, hour: 0, WardResult.failing)
            try await poll(until: "the second tier") { try await alerts(workspace).first?.tier == 2 }
            try await daemon.kill()
            daemon = try await DaemonProcess(in: workspace, environment: environment)
            try await poll(until: "the third tier") { try await alerts(workspace).first?.tier == 3 }
            let found = try await alerts(workspace)
            #expect(found.count == 1 && found[0].state == "open" && found[0].presentations == 1)
            #expect(try await daemon.stop() == 0)
            let trail = try await workspace.wardwatch("audit", "show", "--format", "csv")
            #expect(trail.components(separatedBy: "alert.escalate").count == 3)
        }

        @Test func `a put-off alert comes back, and earlier when the patient is worse`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let ill = WardResult.vitalSigns(
                heartRate: 140, respiratoryRate: 30, oxygenSaturation: 98, temperature: 38.5, systolic: 120)
            try await send(daemon, workspace, hour: 0, ill)
            try await workspace.wardwatch("alerts", "snooze", "1", "--for", "2s", "--reason", "seen", "--by", "nurse")
            #expect(try await alerts(workspace).map(\.state) == ["snoozed"])
            try await poll(until: "the alert is back") { try await alerts(workspace).first?.state == "open" }
            #expect(try await alerts(workspace).map(\.presentations) == [2])

            try await workspace.wardwatch("alerts", "snooze", "1", "--for", "2h", "--reason", "seen")
            // The daemon looks for other writers twice a second.
            try await Task.sleep(for: .seconds(1))
            try await send(daemon, workspace, hour: 1, WardResult.failing)
            #expect(try await alerts(workspace).map(\.state) == ["open"])
            #expect(try await alerts(workspace).map(\.presentations) == [3])

            for wrong in [["--for", "9h", "--reason", "x"], ["--for", "1h", "--reason", " "], ["--for", "1h"]] {
                let result = try await workspace.command(["alerts", "snooze", "1"] + wrong)
                #expect(result.status == 64 && result.output.isEmpty && !result.errors.isEmpty)
            }
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))
        }

        @Test func `a procedure holds an alert back until it is over`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            try await send(daemon, workspace, hour: 0, WardResult.well)
            try await workspace.wardwatch("alerts", "pause", "P1", "--for", "6s", "--reason", "endoscopy")
            try await Task.sleep(for: .seconds(1))
            try await send(daemon, workspace, hour: 1, WardResult.failing)
            #expect(try await alerts(workspace).isEmpty)
            try await poll(until: "the alert after the procedure") { try await !alerts(workspace).isEmpty }
            #expect(try await workspace.command(["alerts", "pause", "P9", "--for", "1h", "--reason", "x"]).status == 1)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `in shadow mode everything is recorded and nothing leaves`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace, environment: ["WARDWATCH_ALERTS_SHADOW": "true"])
            try await send(daemon, workspace, hour: 0, WardResult.failing)
            let found = try await alerts(workspace)
            #expect(found.map(\.isShadow) == [true] && found.map(\.state) == ["open"])
            #expect(try await workspace.wardwatch("alerts", "show", "1").contains("shadow: nobody was alerted"))
            #expect(try await workspace.count("SELECT count(*) FROM outbox") == 0)
            #expect(try await daemon.stop() == 0)
        }
    }
}
