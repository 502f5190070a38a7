internal import HL7v2

/// A message: what was read is what was sent, every part can be asked for, and every answer can be read.
enum HL7MessageFuzz {
    private static let time = HL7Timestamp(millisecondsSince1970: 1_781_524_800_000)

    static func run(_ bytes: [UInt8]) {
        let header = try? HL7Message(parsingHeaderOf: bytes)
        let message: HL7Message
        do throws(HL7Error) {
            message = try HL7Message(parsing: bytes)
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
            claim((error.byteOffset ?? 0) <= bytes.count, "an error lies in the message")
            let answer = Acknowledgment(toUnreadable: bytes, because: error, controlID: "1", time: time)
            check(answer, to: header)
            return
        }
        claim(header?.header == message.header, "the header alone is read as in the whole")
        checkParts(of: message)
        checkGroups(of: message)
        checkSerialization(of: message)
        let outcomes = AcknowledgmentMode.Outcome.allCases
        if let code = AcknowledgmentPolicy.auto.code(for: outcomes[bytes.count % outcomes.count], to: message) {
            let last = message.segments[message.segments.count - 1]
            let error = AcknowledgmentError(
                .dataTypeError, location: last.path(field: last.fieldCount, component: 1),
                message: last.field(last.fieldCount).text ?? "")
            check(Acknowledgment(code, to: message, controlID: "1", time: time, errors: [error]), to: message)
        }
    }

    private static func checkParts(of message: HL7Message) {
        _ = (message.messageType, message.controlID, message.processingID, message.version, message.characterSet)
        _ = try? message.time()
        claim(message.identity == message.identity, "an identity is itself")
        var texts: [String] = []
        for segment in message.segments {
            for (index, field) in segment.fields.enumerated() {
                check(field, as: segment.path(field: index + 1), in: message)
                if texts.count < 40, let text = field.text { texts.append(text) }
                guard let time = try? segment.timestamp(field: index + 1) else { continue }
                claim((try? HL7Timestamp(parsing: "\(time)")) == time, "a time is written as it was read")
            }
            claim(segment.field(segment.fieldCount + 1).isEmpty && segment.field(0).isEmpty, "no field beyond the last")
        }
        checkEscapes(of: texts)
    }

    private static func check(_ field: HL7Field, as path: HL7Path, in message: HL7Message) {
        if path.occurrence <= 40 {
            claim(message.element(at: path)?.bytes == field.bytes, "a field is found by its path")
        }
        claim((try? HL7Path(parsing: "\(path)")) == path, "a path is written as it was read")
        claim((field.text?.utf8.count ?? 0) <= 4 * field.bytes.count + 16, "a text is not longer than its bytes allow")
        _ = field.firstText
        for repetition in field.repetitions {
            for component in repetition.components {
                for part in component.subcomponents { _ = part.text }
            }
        }
    }

    /// Any text comes back when it is escaped, written, and read.
    private static func checkEscapes(of texts: [String]) {
        var builder = HL7MessageBuilder(
            header: HL7Header(sendingApplication: "A", time: time, messageType: ["ORU", "R01"], controlID: "1"))
        builder.append("ZZZ", texts.map { .text($0) })
        guard let bytes = try? builder.encoded(), let read = try? HL7Message(parsing: bytes) else {
            claim(false, "texts can be written in UTF-8")
            return
        }
        for (index, text) in texts.enumerated() {
            claim(read.segment("ZZZ")?.field(index + 1).text ?? "" == text, "a text comes back")
        }
    }

    private static func checkGroups(of message: HL7Message) {
        let expected = message.segments.filter { $0.name == "OBX" }
        claim(message.observationGroups.flatMap(\.observations) == expected, "every OBX stands in a group")
        let groups = message.patientGroups
        let found = groups.flatMap { $0.observationGroups.flatMap(\.observations) }
        claim(found == expected, "every OBX belongs to one patient group")
        for group in groups {
            claim(group.segments.count { $0.name == "PID" } <= 1, "a group has one patient")
            _ = (group.visit, group.merges)
        }
    }

    private static func checkSerialization(of message: HL7Message) {
        let written = message.serialized()
        let lines = message.segments.flatMap { $0.bytes + [0x0D] }
        claim(written == lines, "a message is written as it was sent")
        guard let again = try? HL7Message(parsing: written) else {
            claim(false, "what is written can be read")
            return
        }
        claim(again.segments == message.segments, "what is written is read as the same")
    }

    private static func check(_ answer: Acknowledgment, to message: HL7Message?) {
        guard let read = try? HL7Message(parsing: answer.bytes) else {
            claim(false, "an answer can be read")
            return
        }
        claim(read.segment("MSA") != nil, "an answer has an MSA")
        claim(!answer.bytes.contains { $0 == 0x0B || $0 == 0x1C }, "an answer does not break its frame")
        guard let message else { return }
        let controlID = message.header.field(10).bytes.filter { $0 != 0x0B && $0 != 0x1C }
        let field = message.delimiters.field
        let expected = Array("MSA".utf8) + [field] + Array(answer.code.rawValue.utf8) + [field] + controlID
        let segment = answer.bytes.split(separator: 0x0D).dropFirst().first ?? []
        // As senders compare it, who know nothing of character sets.
        claim(
            segment.starts(with: expected) && [nil, field].contains(segment.dropFirst(expected.count).first),
            "MSA-1 is the code, MSA-2 is MSH-10 byte for byte")
    }
}
