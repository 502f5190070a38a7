private func spellings(_ unit: String, _ spellings: String...) -> [UnitRow] {
    spellings.map { UnitRow(code: $0, unit: unit) }
}

private func dimension(_ number: Int, _ name: String, _ unit: String, needsName: Bool = false) -> UnitRow {
    UnitRow(
        system: CodingSystem.mdc, code: String(number), names: [ChannelTable.referencePrefix + "DIM_" + name],
        needsName: needsName, unit: unit)
}

extension ChannelTable {
    /// Units as senders write them: usual spellings, and dimensions of ISO/IEEE 11073-10101.
    static let standardUnits = standardSpellings + mdcDimensions

    private static let standardSpellings: [UnitRow] = [
        spellings(
            "/min", "1/min", "{beats}/min", "{breaths}/min", "bpm", "rpm", "beats/min", "breaths/min", "resp/min"),
        spellings("mm[Hg]", "mmHg", "mm Hg", "mm(hg)"),
        spellings("Cel", "C", "°C", "ºC", "℃", "degC", "deg C", "Celsius"),
        spellings("[degF]", "F", "°F", "ºF", "℉", "degF", "deg F", "Fahrenheit"),
        spellings("%", "percent", "pct"), spellings("L/min", "l/min", "lpm"), spellings("{score}", "score"),
        spellings("kg", "Kg", "KG"), spellings("[lb_av]", "lb", "lbs"), spellings("[in_i]", "in", "inch"),
        spellings("mL", "ml"), spellings("s", "sec"), spellings("[pH]", "pH"), spellings("a", "years", "yr"),
        spellings("mg/dL", "mg/dl", "MG/DL"), spellings("g/dL", "g/dl", "G/DL"), spellings("g/L", "g/l"),
        spellings("mmol/L", "mmol/l", "MMOL/L"), spellings("umol/L", "umol/l", "µmol/L", "µmol/l"),
        spellings("U/L", "U/l"), spellings("ng/mL", "ng/ml"),
        spellings("10*3/uL", "10^3/uL", "K/uL"), spellings("10*9/L", "10^9/L"),
    ].flatMap(\.self)

    private static let mdcDimensions: [UnitRow] = [
        dimension(262_656, "DIMLESS", "1"), dimension(262_688, "PERCENT", "%"),
        dimension(264_672, "PER_MIN", "/min"), dimension(264_864, "BEAT_PER_MIN", "/min"),
        dimension(264_928, "RESP_PER_MIN", "/min"), dimension(265_987, "KILO_PASCAL", "kPa"),
        dimension(266_016, "MMHG", "mm[Hg]"), dimension(268_192, "DEGC", "Cel"), dimension(266_560, "FAHR", "[degF]"),
        // Devices also send degrees Fahrenheit under these numbers; without the name they mean nothing.
        dimension(268_160, "FAHR", "[degF]", needsName: true), dimension(268_224, "FAHR", "[degF]", needsName: true),
        dimension(265_216, "L_PER_MIN", "L/min"), dimension(263_424, "M", "m"), dimension(263_441, "CENTI_M", "cm"),
        dimension(263_520, "INCH", "[in_i]"), dimension(263_872, "G", "g"), dimension(263_875, "KILO_G", "kg"),
        dimension(263_904, "LB", "[lb_av]"), dimension(264_274, "MILLI_G_PER_DL", "mg/dL"),
        dimension(266_866, "MILLI_MOLE_PER_L", "mmol/L"),
    ]
}
