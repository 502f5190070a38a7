private func philips(_ code: String, is channel: ChannelID?, rank: Int = 0) -> CodeRow {
    CodeRow(system: CodingSystem.mdil, code: code, channel: channel, rank: rank)
}

/// Nihon Kohden names no coding system, so the code counts only with its text.
private func nihonKohden(_ code: String, _ names: String..., is channel: ChannelID?, rank: Int = 0) -> CodeRow {
    CodeRow(system: "", code: code, names: names, needsName: true, channel: channel, rank: rank)
}

extension ChannelTable {
    /// Codes of Philips that ISO/IEEE 11073-10101 has not, or has for something else.
    ///
    /// All others are read as terms of the standard; see ``MDILCode``.
    static let mdilCodes: [CodeRow] = [
        philips("0002-5000", is: .respiratoryRate, rank: 5),  // Resp: in the standard the group of respiration
        philips("0002-4822", is: .heartRate, rank: 4),  // Pulse, from the plethysmogram
        philips("0002-f0e5", is: .heartRate, rank: 4),  // pulse rate of the cuff
        philips("0002-f09c", is: .oxygenSaturation, rank: 2),  // SpO2 by telemetry, and its pulse rate
        philips("0002-f09d", is: .heartRate, rank: 4),
        philips("0002-f0a1", is: .systolicBloodPressure, rank: 1),  // NBP by telemetry
        philips("0002-f0a2", is: .diastolicBloodPressure, rank: 1),
        philips("0002-f0a3", is: .meanBloodPressure, rank: 1),
        philips("0002-f0bd", is: .systolicArterialPressure, rank: 1),  // femoral
        philips("0002-f0be", is: .diastolicArterialPressure, rank: 1),
        philips("0002-f0bf", is: .meanArterialPressure, rank: 1),
        philips("0002-f0c1", is: .systolicArterialPressure, rank: 1),  // brachial
        philips("0002-f0c2", is: .diastolicArterialPressure, rank: 1),
        philips("0002-f0c3", is: .meanArterialPressure, rank: 1),
        philips("0002-f0c4", is: .bodyTemperature, rank: 1),  // bladder
        philips("0002-f0c7", is: .bodyTemperature, rank: 3), philips("0002-f0c8", is: .bodyTemperature, rank: 3),  // T1
        philips("0002-f0c9", is: .bodyTemperature, rank: 3), philips("0002-f0ca", is: .bodyTemperature, rank: 3),
        philips("0002-f108", is: .bodyTemperature, rank: 2), philips("0002-f10c", is: .bodyTemperature, rank: 3),
        philips("0002-f081", is: nil), philips("0002-f125", is: nil),  // variability of beats: SD NN, pNN50
    ]

    /// Codes of other makers.
    static let makersCodes: [CodeRow] = [
        nihonKohden("001000", "VITAL HR", is: .heartRate, rank: 2),
        nihonKohden("007000", "VITAL SpO2", is: .oxygenSaturation, rank: 2),
        nihonKohden("007001", "VITAL PR(spo2)", is: .heartRate, rank: 4),
        nihonKohden("072007", "VITAL rPR(spo2)", is: nil),  // 007001 again
        nihonKohden("009000", "NIBP SYS", is: .systolicBloodPressure, rank: 1),
        nihonKohden("009001", "NIBP DIAS", is: .diastolicBloodPressure, rank: 1),
        nihonKohden("009002", "NIBP MEAN", is: .meanBloodPressure, rank: 1),
        nihonKohden("014000", "VITAL TRECT", is: .bodyTemperature, rank: 1),
        // Mindray: what ISO/IEEE 11073-10101 has no term for, such as pauses and ventricular beats in a minute.
        CodeRow(system: "99MNDRY", code: CodeRow.anyCode, channel: nil),
    ]
}
