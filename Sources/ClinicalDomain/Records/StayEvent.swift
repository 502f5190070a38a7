/// What a message does to a stay, by the ADT events of HL7 v2, chapter 3.
public enum StayEvent: String, Sendable, Hashable, Codable, CaseIterable {
    /// A result: it finds the stay, or opens one, and says where the patient lies if nothing newer is known.
    case observation
    /// A01, A04: the stay begins.
    case admit
    /// A05: it is announced; nobody lies in the bed yet.
    case preadmit
    /// A02, A06, A07: the patient moves.
    case transfer
    /// A03: it ends; the bed is empty.
    case discharge
    /// A08 of an inpatient: what is said replaces what is known; an unknown stay is opened.
    case update
    /// A28, A31, and A08 of an outpatient: only what is said of the person counts; a stay that is known is updated.
    case person
    /// A11: the stay never was.
    case cancelAdmission = "cancel-admission"
    /// A12: the last move never was.
    case cancelTransfer = "cancel-transfer"
    /// A13: the discharge never was.
    case cancelDischarge = "cancel-discharge"
    /// A34, A40: patients turned out to be one.
    case merge
}
