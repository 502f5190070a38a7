/// One stay of one patient: what a sequence of vital signs belongs to.
public struct Encounter: Hashable, Sendable {
    /// The visit number (PV1-19), or empty where the sender names none: then all data of the patient form one stay.
    public var visitNumber: String
    /// Point of care (PV1-3.1), such as a ward; empty when unknown.
    public var unit: String
    /// Room and bed (PV1-3.2 and 3.3); empty when unknown.
    public var bed: String
    /// Time of admission (PV1-44) where it is known.
    public var admitted: Instant?
    /// Time of discharge (PV1-45) where it is known.
    public var discharged: Instant?

    /// A stay with what is known about it.
    public init(
        visitNumber: String = "", unit: String = "", bed: String = "", admitted: Instant? = nil,
        discharged: Instant? = nil
    ) {
        (self.visitNumber, self.unit, self.bed) = (visitNumber, unit, bed)
        (self.admitted, self.discharged) = (admitted, discharged)
    }
}
