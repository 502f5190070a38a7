import ClinicalDomain
import Mapping
import Testing

/// What programs for spreadsheets and transports make of CSV.
struct CSVFormTests {
    private let row = "4711,8867-4,88,/min,2026-11-23T01:02:03Z"
    private let header = "patient,code,value,unit,effective"

    private func values(_ text: String) throws -> [Double] {
        try CSVFileMapping.deliveries(text).flatMap(\.observations).map(\.value)
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func `the delimiter is found in the header`(delimiter: String) throws {
        let text = "\(header)\n\(row)\n".replacing(",", with: delimiter)
        #expect(try values(text) == [88])
        #expect(try values(text.replacing("\n", with: "\r\n")) == [88])
        #expect(try values("\u{FEFF}" + text) == [88])
    }

    @Test
    func `the delimiter can be said, also as spreadsheet programs say it`() throws {
        let text = "patient;effective;heartRate [/min]\n1,2;2026-11-23T01:02:03Z;70\n"
        for line in ["sep=;", "#wardwatch delimiter=;", "#wardwatch delimiter=semicolon", "#wardwatch delimiter=\";\""]
        {
            let deliveries = try CSVFileMapping.deliveries("\(line)\n\(text)")
            #expect(deliveries.map(\.subject?.patient.identifier) == ["1,2"], "\(line)")
        }
    }

    @Test
    func `a mapping header survives a spreadsheet program`() throws {
        let text = #"""
            "#wardwatch patient=MRN effective=""Chart Time""";;;
            "#column ""HF, Monitor"" code=8867-4 unit=/min";;;
            #constant source=PDMS;;;
            #wardwatch delimiter=;;;;
            MRN;Chart Time;HF, Monitor;
            1;2026-11-23T01:02:03Z;70;

            """#
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries.flatMap(\.observations).map(\.value) == [70])
        #expect(deliveries.map(\.message.source) == ["PDMS"])
    }

    @Test
    func `cells and names may hold line breaks, and places name the first line of a row`() throws {
        let text = """
            #wardwatch effective="Chart Time"
            #column Note ignore
            patient,"Chart\r\nTime",Note,heartRate [/min]\r
            1,2026-11-23T01:00:00Z,"one\r
            ""two""\r

            four",70\r
            2,2026-11-23T01:00:00Z,,zz\r

            """
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries.flatMap(\.observations).map(\.value) == [70])
        #expect(deliveries.flatMap(\.quarantine).map(\.place) == ["line 9, heartRate [/min]"])
    }

    @Test
    func `a quote that is never closed costs its own line and no other`() throws {
        let rows = (0..<300).map { "p\($0),8867-4,\($0 % 100 + 50),/min,2026-11-23T01:02:03Z" }
        var lines = [header] + rows
        lines[10] = "\"p9,8867-4,80,/min,2026-11-23T01:02:03Z"
        let deliveries = try CSVFileMapping.deliveries(lines.joined(separator: "\n"))
        #expect(deliveries.flatMap(\.quarantine).map(\.place) == ["line 11"])
        #expect(deliveries.flatMap(\.observations).count == 299)
        #expect(deliveries.compactMap(\.subject?.patient.identifier) == (0..<300).filter { $0 != 9 }.map { "p\($0)" })
    }

    @Test
    func `what is no UTF-8 is read as Windows-1252`() throws {
        let text = Array("patient,effective,bodyTemperature [".utf8) + [0xB0] + Array("C]\nM".utf8) + [0xFC]
        let bytes = text + Array("ller,2026-11-23T01:02:03Z,36.9\n".utf8)
        let delivery = try #require(try CSVFileMapping.deliveries(bytes).first)
        #expect(delivery.observations.map(\.value) == [36.9])
        #expect(delivery.subject?.patient.identifier == "Müller")
    }

    @Test
    func `cells come back as they were written, whatever they hold`() throws {
        var generator = SeededGenerator(seed: 7)
        let alphabet = ["a", "ß", "\"", ",", "\n", ";", "|", "#", "'", "x y", "\t", "€"]
        for _ in 0..<2000 {
            let id =
                "p"
                + (0..<Int.random(in: 0...8, using: &generator))
                .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined() + "p"
            let quoted = "\"\(id.replacing("\"", with: "\"\""))\""
            let text = "\(header)\n\(quoted),\"8867-4\",88,/min,2026-11-23T01:02:03Z\n"
            let delivery = try #require(try CSVFileMapping.deliveries(text).first)
            // Control characters are refused in identifiers, not changed.
            if id.contains("\n") || id.contains("\t") {
                #expect(delivery.quarantine.map(\.reason) == [.missingPatient])
            } else {
                #expect(delivery.subject?.patient.identifier == id)
            }
        }
    }

    @Test
    func `a quarantined row is read again with what stood above it, by the table of then`() throws {
        let text = """
            #wardwatch patient=MRN effective="Chart Time" time-format="dd.MM.yyyy HH:mm"
            #column "HF" code=8867-4 unit=/min
            #column Note ignore
            MRN;Chart Time;HF;Note
            1;23.11.2026 08:05;88;
            2;23.11.2026 08:10;400;"two
            lines"

            """
        let deliveries = try CSVFileMapping.deliveries(text, site: CSVSite(zone: .utc))
        #expect(deliveries.map(\.quarantine.count) == [0, 1])
        let again = try #require(
            CSVFileMapping.replay(deliveries[1].message.body, site: CSVSite(zone: .utc), received: readFromFile))
        #expect(again.quarantine == deliveries[1].quarantine)
        #expect(again.subject == deliveries[1].subject)
        #expect(again.quarantine.map(\.place) == ["line 6, HF"])
        #expect(CSVFileMapping.replay(deliveries[0].message.body, site: CSVSite(), received: readFromFile) == nil)
        let berlin = try #require(
            CSVFileMapping.replay(
                Array(String(decoding: deliveries[1].message.body, as: UTF8.self).replacing("400", with: "90").utf8),
                site: .berlin, received: readFromFile))
        #expect(berlin.observations.map(\.key.effective) == [try instant("2026-11-23T07:10:00Z")])
    }
}
