import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Scoring

struct UnfoldedSequenceTests {
    /// Two channels each hour for ten hours, the temperature in the third and the eighth only.
    static let observations: [Observation] = (0..<10).flatMap { hour -> [Observation] in
        let vital = [
            observation(.heartRate, 80 + Double(hour) * 3, minute: hour * 60 + 10),
            observation(.respiratoryRate, 14 + Double(hour), minute: hour * 60 + 20),
        ]
        let temperature = observation(.bodyTemperature, 37.5, minute: hour * 60 + 30)
        return hour == 2 || hour == 7 ? vital + [temperature] : vital
    }

    static func history(_ observations: [Observation] = observations, patient: String = "1") -> EncounterHistory {
        var identified = subject.patient
        identified.identifier = patient
        return EncounterHistory(
            id: EncounterID(rawValue: 1), patient: identified, encounter: subject.encounter,
            observations: observations, outcomes: [])
    }

    static func unfold(
        _ model: RiskModel, until: Instant? = nil, steps: Int = 24, label: Bool? = nil
    ) throws -> UnfoldedSequence? {
        try UnfoldedSequence(model: model, history: history(), until: until, stepCount: steps, label: { _ in label })
    }

    @Test(arguments: CellKind.allCases)
    func `risks and steps are those of the scorer`(cell: CellKind) throws {
        let model = try model(cell)
        let unfolded = try #require(try Self.unfold(model))
        let assessments = freshAssessments(Self.observations, model)
        #expect(unfolded.steps == assessments.map(\.step))
        #expect(unfolded.network == cell.rawValue && unfolded.earlierSteps == 0)
        for (probability, assessment) in zip(unfolded.probabilities, assessments) {
            #expect(abs(probability - (assessment.risk?.probability ?? -1)) < 1e-5)
        }
    }

    @Test(arguments: CellKind.allCases)
    func `attribution is the central difference of the newest log-odds times the input`(cell: CellKind) throws {
        let model = try model(cell)
        let unfolded = try #require(try Self.unfold(model))
        let encoded = EncodedSequence(
            timeline: ObservationTimeline(grid: .hourly, observations: Self.observations), subject: subject,
            extractor: FeatureExtractor(schema: schema))
        let features = encoded.features.map { Double($0) }
        let network = RecurrentNetwork<Double>(model.networks[0])
        func logOdds(_ features: [Double]) -> Double {
            var state = network.initialState()
            var logit = 0.0
            for start in stride(from: 0, to: features.count, by: schema.featureCount) {
                logit = network.step(input: Array(features[start..<(start + schema.featureCount)]), state: &state)[0]
            }
            return model.calibration.scale * logit
        }
        let columns = [0..<4, 4..<8, 8..<12, 12..<13, 13..<14, 14..<15]
        #expect(
            unfolded.inputs.map(\.name) == ["heartRate", "respiratoryRate", "bodyTemperature", "age", "sex", "clock"])
        for (input, columns) in zip(unfolded.inputs, columns) {
            for step in unfolded.steps.indices {
                let expected = columns.reduce(0.0) { sum, column in
                    let index = step * schema.featureCount + column
                    let ends = [1e-4, -1e-4].map { offset in
                        var moved = features
                        moved[index] += offset
                        return logOdds(moved)
                    }
                    return sum + (ends[0] - ends[1]) / 2e-4 * features[index]
                }
                #expect(abs(input.attribution[step] - expected) < 1e-6, "\(input.name), step \(step)")
            }
        }
    }

    @Test func `at the newest step the error flow is the head's weights times the derivative of the loss`() throws {
        let model = try model(.elman)
        let block = try #require(model.networks[0].architecture.parameterBlocks.first { $0.name == "head.weight" })
        let head = block.range.reduce(0.0) {
            $0 + Double(model.networks[0].parameters[$1] * model.networks[0].parameters[$1])
        }
        .squareRoot()
        for (label, objective) in [
            (nil, UnfoldedSequence.Objective.logOdds), (true, .crossEntropyOfPositive),
            (false, .crossEntropyOfNegative),
        ] {
            let unfolded = try #require(try Self.unfold(model, label: label))
            let probability = try #require(unfolded.probabilities.last)
            // d(−ln p)/dl = p − 1, d(−ln(1 − p))/dl = p, and l is 1.25 times the output of the network.
            let slope = label.map { $0 ? 1 - probability : probability } ?? 1
            let norm = try #require(unfolded.layers[0].errorNorms.last)
            #expect(abs(norm - 1.25 * slope * head) < 1e-6)
            #expect(unfolded.objective == objective)
        }
    }

    @Test func `a shorter window shows the same numbers`() throws {
        let model = try model(.lstm)
        let (all, some) = (try #require(try Self.unfold(model)), try #require(try Self.unfold(model, steps: 4)))
        #expect(some.earlierSteps == 6 && some.steps == all.steps.suffix(4))
        #expect(some.probabilities == all.probabilities.suffix(4))
        #expect(some.layers[0].errorNorms == all.layers[0].errorNorms.suffix(4))
        #expect(some.layers[0].activations == all.layers[0].activations.suffix(4))
        for (some, all) in zip(some.inputs, all.inputs) {
            #expect(some.attribution == all.attribution.suffix(4) && some.measured == all.measured.suffix(4))
        }
    }

    @Test func `what was measured, what is carried on and what was never there are told apart`() throws {
        let unfolded = try #require(try Self.unfold(try model()))
        let temperature = try #require(unfolded.inputs.first { $0.name == "bodyTemperature" })
        #expect(temperature.unit == "Cel")
        #expect(temperature.measured == [nil, nil, 37.5, nil, nil, nil, nil, 37.5, nil, nil])
        #expect(temperature.standardized == [nil, nil] + [Double](repeating: 1, count: 8))
    }

    @Test func `the newest step can be an earlier one, but not before the first`() throws {
        let model = try model()
        let earlier = try #require(try Self.unfold(model, until: minute(250)))
        #expect(earlier.steps.last == minute(240) && earlier.steps.count == 5)
        #expect(earlier.probabilities == (try Self.unfold(model)?.probabilities.prefix(5)).map(Array.init))
        #expect(try Self.unfold(model, until: minute(-1)) == nil)
    }
}
