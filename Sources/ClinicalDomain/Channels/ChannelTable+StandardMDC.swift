private func term(_ number: Int, _ names: String..., is channel: ChannelID, rank: Int) -> CodeRow {
    CodeRow(
        system: CodingSystem.mdc, code: String(number), names: names.map { ChannelTable.referencePrefix + $0 },
        channel: channel, rank: rank)
}

private func ignored(_ number: Int, _ names: String...) -> CodeRow {
    CodeRow(
        system: CodingSystem.mdc, code: String(number), names: names.map { ChannelTable.referencePrefix + $0 },
        channel: nil)
}

extension ChannelTable {
    /// Terms of ISO/IEEE 11073-10101 by number (partition · 65536 + term) and reference id.
    static let mdcCodes = mdcVitalSigns + mdcIgnored

    private static let mdcVitalSigns: [CodeRow] = [
        term(147_842, "ECG_HEART_RATE", "ECG_CARD_BEAT_RATE", is: .heartRate, rank: 2),
        term(149_514, "PULS_RATE", is: .heartRate, rank: 3),
        term(149_522, "BLD_PULS_RATE_INV", is: .heartRate, rank: 3),
        term(149_530, "PULS_OXIM_PULS_RATE", is: .heartRate, rank: 4),
        term(149_546, "PULS_RATE_NON_INV", is: .heartRate, rank: 4),
        term(149_554, "TTHOR_HEART_RATE", is: .heartRate, rank: 6),
        term(149_562, "PALPATION_HEART_RATE", is: .heartRate, rank: 0),

        term(151_562, "RESP_RATE", is: .respiratoryRate, rank: 3),
        term(151_570, "AWAY_RESP_RATE", is: .respiratoryRate, rank: 2),
        term(151_578, "TTHOR_RESP_RATE", is: .respiratoryRate, rank: 5),
        term(151_594, "CO2_RESP_RATE", is: .respiratoryRate, rank: 2),
        term(151_602, "PRESS_RESP_RATE", is: .respiratoryRate, rank: 6),
        term(151_650, "ACOUSTIC_RESP_RATE", is: .respiratoryRate, rank: 3),
        term(151_658, "PULS_OXIM_PLETH_RESP_RATE", is: .respiratoryRate, rank: 6),

        term(150_456, "PULS_OXIM_SAT_O2", is: .oxygenSaturation, rank: 2),
        term(150_324, "SAT_O2_ART", is: ChannelID("arterialOxygenSaturation"), rank: 2),

        term(150_344, "TEMP", is: .bodyTemperature, rank: 3), term(150_364, "TEMP_BODY", is: .bodyTemperature, rank: 2),
        term(150_352, "TEMP_ART", is: .bodyTemperature, rank: 1),
        term(150_396, "TEMP_VEN", is: .bodyTemperature, rank: 1),
        term(150_368, "TEMP_CORE", is: .bodyTemperature, rank: 1),
        term(150_372, "TEMP_ESOPH", is: .bodyTemperature, rank: 1),
        term(150_380, "TEMP_NASOPH", is: .bodyTemperature, rank: 1),
        term(150_392, "TEMP_TYMP", is: .bodyTemperature, rank: 2),
        term(188_420, "TEMP_RECT", is: .bodyTemperature, rank: 1),
        term(188_424, "TEMP_ORAL", is: .bodyTemperature, rank: 2),
        term(188_428, "TEMP_EAR", is: .bodyTemperature, rank: 2),
        term(188_436, "TEMP_BLD", is: .bodyTemperature, rank: 1),
        term(188_452, "TEMP_AXILLA", is: .bodyTemperature, rank: 3),
        term(188_456, "TEMP_GIT", is: .bodyTemperature, rank: 1),

        term(150_017, "PRESS_BLD_SYS", is: .systolicBloodPressure, rank: 3),
        term(150_018, "PRESS_BLD_DIA", is: .diastolicBloodPressure, rank: 3),
        term(150_019, "PRESS_BLD_MEAN", is: .meanBloodPressure, rank: 3),
        term(150_021, "PRESS_BLD_NONINV_SYS", is: .systolicBloodPressure, rank: 1),
        term(150_022, "PRESS_BLD_NONINV_DIA", is: .diastolicBloodPressure, rank: 1),
        term(150_023, "PRESS_BLD_NONINV_MEAN", is: .meanBloodPressure, rank: 1),
        term(150_301, "PRESS_CUFF_SYS", is: .systolicBloodPressure, rank: 1),
        term(150_302, "PRESS_CUFF_DIA", is: .diastolicBloodPressure, rank: 1),
        term(150_303, "PRESS_CUFF_MEAN", is: .meanBloodPressure, rank: 1),
        term(150_033, "PRESS_BLD_ART_SYS", is: .systolicArterialPressure, rank: 1),
        term(150_034, "PRESS_BLD_ART_DIA", is: .diastolicArterialPressure, rank: 1),
        term(150_035, "PRESS_BLD_ART_MEAN", is: .meanArterialPressure, rank: 1),
        term(150_037, "PRESS_BLD_ART_ABP_SYS", is: .systolicArterialPressure, rank: 1),
        term(150_038, "PRESS_BLD_ART_ABP_DIA", is: .diastolicArterialPressure, rank: 1),
        term(150_039, "PRESS_BLD_ART_ABP_MEAN", is: .meanArterialPressure, rank: 1),
        term(150_057, "PRESS_BLD_ART_UMB_SYS", is: .systolicArterialPressure, rank: 2),
        term(150_058, "PRESS_BLD_ART_UMB_DIA", is: .diastolicArterialPressure, rank: 2),
        term(150_059, "PRESS_BLD_ART_UMB_MEAN", is: .meanArterialPressure, rank: 2),

        term(151_728, "AWAY_CO2_ET", is: .endTidalCarbonDioxide, rank: 1),
        term(151_708, "CONC_AWAY_CO2_ET", is: .endTidalCarbonDioxide, rank: 1),
        term(152_196, "CONC_AWAY_O2_INSP", is: .inspiredOxygen, rank: 1),
        term(160_920, "VENT_CONC_AWAY_O2_INSP", is: .inspiredOxygen, rank: 1),
        term(153_728, "SCORE_GLAS_COMA", is: .glasgowComaScale, rank: 1),
        term(188_736, "MASS_BODY_ACTUAL", is: ChannelID("bodyWeight"), rank: 1),
        term(188_740, "LEN_BODY_ACTUAL", is: ChannelID("bodyHeight"), rank: 1),
    ]

