import ClinicalDomain
import Mapping
import Testing

struct PhysioNet2019MappingTests {
    private static let admitted = Instant(millisecondsSince1970: 1_546_300_800_000)
    private static let mapping = PhysioNet2019Mapping(admitted: admitted)
    /// The columns of the challenge with the channel each belongs to, from the supplement of Reyna and others (2020).
    private static let columns: [(name: String, channel: String?)] = [
        ("HR", "heartRate"), ("O2Sat", "oxygenSaturation"), ("Temp", "bodyTemperature"),
        ("SBP", "systolicBloodPressure"), ("MAP", "meanBloodPressure"), ("DBP", "diastolicBloodPressure"),
        ("Resp", "respiratoryRate"), ("EtCO2", "endTidalCarbonDioxide"), ("BaseExcess", "baseExcess"),
        ("HCO3", "bicarbonate"), ("FiO2", "inspiredOxygen"), ("pH", "arterialPH"), ("PaCO2", "arterialCarbonDioxide"),
        ("SaO2", "arterialOxygenSaturation"), ("AST", "aspartateAminotransferase"), ("BUN", "ureaNitrogen"),
        ("Alkalinephos", "alkalinePhosphatase"), ("Calcium", "calcium"), ("Chloride", "chloride"),
        ("Creatinine", "creatinine"), ("Bilirubin_direct", "directBilirubin"), ("Glucose", "glucose"),
        ("Lactate", "lactate"), ("Magnesium", "magnesium"), ("Phosphate", "phosphate"), ("Potassium", "potassium"),
        ("Bilirubin_total", "totalBilirubin"), ("TroponinI", "troponinI"), ("Hct", "hematocrit"),
        ("Hgb", "hemoglobin"), ("PTT", "partialThromboplastinTime"), ("WBC", "leukocytes"),
        ("Fibrinogen", "fibrinogen"), ("Platelets", "platelets"), ("Age", "age"), ("Gender", nil), ("Unit1", nil),
        ("Unit2", nil), ("HospAdmTime", nil), ("ICULOS", nil), ("SepsisLabel", nil),
    ]
    private static let header = columns.map(\.name).joined(separator: "|")

    /// A row in which only the given columns are measured.
    private func row(_ cells: [String: String], hour: String = "1", label: String = "0") -> String {
        Self.columns.map { column in
            cells[column.name]
                ?? ["Age": "60", "Gender": "1", "HospAdmTime": "-1.5", "ICULOS": hour, "SepsisLabel": label][
                    column.name]
                ?? "NaN"
        }.joined(separator: "|")
    }

    private func map(_ rows: String..., header: String = header) throws -> Delivery {
        try Self.mapping.map(
            Array(([header] + rows).joined(separator: "\n").utf8), name: "p000001", received: received)
    }

    private func hour(_ hour: Double) -> Instant {
        Instant(millisecondsSince1970: Self.admitted.millisecondsSince1970 + Int64(hour * 3_600_000))
    }

