public import ClinicalDomain
internal import Foundation

/// A record of the PhysioNet/CinC Challenge 2012 (`Time,Parameter,Value` rows) or its outcome file → deliveries.
///
/// −1 is not known. Rows without a parameter name are skipped by the challenge and quarantined here. FiO2 is a
/// fraction, sex 1 is male. Source: Silva et al., "Predicting in-hospital mortality of ICU patients", CinC 2012.
public struct PhysioNet2012Mapping: Sendable {
    private static let parameters: [String: (channel: ChannelID, unit: String)] = [
        "ALP": (ChannelID("alkalinePhosphatase"), "U/L"), "ALT": (ChannelID("alanineAminotransferase"), "U/L"),
        "AST": (ChannelID("aspartateAminotransferase"), "U/L"), "Albumin": (ChannelID("albumin"), "g/dL"),
        "Age": (.age, "a"), "BUN": (ChannelID("ureaNitrogen"), "mg/dL"),
        "Bilirubin": (ChannelID("totalBilirubin"), "mg/dL"), "Cholesterol": (ChannelID("cholesterol"), "mg/dL"),
        "Creatinine": (ChannelID("creatinine"), "mg/dL"), "DiasABP": (.diastolicArterialPressure, "mm[Hg]"),
        "FiO2": (.inspiredOxygen, "1"), "GCS": (.glasgowComaScale, "{score}"),
        "Glucose": (ChannelID("glucose"), "mg/dL"), "HCO3": (ChannelID("bicarbonate"), "mmol/L"),
        "HCT": (ChannelID("hematocrit"), "%"), "HR": (.heartRate, "/min"), "Height": (ChannelID("bodyHeight"), "cm"),
        "K": (ChannelID("potassium"), "mmol/L"), "Lactate": (ChannelID("lactate"), "mmol/L"),
        "MAP": (.meanArterialPressure, "mm[Hg]"), "MechVent": (ChannelID("mechanicalVentilation"), "{yes}"),
        "Mg": (ChannelID("magnesium"), "mg/dL"), "NIDiasABP": (.diastolicBloodPressure, "mm[Hg]"),
        "NIMAP": (.meanBloodPressure, "mm[Hg]"), "NISysABP": (.systolicBloodPressure, "mm[Hg]"),
        "Na": (ChannelID("sodium"), "mmol/L"), "PaCO2": (ChannelID("arterialCarbonDioxide"), "mm[Hg]"),
        "PaO2": (ChannelID("arterialOxygen"), "mm[Hg]"), "Platelets": (ChannelID("platelets"), "10*3/uL"),
        "RespRate": (.respiratoryRate, "/min"), "SaO2": (.oxygenSaturation, "%"),
        "SysABP": (.systolicArterialPressure, "mm[Hg]"), "Temp": (.bodyTemperature, "Cel"),
        "TroponinI": (ChannelID("troponinI"), "ng/mL"), "TroponinT": (ChannelID("troponinT"), "ng/mL"),
        "Urine": (ChannelID("urineOutput"), "mL"), "WBC": (ChannelID("leukocytes"), "10*3/uL"),
        "Weight": (ChannelID("bodyWeight"), "kg"), "pH": (ChannelID("arterialPH"), "[pH]"),
    ]

    /// The kinds of intensive care by the challenge's numbers: coronary, cardiac surgery recovery, medical, surgical.
    private static let units = ["1": "CCU", "2": "CSRU", "3": "MICU", "4": "SICU"]

    /// The name of the rows' source.
    public static let source = "physionet2012"
    /// The header of a record.
    public static let recordHeader = "Time,Parameter,Value"
    /// The header of an outcome file.
    public static let outcomeHeader = "RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death"

    /// Days that a stay or a survival can have; −1 is not known.
    private static let days = -1...40_000

    private let values = ValueMapping()
    private let admitted: Instant

    /// A mapping that gives records, which carry no dates, this time of admission.
    public init(admitted: Instant) { self.admitted = admitted }

