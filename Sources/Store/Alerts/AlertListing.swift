public import ClinicalDomain

/// An alert with whom and where it concerns, and what it saw in short.
public struct AlertListing: Sendable, Hashable {
    /// The alert.
    public var alert: Alert
    /// Who acknowledged it.
    public var acknowledgedBy: String?
    /// The patient's identifier.
    public var patient: String
    /// The visit number; empty for an implicit stay.
    public var visitNumber: String
    /// Where the patient is now; empty when unknown.
    public var unit: String
    /// Room and bed; empty when unknown.
    public var bed: String
    /// The risk that was seen.
    public var risk: NetworkRisk?
    /// The NEWS2 that was seen.
    public var news2: NEWS2?
}
