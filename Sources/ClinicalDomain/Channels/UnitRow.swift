/// One row of units: how a sender writes a unit, and what it is in UCUM.
public struct UnitRow: Hashable, Sendable {
    /// The coding system under its short name: `MDC`, a site's own; empty for a spelling that needs no system.
    public let system: String
    /// The code or spelling as it is sent, such as `264864` or `mmHg`; letter case counts.
    public let code: String
    /// The texts that belong to the code, such as `MDC_DIM_BEAT_PER_MIN`.
    public let names: [String]
    /// Whether the row holds only where one of ``names`` stands beside the code.
    public let needsName: Bool
    /// The unit in UCUM.
    public let unit: String

    /// A row of its parts.
    public init(system: String = "", code: String, names: [String] = [], needsName: Bool = false, unit: String) {
        (self.system, self.code, self.names) = (CodingSystem.shortName(system), code, names)
        (self.needsName, self.unit) = (needsName, unit)
    }
}
