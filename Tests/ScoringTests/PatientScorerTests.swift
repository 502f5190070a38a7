import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

struct PatientScorerTests {
    /// Shapes of stays: hours, and the length of a gap; the schema begins anew after 6 steps, states are kept for 48.
    private static let shapes = [(1, 0), (2, 100), (10, 3), (16, 30), (70, 5), (90, 12)]
    private static let cases = CellKind.allCases.flatMap { cell in shapes.indices.map { (cell, $0) } }

    @Test(arguments: cases)
    func `any chunking and any order of arrival end in the same bits as everything at once`(
        cell: CellKind, shape: Int
    ) throws {
        let model = try model(cell)
        let (hours, gap) = Self.shapes[shape]
        for seed: UInt64 in 0..<4 {
            var generator = SeededGenerator(seed: seed &* 977 &+ UInt64(shape))
            let observations = RandomStay(hours: hours, gapHours: gap, seed: seed).observations
            let expected = freshAssessments(observations, model).map(bits)
            for round in 0..<4 {
                // First in order with a few late ones, then in any order.
                var waiting = round == 0 ? observations : observations.shuffled(using: &generator)
                if round == 1 {
                    waiting = observations
                    for _ in 0..<5 {
                        waiting.append(waiting.remove(at: Int.random(in: waiting.indices, using: &generator)))
                    }
                }
                var scorer = scorer(model)
                while !waiting.isEmpty {
                    let count = Int.random(in: 1...(round == 3 ? 40 : 4), using: &generator)
                    scorer.apply(waiting.prefix(count))
                    waiting.removeFirst(min(count, waiting.count))
                    if Int.random(in: 0..<3, using: &generator) > 0 { _ = scorer.assess() }
                }
                _ = scorer.assess()
                #expect(scorer.assessments.map(bits) == expected)
                #expect(scorer.newest.map(bits) == expected.last)
            }
        }
    }

    @Test(arguments: CellKind.allCases)
    func `with units too the order of arrival does not matter, and a move changes nothing before it`(
        cell: CellKind
    ) throws {
        var seeing = schema
        seeing.units = ["ICU", "W7"]
        let model = try model(cell, schema: seeing)
        var moved = subject
        moved.units = [UnitStay(since: minute(0), unit: "W7"), UnitStay(since: minute(10 * 60), unit: "ICU")]
        var unmoved = moved
        unmoved.units.removeLast()
        for seed: UInt64 in 0..<4 {
            var generator = SeededGenerator(seed: seed)
            let observations = RandomStay(hours: 20, gapHours: 0, seed: seed).observations
            func assessments(_ subject: Delivery.Subject, chunk: Int, _ observations: [Observation]) -> [Assessment] {
                var scorer = PatientScorer(encounterID: EncounterID(rawValue: 1), subject: subject, model: model)
                for start in stride(from: 0, to: observations.count, by: chunk) {
                    scorer.apply(observations[start..<min(start + chunk, observations.count)])
                    _ = scorer.assess()
                }
                return scorer.assessments
            }
            let whole = assessments(moved, chunk: observations.count, observations)
            #expect(assessments(moved, chunk: 3, observations.shuffled(using: &generator)).map(bits) == whole.map(bits))
            let before = assessments(unmoved, chunk: observations.count, observations)
            #expect(before.count == whole.count)
            for (left, right) in zip(before, whole) {
                #expect((bits(left) == bits(right)) == (left.step < minute(10 * 60)), "\(left.step)")
            }
        }
    }