    @Test
    func `a row becomes patient, stay and observations at its hour`() throws {
        let delivery = try map(row(["HR": "97", "FiO2": "0.5", "Lactate": "1.8"], hour: "3"))
        #expect(delivery.quarantine.isEmpty && delivery.outcomes.isEmpty)
        #expect(delivery.message.format == .physionet2019)
        #expect(
            delivery.subject
                == Delivery.Subject(
                    patient: Patient(identifier: "p000001", sex: .male),
                    encounter: Encounter(unit: "ICU", admitted: Self.admitted, discharged: hour(4))))
        let values = Dictionary(uniqueKeysWithValues: delivery.observations.map { ($0.key.channel.rawValue, $0.value) })
        #expect(values == ["heartRate": 97, "inspiredOxygen": 50, "lactate": 1.8, "age": 60])
        #expect(delivery.observations.allSatisfy { $0.key.effective == hour(3) && $0.issued == hour(3) })
        #expect(delivery.observations.allSatisfy { $0.key.source == "physionet2019" && $0.status == .final })
    }

    @Test(arguments: [
        ("1", "0", "MICU"), ("0", "1", "SICU"), ("NaN", "NaN", "ICU"), ("0", "0", "ICU"), ("x", "", "ICU"),
    ])
    func `the unit is that of the column that is 1`(first: String, second: String, unit: String) throws {
        let delivery = try map(row(["HR": "97", "Unit1": first, "Unit2": second]))
        #expect(delivery.subject?.encounter.unit == unit)
    }

    @Test(arguments: [("0.21", 21.0), ("0.4", 40), ("1", 100), ("1.0", 100)])
    func `FiO2 is a fraction`(text: String, percent: Double) throws {
        let observations = try map(row(["FiO2": text])).observations.filter { $0.key.channel == .inspiredOxygen }
        #expect(observations.map(\.value) == [percent])
    }

    @Test(arguments: [
        ("FiO2", "-50", QuarantineEntry.Reason.implausible), ("FiO2", "4000", .implausible),
        ("FiO2", "21", .implausible),
        ("FiO2", "0.2", .implausible), ("Temp", "-50", .implausible), ("HR", "4000", .implausible),
        ("O2Sat", "101", .implausible),
        ("HR", "", .notNumeric), ("HR", "nan", .notNumeric), ("HR", "97,534", .notNumeric),
        ("HR", "Infinity", .notNumeric),
    ])
    func `impossible cells are quarantined and the rest of the row stays`(
        column: String, text: String, reason: QuarantineEntry.Reason
    ) throws {
        let delivery = try map(row([column: text, "Resp": "20"], hour: "5"))
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.map(\.place) == ["line 2, \(column)"])
        #expect(delivery.observations.map(\.key.channel) == [.respiratoryRate, .age])
    }

    @Test
    func `the outcome lies six hours after the first 1, and later ones change nothing`() throws {
        let delivery = try map(
            row([:], hour: "1"), row([:], hour: "2"), row([:], hour: "3", label: "1"), row([:], hour: "4", label: "1"),
            row([:], hour: "5"))
        #expect(delivery.outcomes == [OutcomeEvent(name: "sepsis", at: hour(9))])
        #expect(try map(row([:], label: "1")).outcomes == [OutcomeEvent(name: "sepsis", at: hour(7))])
        #expect(try map(row([:]), row([:], hour: "2")).outcomes.isEmpty)
    }

    @Test
    func `a record without labels, as the organizers' test data, has no outcome`() throws {
        let header = Self.header.replacing("|SepsisLabel", with: "")
        let delivery = try map(String(row(["HR": "97"]).dropLast(2)), header: header)
        #expect(delivery.quarantine.isEmpty && delivery.outcomes.isEmpty)
        #expect(delivery.observations.count == 2)
    }

    @Test(arguments: ["", "2", "NaN", "yes"])
    func `a label that is none is quarantined, not taken for 0`(label: String) throws {
        let delivery = try map(row(["HR": "97"], label: label))
        #expect(delivery.outcomes.isEmpty)
        #expect(delivery.quarantine.map(\.place) == ["line 2, SepsisLabel"])
        #expect(delivery.observations.count == 2)
    }

    @Test(arguments: [("0", Sex.female), ("1", .male), ("NaN", .unknown), ("2", .unknown)])
    func `sex 1 is male`(cell: String, sex: Sex) throws {
        #expect(try map(row(["Gender": cell])).subject?.patient.sex == sex)
    }

    @Test(arguments: ["NaN", "", "one", "1e300", "-1e300", "-1", "9223372036854775808", "inf"])
    func `a row whose hour is none is quarantined whole`(hour: String) throws {
        let delivery = try map(row(["HR": "97"]), row(["HR": "98"], hour: hour))
        #expect(delivery.observations.filter { $0.key.channel == .heartRate }.map(\.value) == [97])
        #expect(delivery.quarantine.map(\.reason) == [.unparseable])
        #expect(delivery.quarantine.map(\.place) == ["line 3"])
    }

    @Test(arguments: [1e300, -1e300, .infinity, -.infinity, .nan, -1])
    func `the time of an impossible hour is bounded`(hour: Double) {
        let time = Self.mapping.effective(intensiveCareHour: hour)
        #expect(time >= Self.admitted)
        #expect(Instant(iso8601: time.iso8601) == time)
    }

    @Test
    func `a file cut off anywhere keeps its whole rows and quarantines the broken one`() throws {
        let rows = [row(["HR": "97"], hour: "1"), row(["HR": "98"], hour: "2"), row(["HR": "99"], hour: "3")]
        let whole = Array(([Self.header] + rows).joined(separator: "\n").utf8)
        let headerEnd = Self.header.utf8.count
        for length in (headerEnd + 1)..<whole.count {
            let delivery = try Self.mapping.map(Array(whole[..<length]), name: "p", received: received)
            let rest = whole[(headerEnd + 1)..<length].split(separator: 10)
            let isBroken = rest.last.map { $0.count < rows[0].utf8.count } ?? false
            let beats = delivery.observations.filter { $0.key.channel == .heartRate }.map(\.value)
            let lastHasOnlyItsLabelMissing = rest.last.map { $0.count == rows[0].utf8.count - 1 } ?? false
            let usable = rest.count - (isBroken && !lastHasOnlyItsLabelMissing ? 1 : 0)
            #expect(beats == Array([97, 98, 99].prefix(usable)))
            #expect(delivery.quarantine.count == (isBroken ? 1 : 0))
        }
    }

    @Test(arguments: [
        "", "\n\n", "O2Sat|HR|ICULOS\n", "HR|O2Sat\n1|2", "Time,Parameter,Value\n", "\u{FEFF}x",
        "HR,O2Sat,ICULOS\n1,2,3",
    ])
    func `a file of another kind is refused`(text: String) {
        #expect(throws: FileFormatError.self) {
            try Self.mapping.map(Array(text.utf8), name: "p", received: received)
        }
    }

    @Test
    func `line ends of DOS change nothing but the identity`() throws {
        let text = [Self.header, row(["HR": "97"]), row(["HR": "98"], hour: "2", label: "1")].joined(separator: "\n")
        let unix = try Self.mapping.map(Array((text + "\n").utf8), name: "p", received: received)
        let dos = try Self.mapping.map(
            Array((text + "\n").replacing("\n", with: "\r\n").utf8), name: "p", received: received)
        #expect(dos.observations == unix.observations)
        #expect(dos.outcomes == unix.outcomes)
        #expect(dos.quarantine == unix.quarantine)
        #expect(dos.message.identity != unix.message.identity)
    }

    @Test
    func `equal records have one identity, another name or byte makes another`() throws {
        func identity(_ text: String, _ name: String) throws -> [UInt8] {
            try Self.mapping.map(Array(text.utf8), name: name, received: received).message.identity
        }
        let text = Self.header + "\n" + row([:])
        #expect(try identity(text, "a") == identity(text, "a"))
        #expect(try identity(text, "a") != identity(text, "b"))
        #expect(try identity(text, "a") != identity(text + "\n", "a"))
    }

    @Test(
        .enabled(if: SharedData.has(.challenge2019), "the challenge data are not here; set WARDWATCH_SHARED"),
        arguments: ["p000001", "p000002", "p000008", "p000009"])
    func `a whole real record is what a plain reading of its cells gives`(name: String) throws {
        let bytes = try SharedData.member("training_setA/\(name).psv", of: .challenge2019)
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count > 10)
        #expect(rows.first == Self.columns.map(\.name))
        var expected: [String] = []
        var impossible = 0
        var onset: Double?
        for cells in rows.dropFirst() {
            let hour = try #require(Double(cells[39]))
            if onset == nil, cells[40] == "1" { onset = hour + 6 }
            for (cell, column) in zip(cells, Self.columns) where cell != "NaN" {
                guard let id = column.channel else { continue }
                let value = try #require(Double(cell)) * (column.name == "FiO2" ? 100 : 1)
                let channel = try #require(ChannelTable.standard[ChannelID(id)])
                guard channel.plausibleRange.contains(value) else {
                    impossible += 1
                    continue
                }
                expected.append("\(id) \(self.hour(hour)) \(value)")
            }
        }
        let delivery = try Self.mapping.map(bytes, name: name, received: received)
        #expect(delivery.observations.map { "\($0.key.channel) \($0.key.effective) \($0.value)" } == expected)
        #expect(delivery.quarantine.count == impossible)
        #expect(delivery.outcomes.map(\.at) == [onset].compactMap { $0 }.map(hour))
        #expect((name == "p000009") == (onset != nil), "p000009 is the one with sepsis")
    }
}
