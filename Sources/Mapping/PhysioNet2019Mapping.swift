public import ClinicalDomain
internal import Foundation

/// A record of the PhysioNet/CinC Challenge 2019 (`pNNNNNN.psv`) → a delivery.
///
/// Row by row: hour ICULOS after the admission to intensive care; NaN is not measured. FiO2 is a fraction, sex 1 is
/// male. `SepsisLabel` turns 1 six hours before onset, so the outcome `sepsis` lies six hours after the first 1.
/// Lactate is labelled mg/dL but is mmol/L, magnesium is labelled mmol/dL but is mg/dL. Unit1 is the medical intensive
/// care unit, Unit2 the surgical one; where neither is known the unit is `ICU`. HospAdmTime is not read.
/// Source: Reyna et al., Crit Care Med 48 (2020); <https://physionet.org/content/challenge-2019/>.
public struct PhysioNet2019Mapping: Sendable {
    /// A column: its channel and the unit its values are in.
    private struct Column {
        let name: String
        let channel: Channel
        let unit: String
    }

    private static let columns: [Column] = {
        let table: [(String, ChannelID, String)] = [
            ("HR", .heartRate, "/min"), ("O2Sat", .oxygenSaturation, "%"), ("Temp", .bodyTemperature, "Cel"),
            ("SBP", .systolicBloodPressure, "mm[Hg]"), ("MAP", .meanBloodPressure, "mm[Hg]"),
            ("DBP", .diastolicBloodPressure, "mm[Hg]"), ("Resp", .respiratoryRate, "/min"),
            ("EtCO2", .endTidalCarbonDioxide, "mm[Hg]"), ("BaseExcess", ChannelID("baseExcess"), "mmol/L"),
            ("HCO3", ChannelID("bicarbonate"), "mmol/L"), ("FiO2", .inspiredOxygen, "1"),
            ("pH", ChannelID("arterialPH"), "[pH]"), ("PaCO2", ChannelID("arterialCarbonDioxide"), "mm[Hg]"),
            ("SaO2", ChannelID("arterialOxygenSaturation"), "%"),
            ("AST", ChannelID("aspartateAminotransferase"), "U/L"), ("BUN", ChannelID("ureaNitrogen"), "mg/dL"),
            ("Alkalinephos", ChannelID("alkalinePhosphatase"), "U/L"), ("Calcium", ChannelID("calcium"), "mg/dL"),
            ("Chloride", ChannelID("chloride"), "mmol/L"), ("Creatinine", ChannelID("creatinine"), "mg/dL"),
            ("Bilirubin_direct", ChannelID("directBilirubin"), "mg/dL"), ("Glucose", ChannelID("glucose"), "mg/dL"),
            ("Lactate", ChannelID("lactate"), "mmol/L"), ("Magnesium", ChannelID("magnesium"), "mg/dL"),
            ("Phosphate", ChannelID("phosphate"), "mg/dL"), ("Potassium", ChannelID("potassium"), "mmol/L"),
            ("Bilirubin_total", ChannelID("totalBilirubin"), "mg/dL"), ("TroponinI", ChannelID("troponinI"), "ng/mL"),
            ("Hct", ChannelID("hematocrit"), "%"), ("Hgb", ChannelID("hemoglobin"), "g/dL"),
            ("PTT", ChannelID("partialThromboplastinTime"), "s"), ("WBC", ChannelID("leukocytes"), "10*3/uL"),
            ("Fibrinogen", ChannelID("fibrinogen"), "mg/dL"), ("Platelets", ChannelID("platelets"), "10*3/uL"),
            ("Age", .age, "a"),
        ]
        return table.compactMap { name, id, unit in
            ChannelTable.standard[id].map { Column(name: name, channel: $0, unit: unit) }
        }
    }()

    /// The columns that are 1 in a unit, and its name.
    private static let units = [("Unit1", "MICU"), ("Unit2", "SICU")]

    private let values = ValueMapping()
    private let admitted: Instant

    /// A mapping that gives records, which carry no dates, this time of admission.
    public init(admitted: Instant) { self.admitted = admitted }

