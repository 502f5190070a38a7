public import ClinicalDomain
internal import Crypto
internal import Foundation
public import Scoring
internal import Store
public import Training

/// Reads stored history as training sequences, in two walks through the database: the first gathers scales and
/// outcomes, the second encodes.
public struct TrainingData: Sendable {
    /// Patients are dealt by this seed for good, so that a champion is never tested on patients it has learnt from.
    public static let seed: UInt64 = 2026
    /// How they were dealt for models of the first file version, which do not say it.
    public static let firstSplit = PatientSplit(seed: 2019)
    private static let batchSize = 200
    /// Levels of a channel's values, each with as many of the training patients' values.
    private static let levels = 8
    /// Years of age, and hours since admission, between which a model may tell apart.
    private static let ageKnots: [Double] = [15, 30, 40, 50, 55, 60, 65, 70, 75, 80, 90]
    private static let clockKnots =
        (0...12).map { Double($0) } + stride(from: 15.0, through: 60, by: 3) + [66, 72, 84, 96, 120, 168, 336]

    /// How the patients are dealt.
    public let split: PatientSplit
    private let store: any HistorySource

    /// The history of a store, as it is or as it was at one moment.
    public init(store: any HistorySource, split: PatientSplit = PatientSplit(seed: Self.seed)) {
        (self.store, self.split) = (store, split)
    }

    /// What the first walk found.
    public struct Survey: Sendable {
        /// The question that can be learnt: the one asked for, or its surrogate.
        public var outcome: OutcomeDefinition
        /// Whether it is the surrogate, because too few outcomes are recorded.
        public var isSurrogate: Bool
        /// Stays with observations.
        public var stays: Int
        /// Stays with the outcome.
        public var staysWithOutcome: Int
        /// What models are to see.
        public var schema: SequenceSchema
    }

    /// Walks through the history once.
    ///
    /// - Parameters:
    ///   - outcome: the question.
    ///   - includesClock: whether models may see the time since admission.
    ///   - includesUnit: whether models may see the unit.
    ///   - accepts: which channels models may see.
    ///   - visit: gets every stay with its part.
    public func survey(
        outcome: OutcomeDefinition, includesClock: Bool, includesUnit: Bool = false, accepts: (Channel) -> Bool,
        visit: (EncounterHistory, PatientSplit.Part) -> Void = { _, _ in }
    ) throws -> Survey {
        var statistics = ChannelStatistics()
        var units = UnitStatistics()
        var (stays, withOutcome) = (0, 0)
        try store.forEachHistory(where: .all, batchSize: Self.batchSize) { histories in
            for history in histories {
                stays += 1
                if outcome.firstEvent(in: history.outcomes) != nil { withOutcome += 1 }
                let part = split.part(of: history.patient.identifier)
                if part == .training {
                    statistics.add(history)
                    units.add(history)
                }
                visit(history, part)
            }
        }
        guard stays > 0 else { throw TrainingError.noHistory }
        let isSurrogate = withOutcome < SurrogateOutcome.minimumEvents
        return Survey(
            outcome: isSurrogate ? SurrogateOutcome.definition(replacing: outcome) : outcome,
            isSurrogate: isSurrogate, stays: stays, staysWithOutcome: withOutcome,
            schema: SequenceSchema(
                channels: statistics.scaledChannels(levels: Self.levels, where: accepts),
                channelFeatures: [.levels, .mask, .recency, .change, .countLevels, .sinceLevels, .recentStatistics],
                includesClock: includesClock, ageKnots: Self.ageKnots,
                clockKnots: includesClock ? Self.clockKnots : [], units: includesUnit ? units.names() : []))
    }

    /// Encodes the stays.
    ///
    /// - Parameters:
    ///   - outcome: labels the steps; for a surrogate, NEWS2 says when it happened.
    ///   - schema: what the model sees.
    ///   - parts: which patients; nil for all.
    ///   - accepts: which stays.
    public func sequences(
        outcome: OutcomeDefinition, schema: SequenceSchema, parts: Set<PatientSplit.Part>? = nil,
        accepts: (EncounterID) -> Bool = { _ in true }
    ) throws -> [TrainingSequence] {
        let extractor = FeatureExtractor(schema: schema)
        var sequences: [TrainingSequence] = []
        try store.forEachHistory(where: .all, batchSize: Self.batchSize) { histories in
            for history in histories {
                let part = split.part(of: history.patient.identifier)
                if let parts, !parts.contains(part) { continue }
                if !accepts(history.id) { continue }
                let event = Self.firstEvent(of: outcome, in: history)
                sequences.append(
                    TrainingSequence(
                        history: history, firstEvent: event, outcome: outcome, extractor: extractor, part: part))
            }
        }
        return sequences
    }

    /// When an outcome first happened in a stay; for a surrogate, NEWS2 says it.
    static func firstEvent(of outcome: OutcomeDefinition, in history: EncounterHistory) -> Instant? {
        let isSurrogate =
            !OutcomeDefinition.standard.contains { $0.name == outcome.name } && outcome.name.hasSuffix("-surrogate")
        return isSurrogate ? SurrogateOutcome.firstEvent(in: history) : outcome.firstEvent(in: history.outcomes)
    }

    /// SHA-256 over what the model reads and the labels, in hexadecimal: what identifies the data of a training run.
    public static func digest(_ sequences: [TrainingSequence]) -> String {
        var hash = SHA256()
        for sequence in sequences {
            sequence.rows.values.withUnsafeBytes { hash.update(bufferPointer: $0) }
            hash.update(data: sequence.labels.map { $0.map { $0 ? 1 : 0 } ?? 2 })
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
