private func code(_ code: String, _ channel: ChannelID, rank: Int = 0) -> CodeRow {
    CodeRow(system: CodingSystem.loinc, code: code, channel: channel, rank: rank)
}

private func laboratory(_ code: String, _ channel: String) -> CodeRow {
    CodeRow(system: CodingSystem.loinc, code: code, channel: ChannelID(channel))
}

private func ignored(_ code: String) -> CodeRow { CodeRow(system: CodingSystem.loinc, code: code, channel: nil) }

extension ChannelTable {
    /// LOINC codes besides the ones that the channels are written out with: by body site, by position, in whole blood.
    static let loincCodes: [CodeRow] = [
        code("8889-8", .heartRate, rank: 4),  // by pulse oximetry
        code("8893-0", .heartRate),  // peripheral artery, by palpation
        code("8331-1", .bodyTemperature),  // oral
        code("8332-9", .bodyTemperature),  // rectal
        code("8333-7", .bodyTemperature),  // tympanic membrane
        code("8328-7", .bodyTemperature),  // axillary
        code("8329-5", .bodyTemperature),  // core
        code("8459-0", .systolicBloodPressure), code("8453-3", .diastolicBloodPressure),  // sitting
        code("8460-8", .systolicBloodPressure), code("8454-1", .diastolicBloodPressure),  // standing
        code("8461-6", .systolicBloodPressure), code("8455-8", .diastolicBloodPressure),  // supine
        code("19994-3", .inspiredOxygen),  // ventilator setting
        laboratory("3141-9", "bodyWeight"), laboratory("3137-7", "bodyHeight"),  // measured
        laboratory("1925-7", "baseExcess"), laboratory("1960-4", "bicarbonate"),  // arterial blood
        laboratory("2947-0", "sodium"), laboratory("6298-4", "potassium"), laboratory("2069-3", "chloride"),  // blood
        laboratory("6299-2", "ureaNitrogen"), laboratory("38483-4", "creatinine"), laboratory("2339-0", "glucose"),
        laboratory("41653-7", "glucose"),  // capillary blood, by glucometer
        laboratory("32693-4", "lactate"), laboratory("2518-9", "lactate"),  // blood, arterial blood
        laboratory("26464-8", "leukocytes"), laboratory("26515-7", "platelets"), laboratory("20570-8", "hematocrit"),
        ignored("39156-5"),  // body mass index
        ignored("9267-6"), ignored("9268-4"), ignored("9270-0"),  // Glasgow Coma Scale: eye, motor, verbal
    ]
}
