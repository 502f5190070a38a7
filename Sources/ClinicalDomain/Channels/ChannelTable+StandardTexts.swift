private func known(_ channels: ChannelID..., are texts: String...) -> [TextRow] {
    texts.map { TextRow($0, channels) }
}

extension ChannelTable {
    /// Texts that senders write beside codes: names of LOINC in short and long, labels of monitors.
    static let standardTexts: [TextRow] = [
        known(
            .heartRate, are: "Heart rate", "ECG heart rate", "HR", "ECG HR", "VITAL HR", "Pulse", "Pulse rate", "PR"),
        known(
            .respiratoryRate, are: "Respiratory rate", "Respiration rate", "Resp rate", "Resp", "RR", "awRR"),
        known(
            .oxygenSaturation, are: "SpO2", "VITAL SpO2", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        known(
            .oxygenSaturation, ChannelID("arterialOxygenSaturation"), are: "Oxygen saturation", "O2 saturation",
            "Oxygen saturation in Arterial blood", "SaO2"),
        known(
            .bodyTemperature, are: "Body temperature", "Temperature", "Temp", "Oral temperature", "Rectal temperature",
            "Axillary temperature", "Tympanic membrane temperature", "Tcore", "Trect", "Toral", "Ttymp", "Tesoph",
            "Tnaso", "Tblood", "T1", "T2", "T3", "T4"),
        known(
            .systolicBloodPressure, .systolicArterialPressure, are: "Systolic blood pressure", "Systolic BP",
            "Systolic pressure", "Systolic"),
        known(
            .diastolicBloodPressure, .diastolicArterialPressure, are: "Diastolic blood pressure", "Diastolic BP",
            "Diastolic pressure", "Diastolic"),
        known(
            .meanBloodPressure, .meanArterialPressure, are: "Mean blood pressure", "Mean pressure",
            "Mean arterial pressure", "MAP"),
        known(.systolicBloodPressure, are: "NBPs", "NIBP SYS", "NIBP systolic"),
        known(.diastolicBloodPressure, are: "NBPd", "NIBP DIA", "NIBP DIAS", "NIBP diastolic"),
        known(.meanBloodPressure, are: "NBPm", "NIBP MEAN"),
        known(.systolicArterialPressure, are: "ABPs", "ARTs", "ART SYS", "Systolic arterial pressure"),
        known(.diastolicArterialPressure, are: "ABPd", "ARTd", "ART DIA", "Diastolic arterial pressure"),
        known(.meanArterialPressure, are: "ABPm", "ARTm", "ART MEAN"),
        known(
            .glasgowComaScale, are: "Glasgow Coma Scale", "Glasgow coma score", "Glasgow coma score total", "GCS"),
        known(.consciousness, are: "ACVPU", "AVPU", "Level of consciousness"),
        known(.supplementalOxygen, are: "Inhaled oxygen flow rate", "O2 flow"),
        known(.inspiredOxygen, are: "FiO2", "Inhaled oxygen concentration"),
        known(.endTidalCarbonDioxide, are: "EtCO2", "End-tidal CO2"),
        known(ChannelID("bodyWeight"), are: "Body weight"), known(ChannelID("bodyHeight"), are: "Body height"),
        known(are: "PVC", "VPC", "VPB", "Perf", "Perfusion index", "CVP", "CVPm", "ICP", "ICPm", "Tskin", "pNN50"),
    ].flatMap(\.self)
}
