/// The observations reported under one OBR, in the order sent (HL7 v2, chapter 7, ORU^R01).
public struct HL7ObservationGroup: Sendable {
    /// The OBR, or `nil` for OBX segments without one, as in ADT messages.
    public let request: HL7Segment?
    /// The OBX segments.
    public let observations: [HL7Segment]
}