    private static let mdcIgnored: [CodeRow] = [
        // Waveforms, and the group terms that stand for them.
        ignored(131_329, "ECG_ELEC_POTL_I", "ECG_LEAD_I"), ignored(131_330, "ECG_ELEC_POTL_II", "ECG_LEAD_II"),
        ignored(150_452, "PULS_OXIM_PLETH"), ignored(151_552, "RESP"), ignored(151_780, "IMPED_TTHOR"),
        // Rhythm and arrhythmia.
        ignored(148_065, "ECG_V_P_C_CNT"), ignored(148_066, "ECG_V_P_C_RATE"), ignored(148_072, "ECG_V_P_C_FREQ"),
        ignored(148_216, "ECG_SV_BEATS"), ignored(184_327, "ECG_STAT_RHY"),
        // ST segments and intervals.
        ignored(131_841, "ECG_AMPL_ST_I"), ignored(131_842, "ECG_AMPL_ST_II"), ignored(131_901, "ECG_AMPL_ST_III"),
        ignored(131_902, "ECG_AMPL_ST_AVR"), ignored(131_903, "ECG_AMPL_ST_AVL"), ignored(131_904, "ECG_AMPL_ST_AVF"),
        ignored(131_843, "ECG_AMPL_ST_V1"), ignored(131_844, "ECG_AMPL_ST_V2"), ignored(131_845, "ECG_AMPL_ST_V3"),
        ignored(131_846, "ECG_AMPL_ST_V4"), ignored(131_847, "ECG_AMPL_ST_V5"), ignored(131_848, "ECG_AMPL_ST_V6"),
        ignored(131_907, "ECG_AMPL_ST_V"), ignored(147_232, "ECG_TIME_PD_QT_GL"), ignored(147_236, "ECG_TIME_PD_QTc"),
        // Perfusion.
        ignored(150_448, "PULS_OXIM_PERF_REL"), ignored(150_488, "BLD_PERF_INDEX"),
        // Pressures that are not systemic arterial ones.
        ignored(150_045, "PRESS_BLD_ART_PULM_SYS"), ignored(150_046, "PRESS_BLD_ART_PULM_DIA"),
        ignored(150_047, "PRESS_BLD_ART_PULM_MEAN"), ignored(150_084, "PRESS_BLD_VEN_CENT"),
        ignored(150_085, "PRESS_BLD_VEN_CENT_SYS"), ignored(150_086, "PRESS_BLD_VEN_CENT_DIA"),
        ignored(150_087, "PRESS_BLD_VEN_CENT_MEAN"), ignored(150_300, "PRESS_CUFF"),
        ignored(153_608, "PRESS_INTRA_CRAN"), ignored(153_611, "PRESS_INTRA_CRAN_MEAN"),
        ignored(153_604, "PRESS_CEREB_PERF"),
        // Temperatures that are not the body's.
        ignored(150_356, "TEMP_AWAY"), ignored(150_388, "TEMP_SKIN"), ignored(188_440, "TEMP_DIFF"),
        ignored(188_508, "TEMP_ROOM"),
    ]
}
