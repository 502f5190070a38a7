import ClinicalDomain
import Mapping
import Testing

struct PhysioNet2012MappingTests {
    private static let admitted = Instant(millisecondsSince1970: 1_546_300_800_000)
    private static let mapping = PhysioNet2012Mapping(admitted: admitted)

    private func record(_ rows: String...) throws -> Delivery {
        let text = ([PhysioNet2012Mapping.recordHeader] + rows).joined(separator: "\n")
        let deliveries = try Self.mapping.map(Array(text.utf8), name: "132539", received: received)
        #expect(deliveries.count == 1)
        return try #require(deliveries.first)
    }

    private func outcomes(_ rows: String...) throws -> [Delivery] {
        let text = ([PhysioNet2012Mapping.outcomeHeader] + rows).joined(separator: "\n")
        return try Self.mapping.map(Array(text.utf8), name: "Outcomes-a", received: received)
    }

    private func minute(_ minutes: Int64) -> Instant {
        Instant(millisecondsSince1970: Self.admitted.millisecondsSince1970 + minutes * 60_000)
    }

    @Test
    func `a record becomes patient, stay and observations at their minutes`() throws {
        let delivery = try record(
            "00:00,RecordID,132539", "00:00,Age,54", "00:00,Gender,0", "00:00,Height,-1", "00:00,ICUType,4",
            "00:07,HR,73", "37:08,FiO2,0.5", "47:59,Temp,36.8", "48:00,pH,7.35")
        #expect(delivery.quarantine.isEmpty && delivery.outcomes.isEmpty)
        #expect(delivery.message.format == .physionet2012)
        #expect(
            delivery.subject
                == Delivery.Subject(
                    patient: Patient(identifier: "132539", sex: .female),
                    encounter: Encounter(unit: "SICU", admitted: Self.admitted, discharged: minute(48 * 60))))
        #expect(
            delivery.observations.map { "\($0.key.channel) \($0.key.effective) \($0.value)" } == [
                "age \(minute(0)) 54.0", "heartRate \(minute(7)) 73.0", "inspiredOxygen \(minute(37 * 60 + 8)) 50.0",
                "bodyTemperature \(minute(47 * 60 + 59)) 36.8", "arterialPH \(minute(48 * 60)) 7.35",
            ])
    }

    @Test(arguments: [("0", Sex.female), ("1", .male), ("-1", .unknown), ("", .unknown)])
    func `sex 1 is male`(cell: String, sex: Sex) throws {
        #expect(try record("00:00,Gender,\(cell)").subject?.patient.sex == sex)
    }

    @Test(arguments: ["Height", "Weight", "Age", "HR", "Temp"])
    func `−1 is not known and says nothing`(parameter: String) throws {
        let delivery = try record("00:00,\(parameter),-1")
        #expect(delivery.observations.isEmpty && delivery.quarantine.isEmpty)
    }

    @Test(arguments: [
        ("01:00,,73", QuarantineEntry.Reason.unparseable), ("01:00,HR", .unparseable), ("01:00,HR,73,74", .unparseable),
        ("1,HR,73", .unparseable), ("01:60,HR,73", .unparseable), ("-1:00,HR,73", .unparseable),
        ("9223372036854775807:00,HR,73", .unparseable), ("x:y,HR,73", .unparseable), ("01:00,Pulse,73", .unknownCode),
        ("01:00,HR,high", .notNumeric), ("01:00,HR,", .notNumeric), ("01:00,HR,NaN", .notNumeric),
        ("01:00,HR,900", .implausible), ("01:00,Temp,-17.8", .implausible), ("01:00,FiO2,-50", .implausible),
        ("01:00,FiO2,40", .implausible), ("01:00,HR,1e300", .implausible),
    ])
    func `a row that cannot be used is quarantined with its line, and the others stay`(
        row: String, reason: QuarantineEntry.Reason
    ) throws {
        let delivery = try record("00:30,HR,72", row, "02:00,HR,74")
        #expect(delivery.observations.map(\.value) == [72, 74])
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.allSatisfy { $0.place.hasPrefix("line 3") })
    }

    @Test(arguments: [
        ("1,6,1,5,-1,0", Int64?.none), ("1,6,1,5,30,0", nil), ("1,6,1,5,3,1", 3), ("1,6,1,5,-1,1", 5),
        ("1,6,1,-1,-1,1", 2), ("1,6,1,9,1,1", 2), ("1,-1,-1,9,400,1", 400),
    ])
    func `a death lies at the day survived, else at the end of the stay, never within 48 hours`(
        row: String, day: Int64?
    ) throws {
        let deliveries = try outcomes(row)
        #expect(deliveries.map(\.subject?.patient.identifier) == ["1"])
        #expect(deliveries.flatMap(\.quarantine).isEmpty)
        #expect(
            deliveries.flatMap(\.outcomes)
                == [day].compactMap { $0 }.map {
                    OutcomeEvent(name: "death", at: minute($0 * 24 * 60))
                })
    }

    @Test(arguments: [
        "1,6,1,5,3", "1,6,1,5,3,2", "1,6,1,5,x,1", "1,6,1,5,3,", "", " ", "1,6,,5,3,0,1",
        "1,6,1,5,9223372036854775807,1",
        "1,6,1,9223372036854775807,-1,1", "1,6,1,5,9223372036854775808,1", ",6,1,5,3,1", "1,6,1,5,3,1,",
    ])
    func `an outcome row that is none is quarantined with its line`(row: String) throws {
        let deliveries = try outcomes("7,6,1,5,3,1", row, "8,6,1,5,-1,0")
        let bad = deliveries.filter { !$0.quarantine.isEmpty }
        #expect(deliveries.flatMap(\.outcomes).count == 1)
        guard !row.isEmpty else { return }
        #expect(bad.flatMap(\.quarantine).map(\.place) == ["line 3"])
        #expect(bad.allSatisfy { $0.subject == nil })
        #expect(deliveries.compactMap(\.subject?.patient.identifier) == ["7", "8"])
    }

    @Test(arguments: ["", "\n", "HR|O2Sat\n", "Time;Parameter;Value\n", "time,parameter,value\n00:00,HR,73"])
    func `a file of another kind is refused`(text: String) {
        #expect(throws: FileFormatError.self) {
            try Self.mapping.map(Array(text.utf8), name: "x", received: received)
        }
    }

    @Test
    func `equal records have one identity, another name or byte makes another`() throws {
        func identity(_ text: String, _ name: String) throws -> [UInt8]? {
            try Self.mapping.map(Array(text.utf8), name: name, received: received).first?.message.identity
        }
        let text = PhysioNet2012Mapping.recordHeader + "\n00:00,HR,73"
        #expect(try identity(text, "a") == identity(text, "a"))
        #expect(try identity(text, "a") != identity(text, "b"))
        #expect(try identity(text, "a") != identity(text + "\n", "a"))
        let rows = try outcomes("1,6,1,5,-1,0", "2,6,1,5,-1,0")
        #expect(Set(rows.map(\.message.identity)).count == 2)
    }

    @Test(
        .enabled(if: SharedData.has(.challenge2012), "the challenge data are not here; set WARDWATCH_SHARED"),
        arguments: ["132539", "132540", "132541"])
    func `a whole real record is what a plain reading of its rows gives`(name: String) throws {
        let bytes = try SharedData.member("physionet2012/set-a/\(name).txt", of: .challenge2012)
        let rows = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
        // The vital signs of a plain reading; the laboratory is covered by the count.
        let vitals = [
            "HR": ChannelID.heartRate, "RespRate": .respiratoryRate, "Temp": .bodyTemperature,
            "NISysABP": .systolicBloodPressure, "GCS": .glasgowComaScale, "FiO2": .inspiredOxygen,
            "SysABP": .systolicArterialPressure,
        ]
        var expected: [String] = []
        var total = 0
        for row in rows {
            let cells = row.split(separator: ",").map(String.init)
            guard !["RecordID", "Gender", "ICUType"].contains(cells[1]), cells[2] != "-1" else { continue }
            total += 1
            let clock = cells[0].split(separator: ":").compactMap { Int64($0) }
            guard let channel = vitals[cells[1]] else { continue }
            let value = try #require(Double(cells[2])) * (cells[1] == "FiO2" ? 100 : 1)
            expected.append("\(channel) \(minute(clock[0] * 60 + clock[1])) \(value)")
        }
        let delivery = try #require(try Self.mapping.map(bytes, name: name, received: received).first)
        #expect(delivery.observations.count + delivery.quarantine.count == total)
        #expect(
            delivery.observations.filter { vitals.values.contains($0.key.channel) }.map {
                "\($0.key.channel) \($0.key.effective) \($0.value)"
            } == expected)
    }
}
