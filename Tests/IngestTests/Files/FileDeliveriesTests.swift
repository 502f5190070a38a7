import ClinicalDomain
import Foundation
import Ingest
import Testing

struct FileDeliveriesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func pieces(_ format: FileFormat, _ name: String, _ content: String) async throws -> [[Delivery]] {
        let path = try directory.write(name, content)
        let sink = RecordingSink()
        try await FileDeliveries(format: format, admitted: hour(0)).forEachPiece(path: path, now: nine) {
            _ = try await sink.append($0)
        }
        return await sink.pieces
    }

    /// The error that reading a file gives.
    private func error(_ format: FileFormat, path: String) async throws -> IngestError {
        try #require(
            await #expect(throws: IngestError.self) {
                try await FileDeliveries(format: format, admitted: hour(0))
                    .forEachPiece(path: path, now: nine) { _ in }
            })
    }

    private let psv = """
        HR|O2Sat|Temp|SBP|MAP|DBP|Resp|EtCO2|Age|Gender|HospAdmTime|ICULOS|SepsisLabel
        80|97|NaN|120|NaN|NaN|16|NaN|61|1|-3|1|0
        95|NaN|38.2|NaN|NaN|NaN|NaN|NaN|61|1|-3|2|1
        """
    private let record = """
        Time,Parameter,Value
        00:00,RecordID,132539
        00:00,Age,54
        00:00,Gender,0
        00:07,HR,73
        00:37,HR,-1
        """

    @Test func `NDJSON gives one delivery for each line, blank lines left out`() async throws {
        let pieces = try await pieces(.ndjson, "a.ndjson", "\(line("P1", 70))\n\n  \t\r\n\(line("P2", 90))")
        #expect(pieces.count == 1)
        #expect(pieces[0].map(\.subject?.patient.identifier) == ["P1", "P2"])
        #expect(pieces[0].flatMap(\.observations).map(\.value) == [70, 90])
        #expect(pieces[0].allSatisfy { $0.message.received == hour(9) && $0.message.format == .ndjson })
    }

    @Test func `a line that is no JSON is quarantined with its number among all lines`() async throws {
        let delivery = try #require(try await pieces(.ndjson, "a.ndjson", "\n\(line("P1"))\n{oops\n")[0].last)
        #expect(delivery.quarantine.map(\.place) == ["line 3, column 2"])
        #expect(delivery.quarantine.map(\.reason) == [.unparseable])
    }

    @Test func `CSV is read by its header, whatever the order of the columns`() async throws {
        let text = """
            value,unit,effective,patient,code\r
            70,/min,2026-01-01T02:00:00Z,P1,8867-4\r
            \r
            36.9,Cel,2026-01-01T02:05:00Z,"P, 2",8310-5\r
            """
        let deliveries = try await pieces(.csv, "a.csv", text).flatMap { $0 }
        #expect(deliveries.map(\.subject?.patient.identifier) == ["P1", "P, 2"])
        #expect(deliveries.flatMap(\.observations).map(\.key.channel) == [.heartRate, .bodyTemperature])
    }

    @Test func `a CSV header alone is no error and no delivery`() async throws {
        #expect(try await pieces(.csv, "a.csv", "patient,effective,code,value,unit\n").isEmpty)
    }

    @Test func `a wrong CSV header refuses the file before anything is handed on`() async throws {
        let path = try directory.write(
            "a.csv", "patient,when,code,value,unit\nP1,2026-01-01T02:00:00Z,8867-4,70,/min\n")
        guard case .wrongFormat(let found, let reason, let remedy) = try await error(.csv, path: path) else {
            Issue.record("expected a wrong format")
            return
        }
        #expect(found == path && reason.contains("when") && remedy.contains("effective"))
    }

    @Test(arguments: [FileFormat.csv, .ndjson])
    func `long files come in pieces of 2000 lines`(format: FileFormat) async throws {
        var text = format == .csv ? "patient,code,value,unit,effective\n" : ""
        for number in 0..<4001 {
            text += format == .csv ? "P\(number),8867-4,70,/min,2026-01-01T02:00:00Z\n" : line("P\(number)") + "\n"
        }
        let pieces = try await pieces(format, "long", text)
        #expect(pieces.map(\.count) == [2000, 2000, 1])
        #expect(pieces.last?.first?.subject?.patient.identifier == "P4000")
    }

    @Test func `when the taker of a piece throws, reading ends and the error comes through`() async throws {
        let path = try directory.write("a.ndjson", (0..<4001).map { line("P\($0)") }.joined(separator: "\n"))
        let sink = RecordingSink(failures: 1)
        await #expect(throws: RecordingSink.Refusal.self) {
            try await FileDeliveries(format: .ndjson, admitted: hour(0))
                .forEachPiece(path: path, now: nine) { _ = try await sink.append($0) }
        }
        #expect(await sink.pieces.isEmpty)
    }

    @Test func `a record of 2019 is one delivery named after its file`() async throws {
        let deliveries = try await pieces(.physionet2019, "p000007.psv", psv).flatMap { $0 }
        let delivery = try #require(deliveries.first)
        #expect(deliveries.count == 1 && delivery.subject?.patient.identifier == "p000007")
        #expect(delivery.subject?.patient.sex == .male && delivery.subject?.encounter.admitted == hour(0))
        let heartRates = delivery.observations.filter { $0.key.channel == .heartRate }
        #expect(heartRates.map(\.key.effective) == [hour(1), hour(2)])
        #expect(delivery.outcomes == [OutcomeEvent(name: "sepsis", at: hour(8))])
    }

    @Test func `a record of 2012 is one delivery, and its outcome file one for each row`() async throws {
        let delivery = try #require(try await pieces(.physionet2012, "132539.txt", record).first?.first)
        #expect(delivery.subject?.patient.identifier == "132539" && delivery.subject?.patient.sex == .female)
        #expect(delivery.observations.map(\.key.channel) == [.age, .heartRate])
        let outcomes = """
            RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death
            132539,6,1,5,-1,0
            132540,16,8,8,5,1
            """
        let rows = try await pieces(.physionet2012, "Outcomes-a.txt", outcomes).flatMap { $0 }
        #expect(rows.map(\.subject?.patient.identifier) == ["132539", "132540"])
        #expect(rows.map(\.outcomes.count) == [0, 1])
    }

    @Test(arguments: [FileFormat.physionet2019, .physionet2012])
    func `an empty record and one of another format are refused with a remedy`(format: FileFormat) async throws {
        let empty = try directory.write("empty", "")
        let wrong = try directory.write("wrong", "a,b,c\n1,2,3\n")
        for path in [empty, wrong] {
            guard case .wrongFormat(let found, let reason, let remedy) = try await error(format, path: path) else {
                Issue.record("expected a wrong format")
                return
            }
            #expect(found == path && !reason.isEmpty && !remedy.isEmpty)
        }
    }

    @Test(arguments: FileFormat.allCases)
    func `a missing file and a directory are errors in every format`(format: FileFormat) async throws {
        let missing = try await error(format, path: directory.path("none"))
        guard case .missing = missing else {
            Issue.record("expected missing, got \(missing)")
            return
        }
        #expect(missing.description == "\(directory.path("none")): no such file or directory")
        let folder = try await error(format, path: directory.url.path)
        guard case .unreadable = folder else {
            Issue.record("expected unreadable, got \(folder)")
            return
        }
        #expect(!folder.hint.isEmpty)
    }

    @Test(.disabled(if: geteuid() == 0, "root may read everything"), arguments: FileFormat.allCases)
    func `a file without permission is unreadable`(format: FileFormat) async throws {
        let path = try directory.write("locked", psv)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        guard case .unreadable = try await error(format, path: path) else {
            Issue.record("expected unreadable")
            return
        }
    }

    @Test func `the same file again has the same identities, other content has others`() async throws {
        let first = try await pieces(.physionet2019, "p1.psv", psv).flatMap { $0 }.map(\.message.identity)
        #expect(try await pieces(.physionet2019, "p1.psv", psv).flatMap { $0 }.map(\.message.identity) == first)
        #expect(try await pieces(.physionet2019, "p1.psv", psv + "\n").flatMap { $0 }.map(\.message.identity) != first)
        #expect(try await pieces(.physionet2019, "p2.psv", psv).flatMap { $0 }.map(\.message.identity) != first)
    }
}
