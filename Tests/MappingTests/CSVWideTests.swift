import ClinicalDomain
import Mapping
import Testing

/// Rows of one patient and time with a column for each channel.
struct CSVWideTests {
    private static let german = """
        #wardwatch patient=MRN effective="Chart Time" time-format="dd.MM.yyyy HH:mm" time-zone=Europe/Berlin decimal=comma
        # exported by the data manager
        #constant source="ICU charts" unitOfCare=ICU
        #column "HF" code=8867-4 unit=/min
        #column "Temp (axillär)" channel=bodyTemperature unit=Cel sub-id=axillary
        #column Bemerkung ignore
        MRN;Chart Time;HF;Temp (axillär);Bemerkung
        4711;23.11.2026 08:05;88;36,85;"unruhig;
        Sitzwache"
        4712;23.11.2026 08:10;NA;;
        4711;23.11.2026 09:05;91;38.5;

        """

    @Test
    func `a spreadsheet's file with a mapping header is read in every detail`() throws {
        let deliveries = try CSVFileMapping.deliveries(Self.german, site: .berlin)
        #expect(deliveries.map(\.subject?.patient.identifier) == ["4711", "4712", "4711"])
        #expect(deliveries.allSatisfy { $0.subject?.encounter.unit == "ICU" && $0.message.source == "ICU charts" })
        let first = deliveries[0]
        let time = try instant("2026-11-23T07:05:00Z")
        #expect(
            first.observations.map(\.key) == [
                Observation.Key(channel: .heartRate, effective: time, source: "ICU charts", code: "8867-4"),
                Observation.Key(
                    channel: .bodyTemperature, effective: time, source: "ICU charts", code: "8310-5",
                    subID: "axillary"),
            ])
        #expect(first.observations.map(\.value) == [88, 36.85])
        #expect(first.observations.map(\.original) == ["", "36,85 Cel"])
        #expect(first.quarantine.isEmpty)
        #expect(deliveries[1].observations.isEmpty && deliveries[1].quarantine.isEmpty)
        // A point where the file says comma is a thousands separator or a mistake; the neighbour goes in.
        #expect(deliveries[2].observations.map(\.value) == [91])
        #expect(deliveries[2].quarantine.map(\.place) == ["line 11, Temp (axillär)"])
        #expect(deliveries[2].quarantine.map(\.reason) == [.notNumeric])
    }

    @Test(arguments: [
        ("heartRate [/min]", "8867-4"), ("8867-4 [/min]", "8867-4"), ("heartRate[bpm]", "8867-4"),
    ])
    func `a column may name its channel or code, with the unit in brackets`(name: String, code: String) throws {
        let text = "patient,effective,\(name),systolicBloodPressure [mm[Hg]]\n1,2026-11-23T01:00:00Z,70,120\n"
        let delivery = try #require(try CSVFileMapping.deliveries(text).first)
        #expect(delivery.observations.map(\.key.channel) == [.heartRate, .systolicBloodPressure])
        #expect(delivery.observations.map(\.value) == [70, 120])
        #expect(delivery.observations.first?.code == code)
    }

    @Test
    func `a score needs no unit, and consciousness takes letters`() throws {
        let text = "patient,effective,glasgowComaScale,consciousness\n1,2026-11-23T01:00:00Z,14,V\n"
        let delivery = try #require(try CSVFileMapping.deliveries(text).first)
        #expect(delivery.observations.map(\.value) == [14, 2])
        #expect(delivery.observations.map(\.original) == ["", "V"])
    }

    @Test
    func `a bad cell is quarantined with column and value, and its neighbours go in`() throws {
        let text = """
            patient,effective,heartRate [/min],oxygenSaturation [%],bodyTemperature [[degF]]
            1,2026-11-23T01:00:00Z,zz,97,98.6
            1,2026-11-23T02:00:00Z,88,3,98.60
            1,noon,88,97,98.6
            ,2026-11-23T03:00:00Z,88,97,98.6

            """
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries.map { $0.observations.map(\.key.channel) }.first == [.oxygenSaturation, .bodyTemperature])
        #expect(deliveries.map(\.observations.count) == [2, 2, 0, 0])
        #expect(
            deliveries.flatMap(\.quarantine).map { "\($0.reason.rawValue) | \($0.place) | \($0.found)" } == [
                "not-numeric | line 2, heartRate [/min] | zz",
                "implausible | line 3, oxygenSaturation [%] | 3 %",
                "invalid-time | line 4, effective | noon",
                "missing-patient | line 5, patient | ",
            ])
        #expect(deliveries[0].observations.last.map { ($0.value * 10).rounded() } == 370)
        #expect(deliveries[0].observations.last?.original == "98.6 [degF]")
    }

    @Test
    func `what stands for nothing can be said, and an empty cell always does`() throws {
        let text = """
            #wardwatch missing=-,n.d.,""
            patient,effective,heartRate [/min]
            1,2026-11-23T01:00:00Z,-
            1,2026-11-23T02:00:00Z,n.d.
            1,2026-11-23T03:00:00Z,
            1,2026-11-23T04:00:00Z,NA

            """
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries.map(\.observations.count) == [0, 0, 0, 0])
        #expect(deliveries.map { $0.quarantine.map(\.found) } == [[], [], [], ["NA"]])
    }

    @Test
    func `a retracted row retracts each of its values, and an outcome is an event`() throws {
        let text = """
            patient,effective,status,outcome,heartRate [/min],respiratoryRate [/min]
            1,2026-11-23T01:00:00Z,entered-in-error,,70,
            1,2026-11-23T02:00:00Z,,icu-transfer,70,18

            """
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries[0].observations.map(\.status) == [.enteredInError])
        #expect(deliveries[1].outcomes == [OutcomeEvent(name: "icu-transfer", at: try instant("2026-11-23T02:00:00Z"))])
        #expect(deliveries[1].observations.map(\.value) == [70, 18])
    }

    @Test(arguments: [
        ("#wardwatch patient=MRN\npatient,effective\n", FileFormatError.missingColumn(name: "MRN")),
        (
            "patient,effective,HF\n1,2026-11-23,88\n",
            .unknownColumn(name: "HF", known: ObservationRecord.known)
        ),
        (
            "patient,effective,heartRate\n", .unknownColumn(name: "heartRate", known: ObservationRecord.known)
        ),
        (
            "patient,effective,heartRate [bpmm]\n",
            .unknownColumn(name: "heartRate [bpmm]", known: ObservationRecord.known)
        ),
        (
            "patient,effective,heartRate [/min],8867-4 [bpm]\n",
            .duplicateChannel(column: "8867-4 [bpm]")
        ),
        ("patient,effective,value,heartRate [/min]\n", .longAndWide(column: "value")),
    ])
    func `columns that cannot be told are refused before anything goes in`(text: String, expected: FileFormatError) {
        #expect(throws: expected) { try CSVFileMapping.deliveries(text) }
        #expect(!expected.description.isEmpty && !expected.hint.isEmpty)
    }

    @Test
    func `two columns of one channel are told apart by a sub-identifier`() throws {
        let text = """
            #column "HR ECG" code=8867-4 unit=/min sub-id=ECG
            #column "HR oximeter" code=8867-4 unit=/min sub-id=oximeter
            patient,effective,HR ECG,HR oximeter
            1,2026-11-23T01:00:00Z,70,72

            """
        let delivery = try #require(try CSVFileMapping.deliveries(text).first)
        #expect(delivery.observations.map(\.key.subID) == ["ECG", "oximeter"])
        #expect(Set(delivery.observations.map(\.key)).count == 2)
    }

    @Test(arguments: [
        ("#wardwach patient=MRN", "#wardwach"), ("#wardwatch pateint=MRN", "pateint"),
        ("#wardwatch time-zone=Berlin", "time-zone=Berlin"), ("#wardwatch time-format=\"dd.mm.yyyy\"", "time-format"),
        ("#wardwatch decimal=semicolon", "decimal"), ("#wardwatch delimiter=x", "delimiter"),
        ("#column", "#column"), ("#column HF code=9999-9 unit=/min", "9999-9"),
        ("#column HF code=8867-4", "unit="), ("#column HF code=8867-4 unit=mmHg", "unit=mmHg"),
        ("#column HF kode=8867-4 unit=/min", "kode"), ("#constant ward=ICU", "ward"),
        ("#column HF ignore\n#column HF ignore", "HF"),
    ])
    func `a line above the header that is not understood is refused with its number`(lines: String, found: String) {
        let error = #expect(throws: FileFormatError.self) {
            try CSVFileMapping.deliveries("# a comment\n\(lines)\npatient,effective,HF\n")
        }
        guard case .directive(let line, let text, let expected) = error else {
            Issue.record("expected a directive, got \(String(describing: error))")
            return
        }
        #expect(line == 1 + lines.split(separator: "\n").count && text.contains(found) && !expected.isEmpty)
    }
}