    @Test(arguments: CellKind.allCases)
    func `each assessing returns every step whose assessment changed, in order, and the newest last`(
        cell: CellKind
    ) throws {
        let model = try model(cell)
        for seed: UInt64 in 0..<6 {
            var generator = SeededGenerator(seed: seed)
            let ranks = seed.isMultiple(of: 2) ? 1 : 2
            var waiting = RandomStay(hours: 20, gapHours: 8, seed: seed, ranks: ranks).observations
                .shuffled(using: &generator)
            var scorer = scorer(model)
            var known: [Observation] = []
            while !waiting.isEmpty {
                let count = min(waiting.count, Int.random(in: 1...5, using: &generator))
                let before = Dictionary(
                    uniqueKeysWithValues: freshAssessments(known, model).map { ($0.step, bits($0)) })
                known += waiting.prefix(count)
                scorer.apply(waiting.prefix(count))
                waiting.removeFirst(count)
                let returned = scorer.assess()
                let after = freshAssessments(known, model)
                #expect(scorer.assessments.map(bits) == after.map(bits))
                let changed = Set(after.filter { before[$0.step] != bits($0) }.map(\.step))
                #expect(changed.isSubset(of: returned.map(\.step)))
                #expect(returned.map(\.step) == returned.map(\.step).sorted())
                #expect(
                    returned.map(bits) == after.suffix(returned.count).map(bits), "the end of the stay, as it is now")
                if !returned.isEmpty { #expect(returned.last.map(bits) == after.last.map(bits)) }
            }
        }
    }

    @Test(arguments: CellKind.allCases)
    func `probabilities are those of the network over the whole sequence at once`(cell: CellKind) throws {
        let model = try model(cell)
        let observations = RandomStay(hours: 30, gapHours: 0, seed: 3).observations
        let encoded = EncodedSequence(
            timeline: ObservationTimeline(grid: .hourly, observations: observations), subject: subject,
            extractor: FeatureExtractor(schema: schema))
        #expect(encoded.steps.filter(\.isStart).count == 1)
        let count = encoded.steps.count
        let batch = try SequenceBatch<Float>(
            inputSize: schema.featureCount, targetSize: 1, inputs: [encoded.features],
            targets: [[Float](repeating: 0, count: count)], lossWeights: [[Float](repeating: 1, count: count)])
        let logits = try model.networks[0].forward(batch)
        let probabilities = freshAssessments(observations, model).compactMap(\.risk?.probability)
        #expect(probabilities.count == count)
        for (logit, probability) in zip(logits, probabilities) {
            #expect(abs(model.probability(ofLogit: logit) - probability) < 1e-5)
        }
    }

    @Test(arguments: CellKind.allCases)
    func `behind a gap that is too long the risk is that of the values behind it alone`(cell: CellKind) throws {
        let model = try model(cell)
        let values = (0..<8).flatMap { hour in
            [
                observation(.heartRate, 80 + Double(hour) * 5, minute: hour * 60),
                observation(.respiratoryRate, 30 - Double(hour), minute: hour * 60 + 30),
            ]
        }
        let behind = values.map { value in
            var later = value
            // The last step before is 7; the schema allows 6 steps from there to the next.
            later.key.effective = value.key.effective.advanced(byHours: 14)
            later.value += 10
            return later
        }
        let risks = freshAssessments(values + behind, model).map(\.risk)
        #expect(risks.count == 16)
        #expect(Array(risks.suffix(8)) == freshAssessments(behind, model).map(\.risk))
        let bridged = freshAssessments(values + [observation(.heartRate, 90, minute: 9 * 60)] + behind, model)
        #expect(bridged.count == 22)
        #expect(bridged.last?.risk != risks.last, "without the gap the past counts")
    }

    @Test
    func `nothing new gives nothing`() throws {
        var scorer = scorer(try model())
        #expect(scorer.assess().isEmpty)
        #expect(scorer.newest == nil && scorer.assessments.isEmpty)
        scorer.apply([observation(.heartRate, 90, minute: 5)])
        #expect(scorer.assess().count == 1)
        #expect(scorer.assess().isEmpty)
        scorer.apply([observation(.heartRate, 90, minute: 5)])
        #expect(scorer.assess().isEmpty, "a repetition")
        scorer.apply([])
        #expect(scorer.assess().isEmpty)
    }

    @Test
    func `a value that is later than all kept states is scored from the beginning`() throws {
        let model = try model(.lstm)
        let hourly = (0..<80).map { observation(.heartRate, 80 + Double($0 % 7), minute: $0 * 60) }
        var scorer = scorer(model)
        for observation in hourly {
            scorer.apply([observation])
            #expect(scorer.assess().count == 1, "in order, only the new step is scored")
        }
        for late in [31, 30, 32, 20, 0] {
            let value = observation(.respiratoryRate, 30, minute: late * 60 + 30)
            scorer.apply([value])
            let returned = scorer.assess()
            #expect(returned.count == 80 - late)
        }
        let all = hourly + [31, 30, 32, 20, 0].map { observation(.respiratoryRate, 30, minute: $0 * 60 + 30) }
        #expect(scorer.assessments.map(bits) == freshAssessments(all, model).map(bits))
    }

