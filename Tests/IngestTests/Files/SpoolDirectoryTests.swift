import ClinicalDomain
import Foundation
import Ingest
import Logging
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
        #expect(try directory.names(in: "done") == ["10.ndjson", "9.ndjson", "a.csv", "b.ndjson"])
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
        #expect(try directory.names(in: "failed") == ["a.xlsx", "b.csv"])
        #expect(try directory.names(in: "done") == ["c.ndjson"])
        #expect(await patients(sink) == ["C"])
    }

    @Test func `lines that cannot be used are quarantined and do not fail the file`() async throws {
        let sink = RecordingSink()
        try directory.write("a.ndjson", "{oops\n\(line("A"))\n")
        await (try spool(sink)).readWaitingFiles()
        #expect(try directory.names(in: "done") == ["a.ndjson"])
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
        #expect(try directory.names(in: "done") == ["a.ndjson"])
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
        #expect(try directory.names(in: "done") == ["a.ndjson", "a.ndjson.2", "a.ndjson.3"])
        #expect(try directory.names(in: "failed") == ["x.bin", "x.bin.2"])
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
        #expect(try directory.names(in: "done") == ["a.ndjson"])
    }

    @Test func `a directory that has vanished is no crash`() async throws {
        let spool = try spool(RecordingSink())
        try FileManager.default.removeItem(at: directory.url)
        await spool.readWaitingFiles()
    }
}
