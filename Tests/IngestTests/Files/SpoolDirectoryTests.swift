import ClinicalDomain
import Foundation
import Ingest
import Logging
import Synchronization
import Testing

struct SpoolDirectoryTests {
    private let directory: TemporaryDirectory
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws { directory = try TemporaryDirectory() }

    private func spool(_ sink: RecordingSink, path: String? = nil) throws -> SpoolDirectory {
        try SpoolDirectory(path: path ?? directory.url.path, sink: sink, logger: quiet, now: nine)
    }

    private func patients(_ sink: RecordingSink) async -> [String?] {
        await sink.deliveries.map(\.subject?.patient.identifier)
    }

    /// The names with those of their reports, in order.
    private func withReports(_ names: [String]) -> [String] { (names + names.map { "\($0).report.json" }).sorted() }

    private func report(_ name: String) throws -> FileReport {
        let data = try Data(contentsOf: directory.url.appendingPathComponent("\(name).report.json"))
        return try JSONDecoder().decode(FileReport.self, from: data)
    }

    @Test func `it is made with its folders where it is missing`() throws {
        let path = directory.path("new/spool")
        _ = try spool(RecordingSink(), path: path)
        _ = try spool(RecordingSink(), path: path)
        #expect(try directory.names(in: "new/spool") == ["done", "failed"])
    }

    @Test func `a path that is a file is an error`() throws {
        let path = try directory.write("file", "x")
        #expect(throws: IngestError.self) { _ = try spool(RecordingSink(), path: path) }
    }

    @Test func `files are read in the order of their names and moved to done after the commit`() async throws {
        let sink = RecordingSink()
        let spool = try spool(sink)
        try directory.write("b.ndjson", line("B"))
        try directory.write("a.csv", "patient,code,value,unit,effective\nA,8867-4,70,/min,2026-01-01T02:00:00Z\n")
        try directory.write("10.ndjson", line("ten"))
        try directory.write("9.ndjson", line("nine"))
        await spool.readWaitingFiles()
        #expect(await patients(sink) == ["ten", "nine", "A", "B"])
        #expect(try directory.names() == ["done", "failed"])
        #expect(try directory.names(in: "done") == withReports(["10.ndjson", "9.ndjson", "a.csv", "b.ndjson"]))
    }

    @Test func `a file that is still being written is left alone until it is renamed`() async throws {
        let sink = RecordingSink()
        let spool = try spool(sink)
        for name in [".hidden.ndjson", "a.ndjson.tmp", "b.ndjson.part"] { try directory.write(name, line("X")) }
        try FileManager.default.createDirectory(
            at: directory.url.appendingPathComponent("folder.csv"), withIntermediateDirectories: false)
        await spool.readWaitingFiles()
        #expect(await sink.pieces.isEmpty)
        let left = [".hidden.ndjson", "a.ndjson.tmp", "b.ndjson.part", "done", "failed", "folder.csv"]
        #expect(try directory.names() == left)

        try FileManager.default.moveItem(atPath: directory.path("a.ndjson.tmp"), toPath: directory.path("a.ndjson"))
        await spool.readWaitingFiles()
        #expect(await patients(sink) == ["X"])
    }

    @Test func `a file that cannot be read as its format goes to failed, and the others go on`() async throws {
        let sink = RecordingSink()
        let spool = try spool(sink)
        try directory.write("a.xlsx", "PK")
        try directory.write("b.csv", "wrong,header\n1,2\n")
        try directory.write("c.ndjson", line("C"))
        await spool.readWaitingFiles()
        #expect(try directory.names(in: "failed") == withReports(["a.xlsx", "b.csv"]))
        #expect(try directory.names(in: "done") == withReports(["c.ndjson"]))
        #expect(await patients(sink) == ["C"])
    }

    @Test func `lines that cannot be used are quarantined and do not fail the file`() async throws {
        let sink = RecordingSink()
        try directory.write("a.ndjson", "{oops\n\(line("A"))\n")
        await (try spool(sink)).readWaitingFiles()
        #expect(try directory.names(in: "done") == withReports(["a.ndjson"]))
        #expect(await sink.deliveries.map(\.quarantine.count) == [1, 0])
    }

    @Test func `a sink that fails leaves the file, which is read again and stored once`() async throws {
        let sink = RecordingSink(failures: 1)
        let spool = try spool(sink)
        try directory.write("a.ndjson", line("A"))
        await spool.readWaitingFiles()
        #expect(try directory.names() == ["a.ndjson", "done", "failed"])
        #expect(await sink.pieces.isEmpty)
        await spool.readWaitingFiles()
        await spool.readWaitingFiles()
        #expect(await patients(sink) == ["A"])
        #expect(try directory.names(in: "done") == withReports(["a.ndjson"]))
    }

