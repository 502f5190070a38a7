import Foundation
import Testing

extension EndToEnd {
    /// Old alerts, made again.
    @Suite struct AlertReplayTests {
        @Test func `alerts are made again byte for byte after the model was replaced, and an edited value shows`()
            async throws
        {
            let workspace = try await TrainedWard.copy()
            let daemon = try await DaemonProcess(in: workspace, environment: ["WARDWATCH_ALERTS_BUDGET": "0"])
            try await workspace.wardwatch(
                "simulate", "--to", "mllp://127.0.0.1:\(daemon.mllpPort)", "--beds", "12", "--hours", "40", "--seed",
                "5", "--deteriorating", "1", "--start", "2026-03-01T00:00:00Z", "--connections", "2")
            try await workspace.assessmentsHaveCaughtUp()
            let before: AlertsDocument = try await workspace.listing("alerts", "list", "--limit", "10000")
            let clinical = before.alerts.filter { ["network-risk", "news2"].contains($0.reason) }
            #expect(clinical.count >= 10)
            // Another model, and more data than the alerts saw.
            try await workspace.wardwatch("models", "promote", TrainedWard.models[1])
            try await workspace.wardwatch(
                "simulate", "--to", "mllp://127.0.0.1:\(daemon.mllpPort)", "--beds", "12", "--hours", "44", "--seed",
                "5", "--deteriorating", "1", "--start", "2026-03-01T00:00:00Z", "--connections", "2")
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)

            let all = try await workspace.wardwatch("alerts", "replay", "--limit", "10000")
            let last = all.split(separator: "\n").last ?? ""
            #expect(last.hasSuffix("identical, 0 different, 0 cannot be made again"), "\(all)")
            let one = "\(try #require(clinical.last).id)"
            #expect(try await workspace.wardwatch("alerts", "show", one, "--replay").hasPrefix("1 of 1 identical"))

            let stored = try await workspace.rows("SELECT evidence FROM alertEvidence WHERE alertID = \(one)")[0][0]
            let shown = try await workspace.wardwatch("alerts", "show", one, "--format", "json")
            #expect(shown.contains(stored), "byte for byte")

            // Somebody with the file in hands changes what the alert saw.
            try await workspace.change(
                """
                DROP TRIGGER alertEvidenceIsImmutable;
                UPDATE alertEvidence SET evidence = json_set(evidence, '$.risk.probability', 0.123)
                WHERE alertID = \(one);
                """)
            let edited = try await workspace.command(["alerts", "show", one, "--replay"])
            #expect(edited.status == 1 && edited.output.contains("alert \(one): risk.probability: stored 0.123"))
        }
    }
}