    /// The name of the rows' source.
    public static let source = "physionet2019"

    /// The hours of intensive care that are believed: eleven years, far beyond the challenge's two weeks.
    private static let hours = 0.0...100_000

    /// The time of a row by its ICULOS; hours before 0 or after 100 000, and NaN, become the nearest of these two.
    public func effective(intensiveCareHour hour: Double) -> Instant {
        admitted.advanced(byHours: max(Self.hours.lowerBound, min(hour, Self.hours.upperBound)))
    }

    /// Maps a whole record.
    ///
    /// What cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - name: the name of the record, which becomes the patient's identifier.
    ///   - received: when it was read.
    /// - Throws: ``FileFormatError`` when the first line is not the header of the format.
    public func map(_ bytes: [UInt8], name: String, received: Instant) throws(FileFormatError) -> Delivery {
        let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        guard let first = lines.first else { throw .empty }
        let header = first.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "|").map(String.init)
        guard header.first == "HR", let hourIndex = header.firstIndex(of: "ICULOS") else {
            throw .wrongHeader(expected: "HR|O2Sat|Temp|…|ICULOS|SepsisLabel", found: first)
        }
        let columns = Self.columns.compactMap { column in
            header.firstIndex(of: column.name).map { (index: $0, column: column) }
        }
        var delivery = Delivery(
            message: Delivery.Message(
                format: .physionet2019, source: Self.source,
                identity: MessageIdentity.digest(Array(Self.source.utf8), Array(name.utf8), bytes), body: [],
                received: received),
            subject: nil)
        var patient = Patient(identifier: name)
        var unit = "ICU"
        var firstLabel: Instant?
        for (offset, line) in lines.dropFirst().enumerated() {
            let place = "line \(offset + 2)"
            let cells = line.trimmingCharacters(in: .whitespacesAndNewlines).split(
                separator: "|", omittingEmptySubsequences: false)
            guard cells.count == header.count, let hour = ValueMapping.decimal(String(cells[hourIndex])),
                Self.hours.contains(hour)
            else {
                delivery.quarantine.append(
                    QuarantineEntry(
                        reason: .unparseable, place: place, found: line,
                        hint: "the row has \(cells.count) cells, the header \(header.count), or ICULOS is no hour"))
                continue
            }
            let time = effective(intensiveCareHour: hour)
            for (index, column) in columns where cells[index] != "NaN" {
                switch values.canonicalValue(
                    of: column.channel, text: String(cells[index]), unit: column.unit,
                    place: "\(place), \(column.name)", unitPlace: place)
                {
                case .success(let value):
                    delivery.observations.append(
                        Observation(
                            key: Observation.Key(channel: column.channel.id, effective: time, source: Self.source),
                            code: column.channel.loincCodes.first ?? "", value: value.value,
                            original: value.original, issued: time))
                case .failure(let refusal): delivery.quarantine.append(refusal.entry)
                }
            }
            if let index = header.firstIndex(of: "Gender") {
                patient.sex = cells[index] == "1" ? .male : cells[index] == "0" ? .female : .unknown
            }
            for (column, name) in Self.units {
                if let index = header.firstIndex(of: column), Double(cells[index]) == 1 { unit = name }
            }
            if let index = header.firstIndex(of: "SepsisLabel") {
                switch cells[index] {
                case "0": break
                case "1": firstLabel = firstLabel ?? time
                default:
                    delivery.quarantine.append(
                        QuarantineEntry(
                            reason: .notNumeric, place: "\(place), SepsisLabel", found: String(cells[index]),
                            hint: "expected 0 or 1"))
                }
            }
        }
        let last = delivery.observations.map(\.key.effective).max()
        delivery.subject = Delivery.Subject(
            patient: patient,
            encounter: Encounter(unit: unit, admitted: admitted, discharged: last?.advanced(byHours: 1)))
        if let firstLabel { delivery.outcomes = [OutcomeEvent(name: "sepsis", at: firstLabel.advanced(byHours: 6))] }
        return delivery
    }
}
