import Foundation
import Testing

extension EndToEnd {
    /// The daemon follows what was promoted, without a restart.
    @Suite struct ModelInUseTests {
        @Test func `promoting and rolling back by command is picked up by the running daemon`() async throws {
            let workspace = try await TrainedWard.copy()
            let daemon = try await DaemonProcess(in: workspace)
            var hour = 0
            func expectInUse(_ model: String, _ what: Comment) async throws {
                // Stays are scored anew with the model in use, also without new values.
                try await poll(until: "the listing names \(model)") {
                    let patients: PatientsDocument = try await workspace.listing("patients", "list")
                    return patients.patients.first { $0.patient == "promoted" }?.model == model
                }
                hour += 1
                let message = WardMessage(
                    controlID: "P\(hour)", patient: "promoted", effective: admission + hour * 3600,
                    results: WardResult.well)
                #expect(try daemon.connect().exchange(message.text)?.code == "AA", what)
                try await workspace.assessmentsHaveCaughtUp()
                let steps: StepsDocument = try await workspace.listing("patients", "show", "promoted")
                #expect(steps.steps.last?.model == model, what)
                let step = try #require(steps.steps.last)
                let score: ScoreDocument = try await workspace.listing("score", "promoted")
                #expect(score.evidence.risk?.model == model, what)
                #expect(abs((step.risk ?? -1) - (score.evidence.risk?.probability ?? -2)) < 1e-6, what)
            }
            let first = WardMessage(
                controlID: "P0", patient: "promoted", effective: admission, results: WardResult.well)
            #expect(try daemon.connect().exchange(first.text)?.code == "AA")
            try await expectInUse(TrainedWard.models[0], "at the start")
            try await workspace.wardwatch("models", "promote", TrainedWard.models[1])
            try await expectInUse(TrainedWard.models[1], "promoted")
            try await workspace.wardwatch("models", "rollback", TrainedWard.outcome)
            try await expectInUse(TrainedWard.models[0], "rolled back")
            let nothing = try await workspace.command(["models", "rollback", TrainedWard.outcome])
            #expect(nothing.status == 1)
            #expect(nothing.errors.contains("hint: "))
            #expect(try await daemon.stop() == 0)
        }

        @Test func `after a rollback lists show the model in use, not the one rolled back`() async throws {
            let workspace = try await TrainedWard.copy()
            let daemon = try await DaemonProcess(in: workspace)
            let message = WardMessage(controlID: "1", patient: "rolled", effective: admission, results: WardResult.well)
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            func expectShown(_ model: String) async throws {
                try await poll(until: "patients list shows \(model)", within: .seconds(5), every: .milliseconds(100)) {
                    let patients: PatientsDocument = try await workspace.listing("patients", "list")
                    return patients.patients.first { $0.patient == "rolled" }?.model == model
                }
                try await poll(until: "patients show shows \(model)", within: .seconds(5), every: .milliseconds(100)) {
                    let steps: StepsDocument = try await workspace.listing("patients", "show", "rolled")
                    return steps.steps.last?.model == model
                }
            }
            try await expectShown(TrainedWard.models[0])
            try await workspace.wardwatch("models", "promote", TrainedWard.models[1])
            try await expectShown(TrainedWard.models[1])
            try await workspace.wardwatch("models", "rollback", TrainedWard.outcome)
            try await expectShown(TrainedWard.models[0])
            #expect(try await daemon.stop() == 0)
        }
    }
}
