private func celsius() -> [UnitConversion] {
    [UnitConversion("[degF]", factor: 5.0 / 9, offset: -160.0 / 9)]
}
private func pressure() -> [UnitConversion] {
    [UnitConversion("kPa", factor: 7.500_616_827)]
}

private func mass() -> [UnitConversion] {
    [UnitConversion("g", factor: 0.001), UnitConversion("[lb_av]", factor: 0.453_592_37)]
}
private func length() -> [UnitConversion] {
    [UnitConversion("m", factor: 100), UnitConversion("[in_i]", factor: 2.54)]
}

private func gramsPerLitre() -> [UnitConversion] { [UnitConversion("g/L", factor: 0.1)] }
private func cells() -> [UnitConversion] { [UnitConversion("10*9/L")] }
/// To mg/dL by the molar mass in g/mol.
private func amount(_ unit: String, _ molarMass: Double) -> [UnitConversion] {
    [UnitConversion(unit, factor: molarMass / (unit == "mmol/L" ? 10 : 10_000))]
}

private func vital(
    _ id: ChannelID, _ display: String, _ loinc: [String], _ unit: String, _ range: ClosedRange<Double>,
    _ conversions: [UnitConversion] = []
) -> Channel {
    Channel(
        id: id, display: display, loincCodes: loinc, unit: unit, conversions: conversions, plausibleRange: range,
        category: .vitalSign)
}

private func laboratory(
    _ id: String, _ display: String, _ loinc: [String], _ unit: String, _ range: ClosedRange<Double>,
    _ conversions: [UnitConversion] = []
) -> Channel {
    Channel(
        id: ChannelID(id), display: display, loincCodes: loinc, unit: unit, conversions: conversions,
        plausibleRange: range, category: .laboratory)
}

private func other(
    _ id: String, _ display: String, _ loinc: [String], _ unit: String, _ range: ClosedRange<Double>,
    _ conversions: [UnitConversion] = []
) -> Channel {
    Channel(
        id: ChannelID(id), display: display, loincCodes: loinc, unit: unit, conversions: conversions,
        plausibleRange: range, category: .other)
}

extension ChannelTable {
    /// The built-in channels.
    static let standardChannels = vitalSigns + laboratoryValues + otherValues

    private static let vitalSigns: [Channel] = [
        vital(.heartRate, "heart rate", ["8867-4"], "/min", 0...350),
        vital(.respiratoryRate, "respiratory rate", ["9279-1"], "/min", 0...150),
        vital(
            .oxygenSaturation, "oxygen saturation", ["59408-5", "2708-6"], "%", 10...100,
            [UnitConversion("1", factor: 100)]),
        vital(.bodyTemperature, "body temperature", ["8310-5"], "Cel", 25...45, celsius()),
        vital(.systolicBloodPressure, "systolic pressure", ["8480-6", "76534-7"], "mm[Hg]", 20...330, pressure()),
        vital(.diastolicBloodPressure, "diastolic pressure", ["8462-4", "76535-4"], "mm[Hg]", 5...250, pressure()),
        vital(.meanBloodPressure, "mean pressure", ["8478-0", "76536-2"], "mm[Hg]", 10...300, pressure()),
        vital(.systolicArterialPressure, "systolic arterial pressure", ["76215-3"], "mm[Hg]", 20...330, pressure()),
        vital(.diastolicArterialPressure, "diastolic arterial pressure", ["76213-8"], "mm[Hg]", 5...250, pressure()),
        vital(.meanArterialPressure, "mean arterial pressure", ["76214-6"], "mm[Hg]", 10...300, pressure()),
        vital(.consciousness, "consciousness (ACVPU)", ["67775-7"], "{score}", 0...4),
        vital(.glasgowComaScale, "Glasgow Coma Scale", ["9269-2"], "{score}", 3...15, [UnitConversion("1")]),
        vital(.supplementalOxygen, "supplemental oxygen", ["3151-8"], "L/min", 0...80),
        vital(
            .inspiredOxygen, "inspired oxygen", ["3150-0"], "%", 20.5...100, [UnitConversion("1", factor: 100)]),
        vital(.endTidalCarbonDioxide, "end-tidal CO2", ["19891-1"], "mm[Hg]", 0...150, pressure()),
    ]

