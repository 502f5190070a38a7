import Testing

extension EndToEnd {
    /// What retraining decided, as it is listed and shown.
    struct RetrainingDecisionTests {
        @Test func `decisions are listed, shown with the model, and looked at by the doctor`() async throws {
            let workspace = try await TrainedWard.copy()
            let document: DecisionsDocument = try await workspace.listing("models", "decisions")
            let decision = try #require(document.decisions.first)
            #expect(decision.decision == "promote" && decision.promoted == TrainedWard.models[0])
            #expect(decision.outcome == TrainedWard.outcome && decision.checks.isEmpty)
            let shown = try await workspace.wardwatch("models", "show", TrainedWard.models[0])
            #expect(shown.contains("lineage      from random weights") && shown.contains("run \(decision.id)"))
            #expect(shown.contains("none in use"))
            let table = try await workspace.wardwatch("models", "decisions")
            #expect(table.contains("IN USE BEFORE") && table.contains("none in use"))
            let doctor = try await workspace.command(["doctor"])
            #expect(doctor.output.contains("decided promote"))
        }

        @Test func `the daemon shows what the last run decided`() async throws {
            let workspace = try await TrainedWard.copy()
            let daemon = try await DaemonProcess(in: workspace)
            try await poll(until: "the gauges are there") {
                let metrics = try httpGet("/metrics", port: daemon.httpPort)
                return [
                    "wardwatch_training_last_decision{decision=\"promote\"} 1",
                    "wardwatch_training_last_decision{decision=\"keep\"} 0",
                    "wardwatch_training_last_run_timestamp_seconds ",
                ].allSatisfy { metrics.body.contains($0) }
            }
            #expect(try await daemon.stop() == 0)
        }
    }
}