    @Test func `the same name a second time keeps both files`() async throws {
        let spool = try spool(RecordingSink())
        for content in ["A", "B", "C"] {
            try directory.write("a.ndjson", line(content))
            await spool.readWaitingFiles()
        }
        for _ in 0..<2 {
            try directory.write("x.bin", "x")
            await spool.readWaitingFiles()
        }
        #expect(try directory.names(in: "done") == withReports(["a.ndjson", "a.ndjson.2", "a.ndjson.3"]))
        #expect(try directory.names(in: "failed") == withReports(["x.bin", "x.bin.2"]))
        #expect(try String(contentsOfFile: directory.path("done/a.ndjson.2"), encoding: .utf8) == line("B"))
    }

    @Test func `a file that was read but not moved is recognized when it is read again`() async throws {
        let sink = RecordingSink()
        try directory.write("a.ndjson", line("A") + "\n" + line("B"))
        try await FileDeliveries(format: .ndjson, admitted: hour(0))
            .forEachPiece(path: directory.path("a.ndjson"), now: nine) { _ = try await sink.append($0) }
        await (try spool(sink)).readWaitingFiles()
        let pieces = await sink.pieces
        #expect(pieces.count == 2 && pieces[0].map(\.message.identity) == pieces[1].map(\.message.identity))
        #expect(try directory.names(in: "done") == withReports(["a.ndjson"]))
    }

    @Test func `each format is recognized, bulk data by its content`() async throws {
        let sink = RecordingSink()
        try directory.write("a.CSV", "patient,effective,heartRate [/min]\nA,2026-01-01T02:00:00Z,70\n")
        let patient = #"{"resourceType":"Patient","id":"B","identifier":[{"value":"B"}]}"#
        try directory.write("b.ndjson", "\n" + patient + "\n")
        try directory.write("c.json", patient.replacing("B", with: "C"))
        try directory.write("d.hl7", "MSH|^~\\&|M||||20260101020000+0000||ADT^A01|1|P|2.5\rPID|1||D\rPV1|1|I|W\r")
        try directory.write("e.ndjson", line("E"))
        await (try spool(sink)).readWaitingFiles()
        #expect(await patients(sink) == ["A", "B", "C", "D", "E"])
        #expect(
            try ["a.CSV", "b.ndjson", "c.json", "d.hl7", "e.ndjson"].map { try report("done/\($0)").format }
                == ["csv", "fhir", "fhir", "hl7", "ndjson"])
    }

    @Test func `a report counts what was stored and says the first problems, without what was found`() async throws {
        let secret = "Doe-Jane"
        var lines = [line("A", 70), line("A", 900), #"{"patient":"\#(secret)","oops":1}"#, line("A", 70), ""]
        lines += (0..<30).map { _ in "{oops" + String(Int.random(in: 0...1_000_000_000)) }
        try directory.write("a.ndjson", lines.joined(separator: "\n"))
        await (try spool(RecordingSink())).readWaitingFiles()
        let report = try report("done/a.ndjson")
        #expect(report.version == 1 && report.file == "a.ndjson" && report.error == nil)
        #expect(report.entries == 34 && report.observations == 1 && report.repeated == 1)
        #expect(report.quarantined == 32 && report.reasons == ["implausible": 1, "unparseable": 31])
        #expect(report.problems.count == FileReport.maximumProblems)
        #expect(report.problems.first?.place == "line 2, value" && report.started == hour(9))
        let text = try String(contentsOfFile: directory.path("done/a.ndjson.report.json"), encoding: .utf8)
        #expect(!text.contains(secret))
    }

    @Test func `the report of a refused file says why and what to do`() async throws {
        try directory.write("a.csv", "patient,when\n1,2\n")
        try directory.write("b.txt", "x")
        await (try spool(RecordingSink())).readWaitingFiles()
        let report = try report("failed/a.csv")
        #expect(report.error == "unknown column \"when\" in the header" && report.hint?.contains("effective") == true)
        #expect(try self.report("failed/b.txt").error?.contains(".hl7") == true)
    }

    @Test func `nothing of a file is logged`() async throws {
        let lines = LoggedLines()
        let logger = Logger(label: "test") { _ in lines }
        let spool = try SpoolDirectory(path: directory.url.path, sink: RecordingSink(), logger: logger, now: nine)
        try directory.write("Jane-Doe.csv", "patient,Doe\n1,2\n")
        try directory.write("Jane-Doe.ndjson", #"{"patient":"Jane-Doe"}"#)
        await spool.readWaitingFiles()
        #expect(lines.texts.count == 2)
        #expect(!lines.texts.contains { $0.contains("Doe") })
    }

    @Test func `a directory that has vanished is no crash`() async throws {
        let spool = try spool(RecordingSink())
        try FileManager.default.removeItem(at: directory.url)
        await spool.readWaitingFiles()
    }
}

/// Keeps what is logged.
private final class LoggedLines: LogHandler {
    private let lines = Mutex<[String]>([])

    var texts: [String] { lines.withLock { $0 } }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
