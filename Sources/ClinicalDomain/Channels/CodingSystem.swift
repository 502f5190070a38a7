/// The short names of coding systems, as HL7 table 0396 gives them, and the other names that senders use for them.
public enum CodingSystem {
    /// LOINC (Regenstrief Institute).
    public static let loinc = "LN"
    /// ISO/IEEE 11073-10101, the nomenclature of medical devices.
    public static let mdc = "MDC"
    /// Philips' way to write terms of ISO/IEEE 11073-10101; see ``MDILCode``.
    public static let mdil = "MDIL"
    /// The Unified Code for Units of Measure.
    public static let ucum = "UCUM"

    private static let names: [String: String] = [
        "LN": loinc, "LOINC": loinc, "HTTP://LOINC.ORG": loinc, "2.16.840.1.113883.6.1": loinc,
        "URN:OID:2.16.840.1.113883.6.1": loinc,
        "MDC": mdc, "URN:ISO:STD:ISO:11073:10101": mdc, "2.16.840.1.113883.6.24": mdc,
        "URN:OID:2.16.840.1.113883.6.24": mdc,
        "MDIL": mdil,
        "UCUM": ucum, "HTTP://UNITSOFMEASURE.ORG": ucum, "2.16.840.1.113883.6.8": ucum,
        "URN:OID:2.16.840.1.113883.6.8": ucum,
    ]

    /// The short name of a system; one that is not known here is its own name in capitals.
    public static func shortName(_ written: String) -> String {
        switch written {
        case "", loinc, mdc, mdil, ucum: return written
        default:
            let capitals = written.uppercased()
            return names[capitals] ?? capitals
        }
    }
}
