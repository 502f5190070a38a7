import ClinicalDomain
import Foundation
import Ingest
import Testing

/// Files of HL7 v2: batches, plain messages one after another, captures with MLLP frames.
struct HL7FileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func read(_ text: String) async throws -> ReadFile {
        try await ReadFile(.hl7, path: directory.write("a.hl7", text))
    }

    /// A message with a heart rate of a patient.
    private func message(_ id: String, heartRate: Int = 80) -> String {
        """
        MSH|^~\\&|MON|ICU|||20260101020000+0000||ORU^R01|\(id)|P|2.5
        PID|1||\(id)
        OBR|1|||85353-1^^LN|||20260101020000+0000
        OBX|1|NM|8867-4^Heart rate^LN||\(heartRate)|/min|||||F

        """.replacing("\n", with: "\r")
    }

    /// Each sample with its messages, those that are not for us, and what is wrong with its envelope; by
    /// MANIFEST.json and by counting the segments MSH, BHS, BTS and FTS in the files.
    @Test(
        .enabled(if: SharedOracles.areThere),
        arguments: [
            ("pyhl7_sample_bad_batch", 0, 0, ["framing before MSH", "framing BTS-1"]),
            ("pyhl7_sample_batch1", 2, 0, []), ("pyhl7_sample_batch3", 1, 0, []), ("pyhl7_sample_file1", 3, 0, []),
            ("pyhl7_sample_file6", 1, 0, []), ("pyhl7_sample_hl7", 1, 0, []), ("mirth_batch_fhs_bhs_bad_dob", 1, 1, []),
            ("frame_two_messages_one_write", 2, 0, []), ("frame_fs_without_cr_then_start", 2, 0, []),
            ("frame_start_block_inside", 2, 0, []), ("frame_no_start_block", 1, 0, []), ("frame_lf_after_fs", 1, 0, []),
            ("frame_fs_byte_in_latin1_data", 1, 0, []), ("adt_a40_no_mrg_no_id", 1, 0, []),
            ("lfh_oru_multiline_mixed_eol", 1, 0, []), ("rh_edge_crlf_line_endings", 1, 0, []),
        ])
    func `a real file gives its messages and what is wrong with its envelope`(
        name: String, messages: Int, ignored: Int, framing: [String]
    ) async throws {
        let file = try await ReadFile(.hl7, path: SharedOracles.path("hl7/\(name).hl7"))
        #expect(file.content.entries == messages)
        #expect(file.content.ignored == ignored)
        #expect(file.quarantine.filter { $0.hasPrefix("framing") } == framing)
    }

    @Test(.enabled(if: SharedOracles.areThere))
    func `the patients of a real batch file are its PID-3`() async throws {
        let file = try await ReadFile(.hl7, path: SharedOracles.path("hl7/pyhl7_sample_file1.hl7"))
        #expect(
            file.deliveries.compactMap(\.subject?.patient.identifier) == Array(repeating: "100:0000112234", count: 3))
        // The third repeats the first to the letter.
        #expect(Set(file.deliveries.map(\.message.identity)).count == 2)
    }

    @Test(arguments: ["\r", "\n", "\r\n"])
    func `messages one after another are read with every line end`(end: String) async throws {
        let text = (message("1", heartRate: 70) + message("2", heartRate: 90)).replacing("\r", with: end)
        let file = try await read(text)
        #expect(file.observations.map(\.value) == [70, 90])
        #expect(file.deliveries.map(\.subject?.patient.identifier) == ["1", "2"])
    }

    @Test func `a capture with frames gives the same as the messages alone`() async throws {
        let plain = try await read(message("1") + message("2"))
        let framed = try await read("\u{0B}\(message("1"))\u{1C}\r\0\n\u{0B}\(message("2"))\u{1C}\r\u{0B}\u{1C}\r")
        #expect(framed.observations == plain.observations && framed.quarantine.isEmpty)
    }

    @Test func `batches that count right say nothing, and others are reported with both counts`() async throws {
        let header = "FHS|^~\\&|A\rBHS|^~\\&|A\r"
        let right = try await read(header + message("1") + message("2") + "BTS|2\rBHS|^~\\&|B\rBTS|0\rFTS|2\r")
        #expect(right.content.entries == 2 && right.quarantine.isEmpty)
        let wrong = try await read(header + message("1") + message("2") + "BTS|3\rFTS|2\r")
        #expect(wrong.quarantine == ["framing BTS-1", "framing FTS-1"])
        #expect(wrong.observations.count == 2, "what is there goes in")
        let entries = wrong.deliveries.flatMap(\.quarantine)
        #expect(entries.map(\.found) == ["3", "2"])
        #expect(entries[0].hint.contains("2 messages") && entries[1].hint.contains("1 batches"))
        #expect(
            String(decoding: wrong.deliveries.last?.message.body ?? [], as: UTF8.self) == "FHS|^~\\&|A\rFTS|2")
    }

    @Test func `a batch without a trailer, one without a header, and empty counts say nothing`() async throws {
        for text in [
            "BHS|^~\\&|A\r" + message("1"), "FHS|^~\\&|A\r" + message("1") + "BTS|1\rFTS|1\r",
            "BHS|^~\\&|A\r" + message("1") + "BTS\r", "BHS|^~\\&|A\r" + message("1") + "BTS||comment\rFTS|\r",
        ] {
            let file = try await read(text)
            #expect(file.content.entries == 1 && file.quarantine.isEmpty, "\(text)")
        }
    }

    @Test func `segments outside of any message are quarantined by name`() async throws {
        let file = try await read("PID|1||lost\rOBX|1\r" + message("1") + "BTS|1\rZZZ|1\r")
        #expect(file.deliveries.flatMap(\.quarantine).map(\.found) == ["PID OBX", "ZZZ"])
        #expect(file.observations.count == 1)
    }

    @Test(arguments: ["", "\r\n\r\n", "PK\u{3}\u{4}", "{\"resourceType\":\"Patient\"}", "PID|1||7\r"])
    func `a file in which no message begins is refused`(text: String) async throws {
        let error = try #require(await #expect(throws: IngestError.self) { _ = try await read(text) })
        #expect(error.description.contains("MSH"))
    }

    @Test func `a message is found wherever a block of the file ends`() async throws {
        for length in [65_000, 65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536, 65_537, 131_070, 131_072] {
            let first = message("1")
            let filler = "ZFI|" + String(repeating: "x", count: length - first.utf8.count - 6) + "\r"
            let file = try await read(first + filler + "\u{1C}\r\u{0B}" + message("2"))
            #expect(file.deliveries.map(\.subject?.patient.identifier) == ["1", "2"], "\(length)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a message of more than 16 MiB is stepped over, and its neighbours go in`() async throws {
        let huge =
            message("2") + String(repeating: "OBX|x|" + String(repeating: "y", count: 1000) + "\r", count: 17_000)
        let file = try await read(message("1") + huge + message("3"))
        #expect(file.observations.count == 2)
        #expect(file.quarantine == ["framing MSH"])
        #expect(file.content.entries == 3)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long padding takes time in proportion to its length`() async throws {
        let padding = String(repeating: "\0", count: 8 << 20)
        let file = try await read(padding + message("1") + padding + message("2"))
        #expect(file.observations.count == 2)
    }

    @Test func `a message that no longer is one is quarantined, and its neighbours go in`() async throws {
        let file = try await read(message("1") + "MSH|^~\\&|short\r" + message("3"))
        #expect(file.observations.count == 2)
        #expect(file.deliveries.flatMap(\.quarantine).map(\.reason) == [.unparseable])
    }
}
