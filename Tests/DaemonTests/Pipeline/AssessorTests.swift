import ClinicalDomain
import Daemon
import Foundation
import GRDB
import RecurrentNetworks
import Scoring
import Simulation
import Store
import Testing

struct AssessorTests {
    private let temporary: TemporaryStore

    private var store: WardwatchStore { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    private func assessor(outcome: String = "", policy: AlertPolicy = AlertPolicy()) -> Assessor {
        Assessor(
            store: store, models: temporary.models, rules: AlertRules(policy: policy), outcome: outcome, logger: quiet)
    }

    /// Stores messages and hands what was committed to an assessor.
    private func append(_ deliveries: [Delivery], _ assessor: Assessor) async throws {
        await assessor.take(try await store.append(deliveries))
    }

    private func encounter(_ patient: String = "P1") async throws -> EncounterID {
        try #require(try await store.encounters(ofPatient: patient).first).id
    }

    private func alerts() async throws -> [Alert] { try await store.alerts().map(\.alert).sorted { $0.id < $1.id } }

    /// Whether everything stored of every stay equals a fresh scorer's view of the stored history, bit for bit.
    private func expectBatchScores(_ model: RiskModel?, _ location: SourceLocation = #_sourceLocation) async throws {
        let stays = try await store.patients(PatientFilter(openOnly: false))
        #expect(!stays.isEmpty, sourceLocation: location)
        for stay in stays where stay.lastEffective != nil {
            let history = try #require(try await store.history(of: stay.encounterID))
            var scorer = PatientScorer(history, model: model)
            let expected = scorer.assess()
            let stored = try await store.assessments(of: stay.encounterID, model: model?.name ?? "").map(\.assessment)
            #expect(stored == expected, "\(stay.patient.identifier)", sourceLocation: location)
        }
        #expect(try await store.unassessedEncounters().isEmpty, sourceLocation: location)
    }

    /// Everything that a small ward sends, not quite in order, in chunks of random size.
    private func chunks(seed: UInt64) -> [[Delivery]] {
        var generator = CounterBasedGenerator(seed: seed)
        let ward = WardSimulation(
            configuration: .ward(beds: 6, seed: seed, start: hour(0), hours: 16, firstPatientNumber: 1))
        var deliveries = ward.events().enumerated().map { Delivery($1, number: $0) }
        for index in deliveries.indices.dropLast(5) where Bool.random(using: &generator) {
            deliveries.swapAt(index, index + Int.random(in: 0...5, using: &generator))
        }
        var chunks: [[Delivery]] = []
        while !deliveries.isEmpty {
            let count = min(deliveries.count, Int.random(in: 1...9, using: &generator))
            chunks.append(Array(deliveries.prefix(count)))
            deliveries.removeFirst(count)
        }
        return chunks
    }

    @Test(arguments: [nil, CellKind.lstm, .jordan, .elmanJordan], [1, 2] as [UInt64])
    func `what is stored at the end equals batch scoring, however data were chunked and whoever restarted`(
        kind: CellKind?, seed: UInt64
    ) async throws {
        let model = try kind.map { try RiskModel.sample(kind: $0) }
        if let model { try await temporary.promote(model) }
        let chunks = chunks(seed: seed)
        let (first, rest) = (chunks.prefix(chunks.count / 3), chunks.dropFirst(chunks.count / 3))
        try await withRunning(assessor()) {}
        let before = assessor()
        try await withRunning(before) { for chunk in first { try await append(chunk, before) } }
        try await expectBatchScores(model)
        // Committed, and then the process was killed before anything was assessed.
        for chunk in rest.prefix(3) { _ = try await store.append(chunk) }
        let after = assessor()
        // Messages that arrive before the new assessor has looked around.
        for chunk in rest.dropFirst(3).prefix(3) { try await append(chunk, after) }
        try await withRunning(after) {
            for chunk in rest.dropFirst(6) {
                try await append(chunk, after)
                if chunk.count == 5 { _ = try await eventually { try await store.unassessedEncounters().isEmpty } }
            }
        }
        try await expectBatchScores(model)
    }

    @Test(arguments: [false, true])
    func `what a crash left behind is assessed although the same stay sends again at once`(hasModel: Bool) async throws
    {
        let model = hasModel ? try RiskModel.sample() : nil
        if let model { try await temporary.promote(model) }
        for time in 0..<4 { _ = try await store.append([.sample("\(time)", at: Double(time), healthy)]) }
        let assessor = assessor()
        try await append([.sample("4", at: 4, ill)], assessor)
        try await withRunning(assessor)
        try await expectBatchScores(model)
    }

    @Test(arguments: [false, true])
    func `what another process stores between two messages of a stay is scored with the second`(
        hasModel: Bool
    ) async throws {
        let model = hasModel ? try RiskModel.sample() : nil
        if let model { try await temporary.promote(model) }
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            // As `wardwatch import` does: the assessor is not told.
            _ = try await store.append([.sample("1", at: 1, ill)])
            try await append([.sample("2", at: 2, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
        }
        try await expectBatchScores(model)
    }

    @Test func `several hours that arrive while a model is being promoted are all scored by it`() async throws {
        let assessor = assessor()
        try await append([.sample("0", at: 0, healthy)], assessor)
        let model = try RiskModel.sample()
        try await withRunning(assessor) {
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            try await temporary.promote(model)
            _ = try await store.append([.sample("1", at: 1, healthy), .sample("2", at: 2, ill)])
            await assessor.noticeOtherWriters()
        }
        let steps = try await store.assessments(of: try await encounter(), model: model.name).map(\.assessment.step)
        #expect(steps.suffix(2) == [hour(1), hour(2)])
    }

    @Test func `a late value, a correction and a deletion score the steps again that they change`() async throws {
        let model = try RiskModel.sample()
        try await temporary.promote(model)
        let assessor = assessor()
        try await withRunning(assessor) {
            for time in 0..<6 { try await append([.sample("\(time)", at: Double(time), healthy)], assessor) }
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            let id = try await encounter()
            let before = try await store.assessments(of: id, model: model.name)
            try await append([.sample("late", at: 3.5, [.heartRate: 150])], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            let late = try await store.assessments(of: id, model: model.name)
            #expect(late.map(\.revision) == [1, 1, 1, 2, 2, 2])
            #expect(late.prefix(3).map(\.assessment) == before.prefix(3).map(\.assessment))
            #expect(late[3].assessment.risk != before[3].assessment.risk)
            try await append(
                [.sample("deleted", at: 3.5, [.heartRate: 0], status: .enteredInError, issued: 6)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            #expect(
                try await store.assessments(of: id, model: model.name).map(\.assessment) == before.map(\.assessment))
        }
        try await expectBatchScores(model)
    }

    @Test func `assessments that could not be written are made up for, those of later messages included`() async throws
    {
        let model = try RiskModel.sample()
        try await temporary.promote(model)
        let assessor = assessor()
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let other = try DatabaseQueue(path: store.path, configuration: configuration)
        defer { try? other.close() }
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy), .sample("P2", patient: "P2", at: 0, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            let id = try await encounter()
            try await other.write { database in
                try database.execute(
                    sql: """
                        CREATE TRIGGER broken BEFORE INSERT ON assessment
                        WHEN NEW.encounterID = \(id.rawValue) AND NEW.step = \(hour(1).millisecondsSince1970)
                        BEGIN SELECT RAISE(ABORT, 'broken'); END
                        """)
            }
            try await append([.sample("1", at: 1, healthy), .sample("P2 1", patient: "P2", at: 1, ill)], assessor)
            // One stay that cannot be written does not keep the other from being.
            #expect(try await eventually { try await store.unassessedEncounters() == [id] })
            // The step of this message could be written; the one before it must not be forgotten over that.
            try await append([.sample("2", at: 2, ill), .sample("P2 2", patient: "P2", at: 2, ill)], assessor)
            let otherStay = try await encounter("P2")
            #expect(
                try await eventually {
                    let steps = try await store.assessments(of: otherStay, model: model.name).count
                    let unassessed = try await store.unassessedEncounters()
                    return steps == 3 && unassessed == [id]
                })
            try await other.write { try $0.execute(sql: "DROP TRIGGER broken") }
            try await append([.sample("3", at: 3, ill)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
        }
        try await expectBatchScores(model)
    }

    @Test func `a birth date that becomes known scores the whole stay again`() async throws {
        let model = try RiskModel.sample()
        try await temporary.promote(model)
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy), .sample("1", at: 1, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            var delivery = Delivery.sample("2", at: 2, healthy)
            delivery.subject?.patient.birthDate = CivilDate(year: 1940, month: 1, day: 1)
            try await append([delivery], assessor)
        }
        try await expectBatchScores(model)
    }

    @Test func `an alert is raised once, lives through restarts, is cleared, and rests before the next`() async throws {
        let first = assessor()
        try await withRunning(first) {
            for time in 0..<3 { try await append([.sample("ill \(time)", at: Double(time), ill)], first) }
        }
        var found = try await alerts()
        #expect(found.map(\.state) == [.open] && found.map(\.reason) == [.news2])
        let raised = found[0].raised

        let second = assessor()
        try await withRunning(second) {
            try await append([.sample("still", at: 3, ill)], second)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            #expect(try await alerts().map(\.state) == [.open])
            try await append([.sample("well", at: 4, healthy)], second)
        }
        found = try await alerts()
        #expect(found.map(\.state) == [.cleared] && found[0].raised == raised && found[0].cleared == hour(4))

        let third = assessor()
        try await withRunning(third) { try await append([.sample("again", at: 11.9, ill)], third) }
        #expect(try await alerts().count == 1, "eight hours of rest")
        let fourth = assessor()
        try await withRunning(fourth) { try await append([.sample("at last", at: 12, ill)], fourth) }
        #expect(try await alerts().map(\.state) == [.cleared, .open])
    }

    @Test func `a restart with a model in use keeps the rest of its alerts`() async throws {
        try await temporary.promote(try RiskModel.sample(threshold: 0))
        let first = assessor()
        try await withRunning(first) {
            for time in 0..<3 {
                try await append([.sample("\(time)", at: Double(time), healthy)], first)
                #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            }
        }
        #expect(try await alerts().map(\.clearing) == [.lapse])
        try await withRunning(assessor()) { try await Task.sleep(for: .milliseconds(200)) }
        #expect(try await alerts().count == 1)
    }

    @Test func `an alert that somebody else acknowledged stays acknowledged until it is cleared`() async throws {
        let assessor = assessor()
        let other = try WardwatchStore(path: store.path, mode: .existing)
        defer { try? other.close() }
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 1 })
            await assessor.noticeOtherWriters()
            let alert = try #require(try await alerts().first)
            try await other.acknowledge(alertID: alert.id, by: "nurse")
            await assessor.noticeOtherWriters()
            try await append([.sample("1", at: 1, ill)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            #expect(try await alerts().map(\.state) == [.acknowledged])
            try await append([.sample("2", at: 2, healthy)], assessor)
        }
        let found = try await alerts()
        #expect(found.map(\.state) == [.cleared] && found[0].acknowledgedBy == "nurse")
    }

    @Test func `discharge clears what is in force`() async throws {
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, ill), .sample("other", patient: "P2", at: 0, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 2 })
            try await append([.sample("1", at: 1, discharged: 2, ill)], assessor)
        }
        let stay = try await encounter()
        #expect(try await alerts().map { $0.state == .cleared } == alerts().map { $0.encounterID == stay })
    }

    /// An ADT message.
    private func adt(
        _ event: StayEvent, at time: Double, patient: String = "P1", visit: String = "V1", merging: [String] = []
    ) -> Delivery {
        var delivery = Delivery.sample("\(event) \(time) \(patient)", patient: patient, at: time, [:])
        delivery.subject?.encounter.visitNumber = visit
        (delivery.stayEvent, delivery.eventTime) = (event, hour(time))
        delivery.merges = merging.map { PatientMerge(priorIdentifier: $0) }
        return delivery
    }

    @Test func `alerts end at the discharge, and a monitor that is left on raises none`() async throws {
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([adt(.admit, at: 0), .sample("1", at: 1, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 1 })
            try await append([adt(.discharge, at: 2)], assessor)
            #expect(try await eventually { try await alerts().map(\.cleared) == [hour(2)] })
            for time in [3.0, 9, 11] { try await append([.sample("\(time)", at: time, ill)], assessor) }
        }
        #expect(try await alerts().map(\.state) == [.cleared])
        #expect(try await store.history(of: try await encounter())?.observations.count == 4 * ill.count)
        #expect(try await store.unassessedEncounters().isEmpty)
    }

    @Test func `a discharge that was cancelled lets the alert come back when it may`() async throws {
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([adt(.admit, at: 0), .sample("1", at: 1, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 1 })
            try await append([adt(.discharge, at: 2), adt(.cancelDischarge, at: 3)], assessor)
            try await append([.sample("2", at: 12, ill)], assessor)
        }
        #expect(try await alerts().last?.state == .open)
        try await expectBatchScores(nil)
    }

    @Test func `a cancelled admission ends its alerts and is not scored until it is made again`() async throws {
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([adt(.admit, at: 0), .sample("1", at: 1, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 1 })
            let id = try await encounter()
            try await append([adt(.cancelAdmission, at: 2)], assessor)
            #expect(try await alerts().map(\.state) == [.cleared])
            var late = Delivery.sample("2", at: 12, ill)
            late.subject?.encounter.visitNumber = "V1"
            try await append([late], assessor)
            // Something of another stay, so that the assessor has surely been past it.
            try await append([.sample("P2", patient: "P2", at: 0, ill)], assessor)
            #expect(try await eventually { try await alerts().count == 2 })
            #expect(try await store.assessments(of: id).map(\.assessment.step) == [hour(1)])
            try await append([adt(.admit, at: 13)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
        }
        let found = try await alerts()
        #expect(found.map(\.state) == [.cleared, .open, .open] && found[2].encounterID == found[0].encounterID)
    }

    @Test(arguments: [false, true])
    func `after a merge one stay is scored with everything, and the other has no alert`(hasModel: Bool) async throws {
        let model = hasModel ? try RiskModel.sample() : nil
        if let model { try await temporary.promote(model) }
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([.sample("1", at: 1, ill), .sample("2", patient: "P2", at: 2, ill)], assessor)
            #expect(try await eventually { try await alerts().filter { $0.reasons.contains(.news2) }.count == 2 })
            try await append([adt(.merge, at: 3, visit: "", merging: ["P2"])], assessor)
            try await append([.sample("4", patient: "P2", at: 4, ill)], assessor)
        }
        try await expectBatchScores(model)
        let stay = try await encounter("P2")
        #expect(try await encounter("P1") == stay)
        let steps = try await store.assessments(of: stay, model: model?.name ?? "").map(\.assessment.step)
        #expect(steps == [hour(1), hour(2), hour(3), hour(4)], "the hour between without values included")
        #expect(try await alerts().filter { $0.state != .cleared }.allSatisfy { $0.encounterID == stay })
    }

    @Test func `values of a bed are scored for whoever lay in it`() async throws {
        let assessor = assessor()
        try await withRunning(assessor) {
            for (patient, time) in [("P1", 0.0), ("P2", 5)] {
                var admission = adt(.admit, at: time, patient: patient)
                admission.subject?.encounter.unit = "ICU"
                admission.subject?.encounter.bed = "4"
                try await append([admission], assessor)
            }
            var values = Delivery.sample("bed", at: 1, ill)
            values.observations += Delivery.sample("later", at: 6, healthy).observations
            (values.subject, values.bed) = (nil, BedLocation(unit: "ICU", bed: "4"))
            try await append([values], assessor)
        }
        try await expectBatchScores(nil)
        let (first, second) = (try await encounter("P1"), try await encounter("P2"))
        #expect(try await store.assessments(of: first).map(\.assessment.step) == [hour(1)])
        #expect(try await store.assessments(of: second).map(\.assessment.step) == [hour(6)])
        #expect(try await alerts().map(\.encounterID) == [first])
    }

    @Test(arguments: [false, true])
    func `a discharge that nobody assessed clears too: after a crash, and when another process stored it`(
        isRunning: Bool
    ) async throws {
        let first = assessor()
        try await withRunning(first) {
            try await append([.sample("0", at: 0, ill)], first)
            #expect(try await eventually { try await alerts().count == 1 })
            if isRunning {
                let other = try WardwatchStore(path: store.path, mode: .existing)
                _ = try await other.append([.sample("1", at: 1, discharged: 2, ill)])
                try other.close()
                await first.noticeOtherWriters()
            }
        }
        if !isRunning {
            _ = try await store.append([.sample("1", at: 1, discharged: 2, ill)])
            try await withRunning(assessor())
        }
        #expect(try await alerts().map(\.state) == [.cleared])
    }

    @Test func `the evidence of an alert holds what it saw`() async throws {
        let model = try RiskModel.sample(threshold: 0)
        try await temporary.promote(model)
        let assessor = assessor()
        try await withRunning(assessor) { try await append([.sample("0", at: 0, ill)], assessor) }
        let alert = try #require(try await alerts().first { $0.reason == .networkRisk })
        let text = try #require(try await store.alert(id: alert.id)?.evidence)
        let evidence = try JSONDecoder().decode(AlertEvidence.self, from: Data(text.utf8))
        #expect(evidence.risk?.model == model.name && evidence.news2?.total == 9 && evidence.effective == hour(0))
        #expect(evidence.values.count == 7)
        #expect(Set(evidence.contributions.map(\.channel)) == Set(model.schema.channels.map(\.id)))
    }

    @Test func `a promoted model is picked up without a restart and scores every open stay`() async throws {
        let assessor = assessor()
        let (old, new) = (try RiskModel.sample(seed: 1), try RiskModel.sample("deterioration-lstm-2", seed: 2))
        try await temporary.promote(old)
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy), .sample("1", patient: "P2", at: 0, ill)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            try await temporary.promote(new)
            await assessor.noticeOtherWriters()
            for patient in ["P1", "P2"] {
                let id = try await encounter(patient)
                #expect(try await eventually { try await store.assessments(of: id, model: new.name).count == 1 })
            }
        }
        let history = try #require(try await store.history(of: try await encounter()))
        var scorer = PatientScorer(history, model: new)
        #expect(
            try await store.assessments(of: history.id, model: new.name).map(\.assessment) == scorer.assess())
    }

    @Test func `a promoted model with a damaged file leaves the old one in use, and none leaves NEWS2`() async throws {
        let assessor = assessor()
        let (old, damaged) = (try RiskModel.sample(seed: 1), try RiskModel.sample("deterioration-lstm-2", seed: 2))
        try await temporary.promote(old)
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            try await temporary.promote(damaged)
            try temporary.write("models/\(damaged.name)/model.safetensors", "cut")
            await assessor.noticeOtherWriters()
            try await append([.sample("1", at: 1, healthy)], assessor)
        }
        let id = try await encounter()
        #expect(try await store.assessments(of: id, model: old.name).count == 2)
        #expect(try await store.assessments(of: id, model: damaged.name).isEmpty)
        // After a restart there is no old one, and NEWS2 goes on alone.
        let restarted = self.assessor()
        try await withRunning(restarted) { try await append([.sample("2", at: 2, healthy)], restarted) }
        #expect(try await store.assessments(of: id, model: "").last?.assessment.news2?.total == 0)
    }

    @Test func `a model that is taken out of use no longer scores`() async throws {
        let model = try RiskModel.sample()
        try await temporary.promote(model)
        let assessor = assessor()
        try await withRunning(assessor) {
            try await append([.sample("0", at: 0, healthy)], assessor)
            #expect(try await eventually { try await store.unassessedEncounters().isEmpty })
            try await store.retire(name: model.name, reason: "test", by: "test")
            await assessor.noticeOtherWriters()
            try await append([.sample("1", at: 1, healthy)], assessor)
        }
        let id = try await encounter()
        #expect(try await store.assessments(of: id, model: model.name).map(\.assessment.step) == [hour(0)])
        #expect(try await store.assessments(of: id, model: "").last?.assessment.step == hour(1))
    }

    @Test func `the configured outcome chooses the model, whichever was promoted last`() async throws {
        let (ward, sepsis) = (try RiskModel.sample(), try RiskModel.sample("sepsis-lstm-1", outcome: .sepsis, seed: 2))
        try await temporary.promote(ward)
        try await temporary.promote(sepsis)
        let assessor = assessor(outcome: "deterioration")
        try await withRunning(assessor) { try await append([.sample("0", at: 0, healthy)], assessor) }
        let id = try await encounter()
        #expect(try await store.assessments(of: id, model: ward.name).count == 1)
        #expect(try await store.assessments(of: id, model: sepsis.name).isEmpty)
    }

    @Test func `senders are held back while 20 000 observations wait`() async throws {
        let assessor = assessor()
        var delivery = Delivery.sample("many")
        delivery.observations = (0...20_000).map { minute in
            Observation(
                key: Observation.Key(channel: .heartRate, effective: hour(Double(minute) / 60), source: "M"), code: "",
                value: 80, issued: hour(0))
        }
        let outcomes = try await store.append([delivery])
        let taking = Task { await assessor.take(outcomes) }
        try await withRunning(assessor) { await taking.value }
        #expect(try await store.assessments(of: try await encounter()).count == 334)
    }
}
