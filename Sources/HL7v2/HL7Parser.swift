/// Cuts the bytes of one message into segments and fields.
struct HL7Parser {
    private let bytes: [UInt8]
    private let limits: HL7Limits
    private(set) var notation = HL7Notation()

    init(bytes: [UInt8], limits: HL7Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads MSH and every segment after it.
    mutating func parse() throws(HL7Error) -> [HL7Segment] {
        let header = try parseHeader()
        var segments = [header]
        var occurrences = ["MSH": 1]
        var position = header.range.upperBound
        while let line = Self.nextLine(in: bytes, from: position) {
            position = line.upperBound
            guard !Self.isBlank(bytes[line]) else { continue }
            let name = try segmentName(of: line, index: segments.count)
            guard segments.count < limits.segments else {
                throw .limitExceeded(.segments, limit: limits.segments, byteOffset: line.lowerBound)
            }
            let occurrence = (occurrences[name] ?? 0) + 1
            occurrences[name] = occurrence
            segments.append(try segment(name, line: line, index: segments.count, occurrence: occurrence))
        }
        return segments
    }

    /// Reads MSH, and with it the delimiters and the character set.
    mutating func parseHeader() throws(HL7Error) -> HL7Segment {
        guard bytes.count <= limits.bytes else {
            throw .limitExceeded(.bytes, limit: limits.bytes, byteOffset: limits.bytes)
        }
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count, [0x00, 0x09, 0x0A, 0x0B, 0x0D, 0x20].contains(bytes[start]) { start += 1 }
        guard start < bytes.count, let line = Self.nextLine(in: bytes, from: start) else { throw .empty }
        let text = bytes[line]
        guard text.starts(with: "MSH".utf8) else {
            if text.starts(with: "FHS".utf8) || text.starts(with: "BHS".utf8) {
                throw .batchEnvelope(segment: String(decoding: text.prefix(3), as: UTF8.self), byteOffset: start)
            }
            throw .notHL7(firstBytes: Array(bytes[start...].prefix(8)), byteOffset: start)
        }
        let separators = text.dropFirst(3)
        guard let field = separators.first else { throw .headerTooShort(fieldCount: 0, byteOffset: start) }
        let encoding = separators.dropFirst().prefix { $0 != field }
        guard let delimiters = HL7Delimiters(field: field, encoding: encoding) else {
            throw .invalidDelimiters(found: Array(separators.prefix(8)), byteOffset: start + 3)
        }
        notation = HL7Notation(delimiters: delimiters, characterSet: .unspecified)
        let names = Self.characterSetNames(try segment("MSH", line: line, index: 0, occurrence: 1))
        let characterSet = HL7CharacterSet(name: names.first { !$0.isEmpty } ?? "")
        notation = HL7Notation(
            delimiters: delimiters, characterSet: characterSet,
            multibyteRule: HL7MultibyteRule(characterSetNames: names))
        var header = try segment("MSH", line: line, index: 0, occurrence: 1)
        if notation.multibyteRule != .none, Self.characterSetNames(header) != names {
            // Read by the rule of the set, MSH declares another one: its bytes are of neither.
            notation = HL7Notation(delimiters: delimiters, characterSet: characterSet)
            header = try segment("MSH", line: line, index: 0, occurrence: 1)
        }
        guard header.fieldCount >= 9 else {
            throw .headerTooShort(fieldCount: header.fieldCount, byteOffset: start)
        }
        return header
    }

    private static func characterSetNames(_ header: HL7Segment) -> [String] {
        header.field(18).repetitions.map { $0.component(1).text ?? "" }
    }

    private func segmentName(of line: Range<Int>, index: Int) throws(HL7Error) -> String {
        let text = bytes[line]
        let name = text.prefix(3)
        let following = text.dropFirst(3).first
        guard HL7Segment.isValidName(name), following == nil || following == notation.delimiters.field else {
            let shape = HL7Redaction.shape(of: text.prefix(6))
            throw .invalidSegmentName(shape: shape, segmentIndex: index, byteOffset: line.lowerBound)
        }
        guard !name.elementsEqual("MSH".utf8) else {
            throw .secondHeader(segmentIndex: index, byteOffset: line.lowerBound)
        }
        return String(decoding: name, as: UTF8.self)
    }

    private func segment(
        _ name: String, line: Range<Int>, index: Int, occurrence: Int
    ) throws(HL7Error) -> HL7Segment {
        var fields: [Range<Int>] = []
        if line.count > 3 {
            let body = bytes[(line.lowerBound + 4)..<line.upperBound]
            fields = notation.multibyteRule.split(
                body, at: notation.delimiters.field, limit: limits.fieldsPerSegment)
            if HL7Segment.statesDelimiters(name) {
                fields.insert((line.lowerBound + 3)..<(line.lowerBound + 4), at: 0)
            }
            if fields.count >= limits.fieldsPerSegment {
                throw .limitExceeded(.fields, limit: limits.fieldsPerSegment, byteOffset: line.lowerBound)
            }
        }
        return HL7Segment(
            name: name, occurrence: occurrence, index: index, byteOffset: line.lowerBound, notation: notation,
            storage: bytes, range: line, fieldRanges: fields)
    }

    /// The next run of bytes without CR or LF, at or after a position; `nil` at the end.
    static func nextLine(in bytes: [UInt8], from position: Int) -> Range<Int>? {
        var start = position
        while start < bytes.count, bytes[start] == 0x0D || bytes[start] == 0x0A { start += 1 }
        guard start < bytes.count else { return nil }
        var end = start
        while end < bytes.count, bytes[end] != 0x0D, bytes[end] != 0x0A { end += 1 }
        return start..<end
    }

    /// Only spaces, tabs, NULs, or the remains of a frame or of a DOS file.
    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { [0x00, 0x09, 0x1A, 0x1C, 0x20].contains($0) }
    }
}
