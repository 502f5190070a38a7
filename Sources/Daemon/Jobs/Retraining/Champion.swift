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
    /// Whether it has learnt from validation patients of this place's split, so that only new stays can judge it, and its
    /// weights cannot be trained on.
    func hasLearnt(fromValidationOf split: PatientSplit) -> Bool {
        !entry.isFromElsewhere && model.provenance.split != split
    }
    /// Whether every network of it has learnt from some of the reference stays, and only the others may be asked.
    var isCrossFittedHere: Bool { model.folds != nil && !entry.isFromElsewhere }

    init(entry: ModelEntry, model: RiskModel, history: FrozenHistory) throws {
        (self.entry, self.model) = (entry, model)
        // Nothing is new to a model from elsewhere, whose own history had other messages: a first model of this place is
        // compared with it on the reference stays. A model of an earlier version says only when it was trained.
        snapshot =
            try entry.isFromElsewhere
            ? history.newestMessageID
            : model.provenance.lineage?.snapshot ?? history.newestMessageID(receivedBy: model.provenance.trained)
        recentStays = try history.encounters(openedAfter: snapshot)
    }
}
