import ClinicalDomain
import Testing

@testable import Store

@Suite struct RecordTests {
    @Test func `an assessment is read as it was recorded`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        let assessments: [Assessment] = [
            .sample(id, step: 1, risk: nil), .sample(id, step: 2, pulse: nil), .sample(id, step: 3),
            .sample(id, step: 4, risk: nil, pulse: nil),
        ]
        try await temporary.store.record([
            AssessmentRecord(encounterID: id, through: 1, assessments: assessments)
        ])
        let stored = try await temporary.store.assessments(of: id)
        #expect(stored.map(\.assessment) == assessments)
        #expect(stored.allSatisfy { $0.revision == 1 && $0.assessed.millisecondsSince1970 == 1_800_000_000_000 })
        #expect(try await temporary.store.assessments(of: id, since: hour(3)).count == 2)
        #expect(try await temporary.store.assessments(of: id, model: "ward-lstm").count == 2)
    }

    @Test func `a re-score raises the revision only when something changed`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        var changed = Assessment.sample(id)
        changed.effective = hour(2.75)
        let steps: [(Assessment, revision: Int)] = [
            (.sample(id), 1), (.sample(id), 1), (.sample(id, risk: 0.8), 2), (.sample(id, risk: 0.8), 2),
            (.sample(id, risk: 0.8, pulse: 80), 3), (.sample(id, risk: 0.8, pulse: nil), 4), (.sample(id), 5),
            (changed, 6),
        ]
        for (index, step) in steps.enumerated() {
            try await temporary.store.record([
                AssessmentRecord(encounterID: id, through: nil, assessments: [step.0])
            ])
            let stored = try await temporary.store.assessments(of: id)
            #expect(stored.map(\.revision) == [step.revision], "step \(index)")
            #expect(stored.map(\.assessment) == [step.0], "step \(index)")
        }
    }

    @Test func `two models score one step side by side`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        let assessments: [Assessment] = [.sample(id, model: "a"), .sample(id, risk: 0.2, model: "b")]
        try await temporary.store.record([AssessmentRecord(encounterID: id, through: nil, assessments: assessments)])
        #expect(try await temporary.store.assessments(of: id).map(\.assessment) == assessments)
    }

    @Test func `an impossible risk is refused and nothing of the call is stored`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        for risk in [1.5, -0.1, .nan] {
            await #expect(throws: StoreError.self) {
                try await temporary.store.record([
                    AssessmentRecord(
                        encounterID: id, through: 1, assessments: [.sample(id, step: 1), .sample(id, risk: risk)],
                        decisions: [.raise(.news2, .sample())])
                ])
            }
        }
        #expect(try temporary.count("assessment") == 0)
        #expect(try temporary.count("alert") == 0)
        #expect(try temporary.count("audit") == 0)
        #expect(try await temporary.store.unassessedEncounters() == [id])
    }

    @Test func `an alert that cannot be cleared undoes the whole call`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        await #expect(throws: StoreError.unknownAlert(id: 9)) {
            try await temporary.store.record([
                AssessmentRecord(
                    encounterID: id, through: 1, assessments: [.sample(id)],
                    decisions: [.raise(.news2, .sample()), .clear(alertID: 9, at: hour(3))])
            ])
        }
        #expect(try temporary.count("assessment") == 0)
        #expect(try temporary.count("alert") == 0)
    }
}