    private static let laboratoryValues: [Channel] = [
        laboratory("baseExcess", "base excess", ["11555-0"], "mmol/L", -50...50),
        laboratory("bicarbonate", "bicarbonate", ["1963-8"], "mmol/L", 0...70),
        laboratory("arterialPH", "arterial pH", ["2744-1"], "[pH]", 6.3...8.4),
        laboratory("arterialCarbonDioxide", "arterial pCO2", ["2019-8"], "mm[Hg]", 5...250, pressure()),
        laboratory("arterialOxygen", "arterial pO2", ["2703-7"], "mm[Hg]", 10...800, pressure()),
        laboratory("arterialOxygenSaturation", "arterial O2 saturation", ["2713-6"], "%", 10...100),
        laboratory("aspartateAminotransferase", "AST", ["1920-8"], "U/L", 0...30_000),
        laboratory("alanineAminotransferase", "ALT", ["1742-6"], "U/L", 0...30_000),
        laboratory("alkalinePhosphatase", "alkaline phosphatase", ["6768-6"], "U/L", 0...10_000),
        laboratory("albumin", "albumin", ["1751-7"], "g/dL", 0.3...10, gramsPerLitre()),
        laboratory("ureaNitrogen", "urea nitrogen", ["3094-0"], "mg/dL", 0...350),
        laboratory("calcium", "calcium", ["17861-6"], "mg/dL", 1...30),
        laboratory("chloride", "chloride", ["2075-0"], "mmol/L", 20...200),
        laboratory("cholesterol", "cholesterol", ["2093-3"], "mg/dL", 5...1500),
        laboratory("creatinine", "creatinine", ["2160-0"], "mg/dL", 0...60, amount("umol/L", 113.12)),
        laboratory("directBilirubin", "direct bilirubin", ["1968-7"], "mg/dL", 0...100, amount("umol/L", 584.67)),
        laboratory("totalBilirubin", "total bilirubin", ["1975-2"], "mg/dL", 0...100, amount("umol/L", 584.67)),
        laboratory("glucose", "glucose", ["2345-7"], "mg/dL", 5...2500, amount("mmol/L", 180.156)),
        laboratory("lactate", "lactate", ["2524-7"], "mmol/L", 0...50),
        laboratory("magnesium", "magnesium", ["19123-9"], "mg/dL", 0...30),
        laboratory("phosphate", "phosphate", ["2777-1"], "mg/dL", 0...40),
        laboratory("potassium", "potassium", ["2823-3"], "mmol/L", 0.5...30),
        laboratory("sodium", "sodium", ["2951-2"], "mmol/L", 50...250),
        laboratory("troponinI", "troponin I", ["10839-9"], "ng/mL", 0...1000),
        laboratory("troponinT", "troponin T", ["6598-7"], "ng/mL", 0...100),
        laboratory("hematocrit", "hematocrit", ["4544-3"], "%", 3...85),
        laboratory("hemoglobin", "hemoglobin", ["718-7"], "g/dL", 1...40, gramsPerLitre()),
        laboratory("partialThromboplastinTime", "aPTT", ["14979-9"], "s", 5...400),
        laboratory("leukocytes", "leukocytes", ["6690-2"], "10*3/uL", 0...1000, cells()),
        laboratory("fibrinogen", "fibrinogen", ["3255-7"], "mg/dL", 10...2500),
        laboratory("platelets", "platelets", ["777-3"], "10*3/uL", 0...3000, cells()),
    ]

    private static let otherValues: [Channel] = [
        other("age", "age", ["30525-0"], "a", 0...130, [UnitConversion("mo", factor: 1.0 / 12)]),
        other("bodyWeight", "body weight", ["29463-7"], "kg", 0.2...650, mass()),
        other("bodyHeight", "body height", ["8302-2"], "cm", 20...280, length()),
        other("urineOutput", "urine output", ["9187-6"], "mL", 0...15_000),
        other("oxygenSaturationScale", "oxygen saturation scale (NEWS2)", [], "{scale}", 1...2),
        other("pregnancyStatus", "pregnant", [], "{yes}", 0...1),
        other("mechanicalVentilation", "mechanical ventilation", [], "{yes}", 0...1),
    ]
}
