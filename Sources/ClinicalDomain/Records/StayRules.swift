/// How a site's moves become outcome events.
public struct StayRules: Hashable, Sendable {
    /// The units (PV1-3.1) that are intensive care, in capitals.
    public var intensiveCareUnits: Set<String>

    /// Rules of a site; names are compared without regard to capitals.
    public init(intensiveCareUnits: some Sequence<String> = ["ICU", "ITU", "CCU", "SICU", "MICU", "NICU", "PICU"]) {
        self.intensiveCareUnits = Set(intensiveCareUnits.map { $0.uppercased() })
    }

    /// Whether a move is the outcome `icu-transfer`: from a known unit that is not intensive care to one that is.
    public func isIntensiveCareTransfer(from origin: String, to destination: String) -> Bool {
        !origin.isEmpty && !intensiveCareUnits.contains(origin.uppercased())
            && intensiveCareUnits.contains(destination.uppercased())
    }
}
