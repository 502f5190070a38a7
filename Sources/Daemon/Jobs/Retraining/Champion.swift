internal import ClinicalDomain
internal import Scoring
internal import Store

/// The model in use, with the stays that began after the history that it could see.
struct Champion: Sendable {
    let entry: ModelEntry
    let model: RiskModel
    /// The newest message of the history that it could see.
    let snapshot: Int64
    let recentStays: Set<EncounterID>

    init(entry: ModelEntry, model: RiskModel, history: FrozenHistory) throws {
        (self.entry, self.model) = (entry, model)
        // A model of an earlier version says only when it was trained.
        snapshot =
            try model.provenance.lineage?.snapshot ?? history.newestMessageID(receivedBy: model.provenance.trained)
        recentStays = try history.encounters(openedAfter: snapshot)
    }
}