    /// Maps a record or an outcome file, told apart by the first line.
    ///
    /// - Throws: ``FileFormatError`` when the first line is neither header.
    public func map(_ bytes: [UInt8], name: String, received: Instant) throws(FileFormatError) -> [Delivery] {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        switch lines.first {
        case nil: throw .empty
        case Self.recordHeader: return [record(lines, bytes: bytes, name: name, received: received)]
        case Self.outcomeHeader: return outcomes(lines, received: received)
        case .some(let found): throw .wrongHeader(expected: Self.recordHeader, found: found)
        }
    }

    private func record(_ lines: [String], bytes: [UInt8], name: String, received: Instant) -> Delivery {
        var delivery = Delivery(
            message: Delivery.Message(
                format: .physionet2012, source: Self.source,
                identity: MessageIdentity.digest(Array(Self.source.utf8), Array(name.utf8), bytes), body: [],
                received: received),
            subject: nil)
        var patient = Patient(identifier: name)
        var unit = "ICU"
        for (offset, line) in lines.dropFirst().enumerated() {
            let place = "line \(offset + 2)"
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 3, !cells[1].isEmpty, let time = time(cells[0]) else {
                delivery.quarantine.append(
                    QuarantineEntry(
                        reason: .unparseable, place: place, found: line, hint: "expected HH:MM,parameter,value"))
                continue
            }
            switch cells[1] {
            case "RecordID": continue
            case "ICUType": unit = Self.units[cells[2]] ?? unit
            case "Gender": patient.sex = cells[2] == "1" ? .male : cells[2] == "0" ? .female : .unknown
            case _ where cells[2] == "-1": continue
            default:
                guard let (id, unit) = Self.parameters[cells[1]], let channel = ChannelTable.standard[id] else {
                    delivery.quarantine.append(
                        QuarantineEntry(
                            reason: .unknownCode, place: place, found: cells[1],
                            hint: "not a parameter of the challenge"))
                    continue
                }
                switch values.canonicalValue(
                    of: channel, text: cells[2], unit: unit, place: "\(place), \(cells[1])", unitPlace: place)
                {
                case .success(let value):
                    delivery.observations.append(
                        Observation(
                            key: Observation.Key(channel: id, effective: time, source: Self.source),
                            code: channel.loincCodes.first ?? "", value: value.value, original: value.original,
                            issued: time))
                case .failure(let refusal): delivery.quarantine.append(refusal.entry)
                }
            }
        }
        delivery.subject = Delivery.Subject(
            patient: patient,
            encounter: Encounter(unit: unit, admitted: admitted, discharged: admitted.advanced(byHours: 48)))
        return delivery
    }

    private func outcomes(_ lines: [String], received: Instant) -> [Delivery] {
        lines.dropFirst().enumerated().map { offset, line in
            let bytes = Array(line.utf8)
            let message = Delivery.Message(
                format: .physionet2012, source: Self.source,
                identity: MessageIdentity.digest(Array("\(Self.source) outcome".utf8), bytes), body: bytes,
                received: received)
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 6, let identifier = CleanText.identifier(cells[0]), let survival = Int(cells[4]),
                let stay = Int(cells[3]),
                Self.days.contains(survival), Self.days.contains(stay), ["0", "1"].contains(cells[5])
            else {
                let entry = QuarantineEntry(
                    reason: .unparseable, place: "line \(offset + 2)", found: line,
                    hint: "expected six whole numbers, days from -1 to \(Self.days.upperBound)")
                return Delivery(message: message, subject: nil, quarantine: [entry])
            }
            var delivery = Delivery(
                message: message,
                subject: Delivery.Subject(
                    patient: Patient(identifier: identifier), encounter: Encounter(unit: "ICU", admitted: admitted)))
            if cells[5] == "1" {
                // Days survived; where they are not given, the length of the stay. Never within the recorded 48 hours.
                let days = max(2, survival > 0 ? survival : stay)
                delivery.outcomes = [OutcomeEvent(name: "death", at: admitted.advanced(byHours: Double(days) * 24))]
            }
            return delivery
        }
    }

    private func time(_ text: String) -> Instant? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), (0...999).contains(hours),
            (0..<60).contains(minutes)
        else { return nil }
        return admitted.advanced(bySeconds: Double(hours * 3600 + minutes * 60))
    }
}
