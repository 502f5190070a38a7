public import ClinicalDomain

/// What assessing one stay gave, to be recorded in one transaction.
public struct AssessmentRecord: Sendable {
    /// The stay.
    public var encounterID: EncounterID
    /// The greatest ``AppendOutcome/messageID`` whose observations were seen: the stay counts as assessed up to it.
    ///
    /// nil leaves that mark alone, as when time alone made a new step.
    public var through: Int64?
    /// The steps that were scored or scored again.
    public var assessments: [Assessment]
    /// What the alert policy decided.
    public var decisions: [AlertDecision]

    /// A record of its parts.
    public init(
        encounterID: EncounterID, through: Int64?, assessments: [Assessment], decisions: [AlertDecision] = []
    ) {
        (self.encounterID, self.through) = (encounterID, through)
        (self.assessments, self.decisions) = (assessments, decisions)
    }
}
