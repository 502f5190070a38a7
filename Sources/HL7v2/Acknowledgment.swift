/// The answer to a message: MSH, MSA and, for faults, ERR (HL7 v2, chapter 2, "General acknowledgment").
///
///     MSH|^~\&|<MSH-5>|<MSH-6>|<MSH-3>|<MSH-4>|<time>||ACK^R01^ACK|<control id>|P|2.6||||||<MSH-18>
///     MSA|AA|<MSH-10>
///     ERR||OBX^2^5|102^Data type error^HL70357|E||||<text>
///
/// Delimiters, version, processing id and character set are those of the sender, and MSA-2 is MSH-10 byte for byte:
/// senders compare it with what they sent. Only the bytes by which MLLP begins and ends a block (0B, 1C) are left out
/// of what is repeated, because the answer could not be framed with them. Before version 2.5, ERR-2 to ERR-8 did not
/// exist; the place and code go to ERR-1 and the text to MSA-3.
public struct Acknowledgment: Sendable, Hashable {
    /// What MSA-1 says.
    public let code: AcknowledgmentCode
    /// The message to send, each segment ended by CR, without an MLLP frame.
    public let bytes: [UInt8]

    /// The answer to a message.
    ///
    /// - Parameters:
    ///   - code: MSA-1; see ``AcknowledgmentPolicy/code(for:to:)``.
    ///   - message: What is answered, at least its header (``HL7Message/init(parsingHeaderOf:limits:)``); `nil` where
    ///     not even that could be read: then the answer has defaults (`|^~\&`, version 2.5, MSA-2 empty).
    ///   - controlID: MSH-10 of the answer.
    ///   - time: MSH-7 of the answer.
    ///   - errors: One ERR each.
    public init(
        _ code: AcknowledgmentCode, to message: HL7Message?, controlID: String, time: HL7Timestamp,
        errors: [AcknowledgmentError] = []
    ) {
        guard let message else {
            self.init(
                code, notation: HL7Notation(),
                header: [
                    .empty, .empty, .empty, .empty, .text("\(time)"), .empty, "ACK", .text(controlID), "P", "2.5",
                ],
                acknowledged: .empty, usesERR1: false, errors: errors)
            return
        }
        let header = message.header
        func copy(_ number: Int) -> HL7Content {
            .verbatim(header.field(number).bytes.filter { $0 != 0x0B && $0 != 0x1C })
        }
        let version = message.version ?? ""
        var type: [HL7Content] = ["ACK"]
        if let trigger = message.triggerEvent { type += [.text(trigger), "ACK"] }
        self.init(
            code, notation: Self.answerNotation(message.notation),
            header: [
                copy(5), copy(6), copy(3), copy(4), .text("\(time)"), .empty, .components(type), .text(controlID),
                header.field(11).isEmpty ? "P" : copy(11), version.isEmpty ? "2.5" : copy(12), .empty, .empty, .empty,
                .empty, .empty, copy(18),
            ],
            acknowledged: copy(10), usesERR1: Self.oldVersions.contains(version), errors: errors)
    }

    /// The answer to bytes that could not be read, with the sender's header where at least that could be.
    ///
    /// - Parameters:
    ///   - code: MSA-1; AR by default, AE where a corrected message may follow.
    ///   - bytes: What was received.
    ///   - error: Why it could not be read.
    ///   - controlID: MSH-10 of the answer.
    ///   - time: MSH-7 of the answer.
    public init(
        _ code: AcknowledgmentCode = .applicationReject, toUnreadable bytes: [UInt8], because error: HL7Error,
        controlID: String, time: HL7Timestamp
    ) {
        self.init(
            code, to: try? HL7Message(parsingHeaderOf: bytes), controlID: controlID, time: time,
            errors: [AcknowledgmentError(error)])
    }

    private init(
        _ code: AcknowledgmentCode, notation: HL7Notation, header: [HL7Content], acknowledged: HL7Content,
        usesERR1: Bool, errors: [AcknowledgmentError]
    ) {
        self.code = code
        var builder = HL7MessageBuilder(notation: notation)
        builder.append("MSH", header)
        var msa: [HL7Content] = [.text(code.rawValue), acknowledged]
        if usesERR1, let first = errors.first { msa.append(Self.text(first)) }
        // MSA-2 is required: clients fail on an MSA without it, even where MSH-10 was empty.
        builder.append("MSA", msa, minimumFieldCount: 2)
        for error in errors { builder.append("ERR", Self.fields(error, usesERR1: usesERR1)) }
        bytes = builder.encodedReplacing()
    }

    private static func fields(_ error: AcknowledgmentError, usesERR1: Bool) -> [HL7Content] {
        let condition = [String(error.condition.rawValue), error.condition.text, "HL70357"].map { HL7Content.text($0) }
        let location = (error.location?.errorLocation ?? []).map { HL7Content.text($0) }
        if usesERR1 {
            // ELD: segment ^ sequence ^ field ^ code & text & table
            let place = location.prefix(3) + Array(repeating: .empty, count: max(0, 3 - location.count))
            return [.components(place + [.subcomponents(condition)])]
        }
        return [
            .empty, .components(location), .components(condition), .text(error.severity.rawValue), .empty, .empty,
            .empty, text(error),
        ]
    }

    private static func text(_ error: AcknowledgmentError) -> HL7Content {
        .text(error.message.isEmpty ? error.condition.text : error.message)
    }

    /// Text of ours is ASCII or is replaced, so any character set of the sender will do; unknown ones count as ASCII.
    private static func answerNotation(_ notation: HL7Notation) -> HL7Notation {
        switch notation.characterSet {
        case .utf8, .latin1, .latin9: notation
        case .unspecified, .ascii, .other: HL7Notation(delimiters: notation.delimiters, characterSet: .ascii)
        }
    }

    /// Versions whose ERR has only ERR-1.
    private static let oldVersions: Set<String> = ["2.1", "2.2", "2.3", "2.3.1", "2.4"]
}
