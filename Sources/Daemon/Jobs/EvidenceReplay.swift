internal import Alerting
internal import ClinicalDomain
internal import Foundation
internal import Scoring
public import Store

/// Makes the evidence of an alert again from the stored values and the model's file, and compares it with what was stored.
public struct EvidenceReplay: Sendable {
    /// What came of it.
    public enum Finding: Sendable, Hashable {
        /// The same, byte for byte.
        case identical
        /// Not the same: the places in the JSON, with what was stored and what came out now.
        case different([Difference])
        /// It cannot be made again.
        case impossible(String)
    }

    /// A place where stored and new evidence differ.
    public struct Difference: Sendable, Hashable {
        /// The place, such as `risk.probability`.
        public var place: String
        /// What was stored; empty for nothing.
        public var stored: String
        /// What came out now; empty for nothing.
        public var now: String
    }

    private let store: WardwatchStore
    private let models: [(entry: ModelEntry, digest: String)]
    private let directory: ModelDirectory
    /// The model of the alert before: neighbours mostly have the same.
    private var loaded: (digest: String, model: RiskModel)?

    /// A replay on a database.
    ///
    /// - Throws: `StoreError`.
    public init(store: WardwatchStore, directory: ModelDirectory) async throws {
        (self.store, self.directory) = (store, directory)
        models = try await store.models().map { ($0, AlertDesk.digest($0)) }
    }

    /// Replays an alert.
    ///
    /// - Throws: `StoreError`, also for an alert that never was; ``ModelFileError`` or `RiskModelError` for a model that
    ///   cannot be read.
    public mutating func replay(alertID: Int64) async throws -> Finding {
        guard let (listing, text) = try await store.alert(id: alertID) else {
            throw StoreError.unknownAlert(id: alertID)
        }
        guard let text else { return .impossible("a technical alert has no evidence") }
        let evidence = try JSONDecoder().decode(AlertEvidence.self, from: Data(text.utf8))
        guard let reasoning = evidence.reasoning, let stay = listing.alert.encounterID else {
            return .impossible("evidence of version \(evidence.version) does not hold what the decision depended on")
        }
        var model: RiskModel?
        if let digest = reasoning.modelSHA256 {
            guard let entry = models.first(where: { $0.digest == digest })?.entry else {
                return .impossible("no model with the SHA-256 \(digest) is registered")
            }
            if loaded?.digest != digest { loaded = (digest, try directory.load(entry)) }
            model = loaded?.model
        }
        guard var history = try await store.history(of: stay, through: reasoning.through) else {
            return .impossible("the stay is not stored any more")
        }
        history.patient.birthDate = reasoning.birthDate.flatMap(CivilDate.init(iso8601:))
        history.patient.sex = reasoning.sex
        history.encounter.admitted = reasoning.admitted
        history.encounter.unit = reasoning.unit
        history.encounter.discharged = nil
        var scorer = PatientScorer(history, model: model)
        _ = scorer.assess()
        guard let again = Self.evidence(scorer, evidence.policy, reasoning, model) else {
            return .impossible("the stay has no values from before the alert any more; a merge may have moved them")
        }
        let now = try WardwatchStore.text(of: again)
        return now == text ? .identical : .different(try Self.differences(text, now))
    }

    /// The evidence with the decision made again; what it depended on is taken as it was stored.
    private static func evidence(
        _ scorer: PatientScorer, _ policy: AlertPolicy, _ stored: AlertEvidence.Reasoning, _ model: RiskModel?
    ) -> AlertEvidence? {
        guard let newest = scorer.newest, var evidence = scorer.evidence(policy: policy) else { return nil }
        let verdict = AlertStateMachine(policy: policy).verdict(
            AlertSituation(
                newest: newest, earlier: { scorer.assessmentsBeforeNewest(count: $0) },
                alerts: stored.alerts.map(Alert.init),
                isBudgetSpent: stored.unitAllowance.map { stored.unitAlerts >= $0 } ?? false))
        var reasoning = stored
        (reasoning.reasons, reasoning.level) = ([], AlertLevel())
        if case .raise(let reasons, let level)? = verdict.actions.first {
            (reasoning.reasons, reasoning.level) = (reasons, level)
        }
        reasoning.isBeyondBudget = verdict.isBeyondBudget
        reasoning.calibration = model.map(AlertDesk.calibration)
        evidence.reasoning = reasoning
        return evidence
    }

    private static func differences(_ stored: String, _ now: String) throws -> [Difference] {
        let (before, after) = (try leaves(stored), try leaves(now))
        return Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] }.map {
            Difference(place: $0, stored: before[$0] ?? "", now: after[$0] ?? "")
        }
    }

    /// The values of a JSON text by their places.
    private static func leaves(_ text: String) throws -> [String: String] {
        var leaves: [String: String] = [:]
        func walk(_ value: Any, _ place: String) {
            switch value {
            case let object as [String: Any]:
                for (key, element) in object { walk(element, place.isEmpty ? key : "\(place).\(key)") }
            case let array as [Any]:
                for (index, element) in array.enumerated() { walk(element, "\(place)[\(index)]") }
            default: leaves[place] = "\(value)"
            }
        }
        walk(try JSONSerialization.jsonObject(with: Data(text.utf8)), "")
        return leaves
    }
}

extension Alert {
    /// The alert that evidence tells of, as far as the policy looks at it.
    init(_ past: AlertEvidence.Reasoning.PastAlert) {
        self.init(
            id: past.id, encounterID: nil, reason: past.reasons.first ?? .networkRisk, state: past.state,
            raised: past.raised, reasons: past.reasons, level: past.level, cleared: past.cleared,
            isShadow: past.isShadow)
        clearing = past.clearing
    }
}
