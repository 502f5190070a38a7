import Foundation
import Testing

extension EndToEnd {
    /// From a value at the bedside to an acknowledged alert.
    @Suite struct AlertPathTests {
        private func alerts(_ workspace: Workspace, patient: String) async throws -> [AlertsDocument.Row] {
            let document: AlertsDocument = try await workspace.listing("alerts", "list", "--patient", patient)
            return document.alerts
        }

        @Test func `a simulated ward that deteriorates raises alerts with evidence, and once only`() async throws {
            let workspace = try await TrainedWard.copy()
            var daemon = try await DaemonProcess(in: workspace)
            func simulate() async throws {
                try await workspace.wardwatch(
                    "simulate", "--to", "mllp://127.0.0.1:\(daemon.mllpPort)", "--beds", "6", "--hours", "30", "--seed",
                    "3",
                    "--deteriorating", "1", "--start", "2026-03-01T00:00:00Z", "--connections", "2")
                try await workspace.assessmentsHaveCaughtUp()
            }
            func all() async throws -> AlertsDocument {
                try await workspace.listing("alerts", "list", "--limit", "10000")
            }
            try await simulate()
            let raised = try await all()
            #expect(Set(raised.alerts.map(\.reason)).isSubset(of: ["network-risk", "news2"]))
            let news2 = try #require(raised.alerts.last { $0.reason == "news2" })
            let shown: AlertDocument = try await workspace.listing("alerts", "show", "\(news2.id)")
            #expect((shown.evidence.news2?.values.reduce(0, +) ?? 0) >= 7)
            #expect(shown.evidence.risk?.model == TrainedWard.models[0])
            #expect(!shown.evidence.contributions.isEmpty)
            #expect(!shown.evidence.values.isEmpty)
            #expect(shown.evidence.values.allSatisfy { $0.ageMinutes >= 0 && !$0.unit.isEmpty })

            try await simulate()
            #expect(try await all().alerts.map(\.id) == raised.alerts.map(\.id), "the same messages raise nothing")
            #expect(try await daemon.stop() == 0)
            daemon = try await DaemonProcess(in: workspace)
            try await simulate()
            #expect(try await all().alerts.map(\.id) == raised.alerts.map(\.id), "nor after a restart")
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))
        }

        @Test func `an acknowledgement by command holds in the running daemon and through restarts`() async throws {
            let workspace = try Workspace()
            var daemon = try await DaemonProcess(in: workspace)
            func send(hour: Int, _ results: [WardResult]) async throws {
                let message = WardMessage(
                    controlID: "H\(hour)", patient: "alerted", admitted: admission, effective: admission + hour * 3600,
                    results: results)
                #expect(try daemon.connect().exchange(message.text)?.code == "AA")
                try await workspace.assessmentsHaveCaughtUp()
            }
            try await send(hour: 0, WardResult.well)
            #expect(try await alerts(workspace, patient: "alerted").isEmpty)
            try await send(hour: 1, WardResult.failing)
            let raised = try await alerts(workspace, patient: "alerted")
            #expect(raised.map(\.state) == ["open"])
            let id = try #require(raised.first?.id)

            try await workspace.wardwatch("alerts", "ack", "\(id)", "--by", "nurse.w7")
            try await send(hour: 2, WardResult.failing)
            let acknowledged = try await alerts(workspace, patient: "alerted")
            #expect(acknowledged.map(\.state) == ["acknowledged"])
            #expect(acknowledged.first?.acknowledgedBy == "nurse.w7")
            let again = try await workspace.command(["alerts", "ack", "\(id)", "--by", "someone.else"])
            #expect(
                try await alerts(workspace, patient: "alerted").first?.acknowledgedBy == "nurse.w7", "\(again.errors)")

            try await daemon.kill()
            daemon = try await DaemonProcess(in: workspace)
            try await send(hour: 3, WardResult.failing)
            #expect(try await alerts(workspace, patient: "alerted").map(\.id) == [id], "a restart raises nothing twice")
            #expect(try await alerts(workspace, patient: "alerted").map(\.state) == ["acknowledged"])

            try await send(hour: 4, WardResult.well)
            #expect(try await alerts(workspace, patient: "alerted").map(\.state) == ["cleared"])
            try await send(hour: 5, WardResult.failing)
            #expect(try await alerts(workspace, patient: "alerted").count == 1, "rests for eight hours")
            try await send(hour: 13, WardResult.failing)
            #expect(try await alerts(workspace, patient: "alerted").map(\.state) == ["open", "cleared"])
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.wardwatch("audit", "verify").contains("intact"))
        }

        @Test func `a kill between the commit and the alert only delays the alert`() async throws {
            let workspace = try Workspace()
            for round in 0..<6 {
                let daemon = try await DaemonProcess(in: workspace)
                let message = WardMessage(
                    controlID: "C\(round)", patient: "crash\(round)", effective: admission, results: WardResult.failing)
                let answer = try daemon.connect().exchange(message.text)
                try await daemon.kill()
                #expect(answer?.code == "AA")
            }
            let daemon = try await DaemonProcess(in: workspace)
            try await workspace.assessmentsHaveCaughtUp()
            for round in 0..<6 {
                #expect(try await alerts(workspace, patient: "crash\(round)").map(\.state) == ["open"])
            }
            #expect(try await daemon.stop() == 0)
        }

        @Test func `an unknown alert cannot be shown or acknowledged`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            for arguments in [["alerts", "show", "99"], ["alerts", "ack", "99"]] {
                let result = try await workspace.command(arguments)
                #expect(result.status == 1)
                #expect(result.output.isEmpty)
                #expect(result.errors.contains("99") && result.errors.contains("hint: "))
            }
            #expect(try await daemon.stop() == 0)
        }
    }
}
