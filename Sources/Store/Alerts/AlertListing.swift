public import ClinicalDomain

/// An alert with whom and where it concerns, and what it saw in short.
public struct AlertListing: Sendable, Hashable {
    /// The alert.
    public var alert: Alert
    /// The patient's identifier; empty where the alert concerns none.
    public var patient: String
    /// The visit number; empty for an implicit stay.
    public var visitNumber: String
    /// Where the patient is now; empty when unknown.
    public var unit: String
    /// Room and bed; empty when unknown.
    public var bed: String
    /// The risk that was seen.
    public var risk: NetworkRisk?
    /// The total of NEWS2 that was seen.
    public var news2Total: Int?
    /// Whether parameters of NEWS2 were missing; nil where nothing of it was known.
    public var news2IsPartial: Bool?
}
