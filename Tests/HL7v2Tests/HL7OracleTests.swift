import HL7v2
import Testing

@Suite(.enabled(if: Oracles.isAvailable, "the reference messages are not here; set WARDWATCH_SHARED"))
struct HL7OracleTests {
    @Test(arguments: Oracles.names)
    func `fields are those of python-hl7 and hl7apy`(name: String) throws {
        let parsed = try Oracles.parsed(name)
        guard parsed.agree, let expected = parsed.pythonHL7?.first else { return }
        let message = try HL7Message(parsing: try Oracles.message(name))
        #expect(message.segments.map(\.name) == parsed.hl7apy)
        try compare(message, expected)
    }

    @Test
    func `both parsers agree on most files, so that the comparison means something`() throws {
        let agreeing = try Oracles.names.filter { try Oracles.parsed($0).agree }
        #expect(agreeing.count >= 45)
    }

    @Test(arguments: Oracles.names)
    func `batches fall apart into the messages of python-hl7`(name: String) throws {
        guard let expected = try Oracles.parsed(name).pythonHL7 else { return }
        // Segment names and delimiters that python-hl7 lets pass.
        guard !["rh_invalid_segment_header_length", "hapi_short_garbage_msh"].contains(name) else { return }
        let file = HL7File(try Oracles.message(name))
        #expect(file.messages.count == expected.count)
        #expect(file.straySegmentCount == 0)
        for (bytes, expected) in zip(file.messages, expected) {
            try compare(try HL7Message(parsing: Array(bytes)), expected)
        }
    }

    @Test
    func `segments outside any message are counted`() throws {
        let file = HL7File(try Oracles.message("pyhl7_sample_bad_batch"))
        #expect(file.messages.isEmpty)
        #expect(file.straySegmentCount == 5)
        #expect(HL7File(try Oracles.message("pyhl7_sample_batch1")).statedMessageCount == 2)
    }

    @Test(arguments: Oracles.names)
    func `messages with CR after every segment are written back byte for byte`(name: String) throws {
        let bytes = try Oracles.message(name)
        guard let message = try? HL7Message(parsing: bytes) else { return }
        let normalized = bytes.split { $0 == 0x0D || $0 == 0x0A }.flatMap { $0 + [0x0D] as [UInt8] }
        #expect(message.serialized() == normalized)
        #expect(message.bytes == bytes)
        #expect(try HL7Message(parsing: message.serialized()).segments.map(\.name) == message.segments.map(\.name))
    }

    @Test
    func `refused files are refused for the reason in the manifest`() throws {
        func error(_ name: String) throws -> HL7Error? {
            let bytes = try Oracles.message(name)
            do throws(HL7Error) {
                _ = try HL7Message(parsing: bytes)
                return nil
            } catch { return error }
        }
        guard case .invalidDelimiters(_, 3) = try error("hapi_short_garbage_msh") else {
            Issue.record("MSH|foo|foo has no delimiters")
            return
        }
        guard case .invalidSegmentName("AAAA|9", 1, 66) = try error("rh_invalid_segment_header_length") else {
            Issue.record("PIDX is no segment: \(String(describing: try error("rh_invalid_segment_header_length")))")
            return
        }
        guard case .invalidSegmentName(_, 2, _) = try error("hapi_oru_extra_newlines_in_obx") else {
            Issue.record("a value with line breaks leaves a line that is no segment")
            return
        }
        guard case .batchEnvelope("BHS", 0) = try error("pyhl7_sample_batch1") else {
            Issue.record("a batch is not one message")
            return
        }
        #expect(try error("hapi_unknown_version") == nil)
        #expect(try error("hapi_oru_empty_msh10") == nil)
    }

    @Test
    func `what senders really do is read as they meant it`() throws {
        let latin = try HL7Message(parsing: try Oracles.message("philips_mdil_latin1_degC"))
        #expect(latin.characterSet == .latin1)
        #expect(latin["OBX-6.2"] == "°C")
        let escaped = try HL7Message(parsing: try Oracles.message("rh_edge_escaped_delimiters"))
        #expect(
            escaped["OBX-5"] == "Result contains pipe | and ampersand & and caret ^ and tilde ~ and backslash \\ chars")
        #expect(escaped["PID-5.1"] == "DOE&SMITH")
        let custom = try HL7Message(parsing: try Oracles.message("rh_edge_custom_delimiters"))
        #expect(custom["PID-3.4"] == "MRN")
        #expect(custom.messageType == "ADT^A01")
        #expect(custom["MSH-2"] == "!@%*")
        let philips = try HL7Message(parsing: try Oracles.message("philips_intellivue_mdil_escape_in_nm"))
        #expect(philips.segments(named: "OBX").contains { $0.field(5).text == "2.73x10^-7" })
        let truncating = try HL7Message(parsing: try Oracles.message("v2fhir_oru_r01_trunc_char_sn"))
        #expect(truncating.delimiters.truncation == 0x23)
        #expect(truncating.version == "2.5.1")
        let merges = try HL7Message(parsing: try Oracles.message("lfh_adt_a40_two_merges"))
        #expect(merges.patientGroups.count == 2)
        #expect(merges.patientGroups.map { $0.merges.count } == [1, 1])
        let noMerge = try HL7Message(parsing: try Oracles.message("adt_a40_no_mrg_no_id"))
        #expect(noMerge.segments(named: "MSH").count == 1)
        let nonASCII = try HL7Message(parsing: try Oracles.message("rh_edge_non_ascii"))
        #expect(nonASCII["PID-5.1"] == "MÜLLER")
    }

    @Test(arguments: Oracles.names)
    func `every message time that is stated is read`(name: String) throws {
        guard let message = try? HL7Message(parsing: try Oracles.message(name)) else { return }
        guard name != "frame_no_start_block" else { return }
        _ = try message.time()
        for segment in message.segments(named: "OBX") { _ = try segment.timestamp(field: 14) }
        for segment in message.segments(named: "OBR") { _ = try segment.timestamp(field: 7) }
    }

    private func compare(_ message: HL7Message, _ expected: Oracles.Parsed.Message) throws {
        #expect(message.segments.map(\.name) == expected.segments)
        for (segment, fields) in zip(message.segments, expected.fields) {
            var found = [segment.name] + segment.fields.map { message.characterSet.decode($0.bytes) }
            // python-hl7 strips white space from the end of the whole text; we keep it.
            if segment.index == message.segments.count - 1, let last = found.popLast() {
                found.append(String(last.reversed().drop(while: \.isWhitespace).reversed()))
            }
            #expect(found == fields)
        }
    }
}
