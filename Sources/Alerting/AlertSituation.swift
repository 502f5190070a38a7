public import ClinicalDomain

/// All that a decision about one patient depends on.
public struct AlertSituation {
    /// The newest assessment.
    public var newest: Assessment
    /// The latest assessments before it, oldest first, at most so many: asked for only where an alert may be raised.
    public var earlier: (_ count: Int) -> [Assessment]
    /// The patient's clinical alerts, newest first: the one in force, and those whose rest may not be over.
    public var alerts: [Alert]
    /// Whether the unit has used up its budget.
    public var isBudgetSpent: Bool
    /// Whether the patient is having a procedure in which values say nothing.
    public var isInProcedure: Bool

    /// A situation of its parts.
    public init(
        newest: Assessment, earlier: @escaping (_ count: Int) -> [Assessment] = { _ in [] }, alerts: [Alert] = [],
        isBudgetSpent: Bool = false, isInProcedure: Bool = false
    ) {
        (self.newest, self.earlier, self.alerts) = (newest, earlier, alerts)
        (self.isBudgetSpent, self.isInProcedure) = (isBudgetSpent, isInProcedure)
    }
}
