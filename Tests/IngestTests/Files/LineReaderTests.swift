import Foundation
import Ingest
import Testing

struct LineReaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func lines(_ content: some DataProtocol) throws -> [[UInt8]] {
        var reader = try LineReader(path: directory.write("file", content))
        var lines: [[UInt8]] = []
        while let line = try reader.next() { lines.append(line) }
        #expect(try reader.next() == nil, "a reader at its end stays there")
        return lines
    }

    private func lines(_ text: String) throws -> [String] {
        try lines(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\n\nb\n", ["a", "", "b"]),
        ("\n\n", ["", ""]), ("a\r\nb\r\n", ["a", "b"]), ("a\r\n\r\nb", ["a", "", "b"]), ("a\rb\n", ["a\rb"]),
        ("a\r\r\n", ["a\r"]), ("\r\n", [""]), ("Köln\n", ["Köln"]),
    ])
    func `lines end with LF or CR LF, and the last needs no end`(text: String, expected: [String]) throws {
        #expect(try lines(text) == expected)
    }

    @Test func `bytes that are no text come through as they are`() throws {
        let bytes: [UInt8] = [0, 255, 128, 10, 254, 13, 10, 0]
        #expect(try lines(bytes) == [[0, 255, 128], [254], [0]])
    }

    @Test(arguments: [4096, 65_536, 131_072])
    func `the end of a line is found wherever a block of the file ends`(block: Int) throws {
        for first in (block - 3)...(block + 2) {
            for end in ["\n", "\r\n"] {
                let long = String(repeating: "x", count: first)
                #expect(try lines(long + end + "second" + end + "third") == [long, "second", "third"])
            }
        }
    }

    @Test func `a file of many lines gives the same as splitting it at once`() throws {
        var text = ""
        for number in 0..<20_000 {
            text += String(repeating: "y", count: number % 97) + (number % 3 == 0 ? "\r\n" : "\n")
        }
        let expected = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(try lines(text) == expected.dropLast().map(String.init))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a huge line takes time in proportion to its length`() throws {
        let count = 8 << 20
        let path = try directory.write("file", [UInt8](repeating: 120, count: count) + [10, 97])
        var reader = try LineReader(path: path, limit: count)
        #expect(try reader.next()?.count == count)
        #expect(try reader.next() == [97])
    }

    @Test(arguments: [10, 4096, 65_535, 65_536, 200_000])
    func `a line may be as long as the limit and no longer, and the lines behind it can be read`(limit: Int) throws {
        for end in ["\n", "\r\n"] {
            let lines = ["a", String(repeating: "x", count: limit), String(repeating: "y", count: limit + 1), "b"]
            let path = try directory.write("file", lines.joined(separator: end))
            var reader = try LineReader(path: path, limit: limit)
            #expect(try reader.next() == [97])
            #expect(try reader.next()?.count == limit)
            let error = #expect(throws: IngestError.self) { try reader.next() }
            #expect(error?.description == "\(path): line 3 is longer than \(limit) bytes")
            #expect(try reader.next() == [98])
            #expect(reader.lineNumber == 4)
            #expect(try reader.next() == nil)
        }
    }

    @Test func `a last line that is too long is an error and then the end`() throws {
        var reader = try LineReader(
            path: directory.write("file", [UInt8](repeating: 120, count: 3 << 20)), limit: 1 << 20)
        #expect(throws: IngestError.self) { try reader.next() }
        #expect(try reader.next() == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a pipe that drips gives every line as soon as it is whole`() async throws {
        let path = directory.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let text = "a\r\n\nlong line\nlast"
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        Thread {
            // Opening a pipe waits for the other end.
            if var reader = try? LineReader(path: path) {
                while let line = try? reader.next() { continuation.yield(String(decoding: line, as: UTF8.self)) }
            }
            continuation.finish()
        }.start()
        let writer = try #require(FileHandle(forWritingAtPath: path))
        var received = stream.makeAsyncIterator()
        var found: [String] = []
        for byte in text.utf8 {
            try writer.write(contentsOf: [byte])
            // The line is waited for before anything more is written.
            if byte == 10 { found.append(try #require(await received.next())) }
        }
        try writer.close()
        while let line = await received.next() { found.append(line) }
        #expect(found == ["a", "", "long line", "last"])
    }

    @Test func `a file that is not there and a directory are errors that name the path`() throws {
        let missing = #expect(throws: IngestError.self) { _ = try LineReader(path: directory.path("none")) }
        guard case .missing(let path) = missing else {
            Issue.record("expected missing, got \(String(describing: missing))")
            return
        }
        #expect(path == directory.path("none") && missing?.description.contains(path) == true)
        let unreadable = #expect(throws: IngestError.self) {
            var reader = try LineReader(path: directory.url.path)
            _ = try reader.next()
        }
        guard case .unreadable = unreadable else {
            Issue.record("expected unreadable, got \(String(describing: unreadable))")
            return
        }
    }
}
