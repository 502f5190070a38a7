import ClinicalDomain
import Daemon
import Scoring
import Store
import Testing
import Training

struct EvaluationJobTests {
    @Test func `each model has a row, then NEWS2 at 5 and 7 once for each outcome`() async throws {
        let temporary = try await SimulatedHistory.store()
        let store = temporary.store
        let models = [
            try RiskModel.sample("deterioration-lstm-1", seed: 1),
            try RiskModel.sample("mortality-lstm-1", outcome: .mortality, seed: 2),
            try RiskModel.sample("deterioration-lstm-2", seed: 3),
        ]
        let rows = try EvaluationJob(store: store).run(models: models, part: .test)
        #expect(
            rows.map(\.name) == models.map(\.name) + ["NEWS2 >= 5", "NEWS2 >= 7", "NEWS2 >= 5", "NEWS2 >= 7"])
        #expect(
            rows.map(\.outcome.name) == [
                "deterioration", "mortality", "deterioration", "deterioration", "deterioration", "mortality",
                "mortality",
            ])
        // The same patients and the same question: the same stays and steps.
        for outcome in ["deterioration", "mortality"] {
            let figures = rows.filter { $0.outcome.name == outcome }.map(\.figures)
            #expect(Set(figures.map(\.stays)).count == 1 && Set(figures.map(\.steps)).count == 1)
            #expect(Set(figures.map(\.staysWithOutcome)).count == 1)
        }
    }

    @Test func `the figures are those of the model on the stored history of the part`() async throws {
        let temporary = try await SimulatedHistory.store()
        let store = temporary.store
        let fold: PatientSplit.Fold = try #require(.init(number: 2, of: 3))
        let splits = [nil, PatientSplit(seed: 5), PatientSplit(seed: 5, testFold: fold)]
        for (part, split) in [PatientSplit.Part.test, .validation, nil].flatMap({ part in splits.map { (part, $0) } }) {
            var model = try RiskModel.sample()
            model.provenance.split = split
            let data = TrainingData(store: store, split: split ?? TrainingData.firstSplit)
            let sequences = try data.sequences(
                outcome: model.outcome, schema: model.schema, parts: part.map { [$0] })
            let row = try #require(try EvaluationJob(store: store).run(models: [model], part: part).first)
            #expect(row.figures == (try ModelEvaluation(model: model, sequences: sequences, part: part).figures))
            #expect(row.figures.stays == sequences.count)
        }
    }

    @Test func `without models there are no rows, and without history there is an error`() async throws {
        let temporary = try await SimulatedHistory.store()
        let store = temporary.store
        #expect(try EvaluationJob(store: store).run(models: [], part: .test).isEmpty)
        let empty = try TemporaryStore()
        #expect(throws: TrainingError.noPatients(part: "test")) {
            try EvaluationJob(store: empty.store).run(models: [try RiskModel.sample()], part: .test)
        }
        #expect(throws: TrainingError.noHistory) {
            try EvaluationJob(store: empty.store).run(models: [try RiskModel.sample()], part: nil)
        }
    }
}