    @Test
    func `a late value can close a gap and open it again when it is retracted only as a step without value`() throws {
        let model = try model(.elman)
        let ends = [observation(.heartRate, 90, minute: 0), observation(.heartRate, 95, minute: 10 * 60)]
        var scorer = scorer(model)
        scorer.apply(ends)
        #expect(scorer.assess().count == 2)
        let bridge = observation(.heartRate, 92, minute: 5 * 60)
        scorer.apply([bridge])
        #expect(scorer.assess().count == 10)
        let deletion = observation(.heartRate, 0, minute: 5 * 60, issued: 9 * 60, status: .enteredInError)
        scorer.apply([deletion])
        _ = scorer.assess()
        #expect(scorer.assessments.map(bits) == freshAssessments(ends + [deletion], model).map(bits))
    }

    @Test
    func `a step uses nothing that was true at its end or later`() throws {
        let model = try model()
        let observations = RandomStay(hours: 20, gapHours: 0, seed: 1).observations
        let all = freshAssessments(observations, model)
        for assessment in all {
            let end = assessment.step.advanced(byHours: 1)
            let known = freshAssessments(observations.filter { $0.key.effective < end }, model)
            #expect(assessment.effective < end && assessment.effective >= assessment.step)
            if let last = known.last, last.step == assessment.step { #expect(bits(last) == bits(assessment)) }
        }
    }

    @Test
    func `a history gives the same as its observations`() throws {
        let model = try model()
        let observations = RandomStay(hours: 10, gapHours: 0, seed: 2).observations
        var scorer = PatientScorer(
            EncounterHistory(
                id: EncounterID(rawValue: 1), patient: subject.patient, encounter: subject.encounter,
                observations: observations, outcomes: []), model: model)
        #expect(scorer.assess().map(bits) == freshAssessments(observations, model).map(bits))
    }

    @Test
    func `without a model there is NEWS2 on an hourly grid and no risk`() throws {
        var scorer = scorer(nil)
        scorer.apply([
            observation(.heartRate, 135, minute: 10), observation(.respiratoryRate, 25, minute: 20),
            observation(.oxygenSaturation, 97, minute: 30), observation(.systolicBloodPressure, 120, minute: 130),
        ])
        let assessments = scorer.assess()
        #expect(assessments.map(\.step) == [minute(0), minute(60), minute(120)])
        #expect(assessments.allSatisfy { $0.risk == nil })
        // Pulse 135 scores 3, rate 25 scores 3, saturation 97 on scale 1 scores 0, pressure 120 scores 0.
        #expect(assessments.map { $0.news2?.total } == [6, 6, 6])
        #expect(assessments.map { $0.news2?.points.count } == [3, 3, 4])
        #expect(assessments.map(\.effective) == [minute(30), minute(60), minute(130)])
        #expect(scorer.contributions().isEmpty)
    }

    @Test
    func `a value is in force for NEWS2 for 24 hours and no longer`() {
        var scorer = scorer(nil)
        scorer.apply(
            [observation(.heartRate, 135, minute: 60)]
                + (1...30).map { observation(.bodyTemperature, 37, minute: $0 * 60) })
        let pulse = scorer.assess().map { $0.news2?.points[.pulse] }
        // The step of hour h ends at h + 1; the value of hour 1 is 24 hours old at the end of step 24.
        #expect(pulse == [Int?](repeating: 3, count: 24) + [Int?](repeating: nil, count: 6))
    }

    @Test
    func `a step whose only value was retracted is assessed without it`() {
        var scorer = scorer(nil)
        scorer.apply([observation(.heartRate, 135, minute: 5)])
        #expect(scorer.assess().last?.news2?.total == 3)
        scorer.apply([observation(.heartRate, 0, minute: 5, issued: 6, status: .enteredInError)])
        let assessments = scorer.assess()
        #expect(assessments.count == 1)
        #expect(assessments.last?.news2 == nil)
        #expect(assessments.last?.effective == minute(0))
    }
}
