extension ChannelTable {
    /// The built-in table: vital signs of a ward, and the laboratory values of the PhysioNet challenges 2012 and 2019.
    ///
    /// Codes are LOINC (Regenstrief Institute), ISO/IEEE 11073-10101 and those that makers of monitors send, units
    /// UCUM. The check digits of the LOINC codes are tested, their meaning only for the vital signs of the FHIR
    /// profiles. Plausible ranges and ranks are choices of this project, not taken from a published table: ranges wide,
    /// to refuse the impossible and not the abnormal.
    public static let standard = ChannelTable(
        standardChannels, codes: loincCodes + mdcCodes + mdilCodes + makersCodes, texts: standardTexts,
        units: standardUnits, sentinels: standardSentinels)
}
