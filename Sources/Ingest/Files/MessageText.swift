public import ClinicalDomain
internal import FHIR
internal import HL7v2

/// A stored message as a person can read it, with the place marked that could not be used.
///
/// HL7 has a segment on each line, the field of the place between `>>` and `<<`; JSON has a member on each line; rows of
/// CSV stand below what stood above them in their file.
public struct MessageText: Sendable {
    /// A line of the text.
    public struct Line: Hashable, Sendable {
        /// The text, which may hold control characters.
        public var text: String
        /// Whether the place lies in it.
        public var isMarked = false
    }

    /// The lines.
    public private(set) var lines: [Line] = []

    /// The text of a message.
    ///
    /// - Parameters:
    ///   - message: the message as it is stored.
    ///   - place: the place in it, as the quarantine names it.
    public init(_ message: Delivery.Message, place: String) {
        switch message.format {
        case .hl7v2: addHL7(message.body, place)
        case .ndjson, .fhir: addJSON(message.body, place)
        case .csv: addCSV(message.body)
        case .physionet2012, .physionet2019: addLines(message.body)
        }
    }

    private mutating func addLines(_ body: [UInt8]) {
        for line in body.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            lines.append(Line(text: String(decoding: line, as: UTF8.self)))
        }
    }

    private mutating func addHL7(_ body: [UInt8], _ place: String) {
        guard let message = try? HL7Message(parsing: body) else { return addLines(body) }
        let path = try? HL7Path(parsing: place)
        for segment in message.segments {
            let decode = { (bytes: ArraySlice<UInt8>) in message.characterSet.decode(bytes) }
            let bytes = segment.bytes
            guard let path, path.segment == segment.name, path.occurrence == segment.occurrence else {
                lines.append(Line(text: decode(bytes)))
                continue
            }
            var text = decode(bytes)
            if let number = path.field, number <= segment.fieldCount {
                let field = segment.field(number).bytes
                let (start, end) = (field.startIndex, field.endIndex)
                if bytes.startIndex <= start, end <= bytes.endIndex {
                    text = decode(bytes[..<start]) + ">>" + decode(field) + "<<" + decode(bytes[end...])
                }
            }
            lines.append(Line(text: text, isMarked: true))
        }
    }

    private mutating func addCSV(_ body: [UInt8]) {
        addLines(body)
        guard body.starts(with: "#wardwatch first-row=".utf8), !lines.isEmpty else { return }
        // The first line was put there to keep the number of the row; the row comes last.
        lines.removeFirst()
        if let last = lines.indices.last { lines[last].isMarked = true }
    }

    private mutating func addJSON(_ body: [UInt8], _ place: String) {
        guard let value = try? JSONValue(parsing: body) else { return addLines(body) }
        // What stood beside a resource of a file only tells whom it means.
        let isKept = value["resourceType"]?.string == "Bundle"
        let resource = isKept ? value["entry"]?[0]?["resource"] ?? value : value
        let inFile = place.hasPrefix("line ") || place.hasPrefix("entry ")
        let path = inFile ? String(place.drop { $0 != "," }.dropFirst(2)) : place
        add(resource, name: nil, path: resource["resourceType"]?.string ?? "", marked: path, depth: 0, end: "")
    }

    private mutating func add(
        _ value: JSONValue, name: String?, path: String, marked: String, depth: Int, end: String
    ) {
        let lead = String(repeating: "  ", count: depth) + (name.map { "\(Self.text(.string($0))): " } ?? "")
        let isMarked = !path.isEmpty && path == marked
        switch value {
        case .object(let object) where !object.isEmpty:
            lines.append(Line(text: lead + "{", isMarked: isMarked))
            for (index, member) in object.members.enumerated() {
                add(
                    member.value, name: member.name, path: path.isEmpty ? member.name : "\(path).\(member.name)",
                    marked: marked, depth: depth + 1, end: index < object.members.count - 1 ? "," : "")
            }
            lines.append(Line(text: String(repeating: "  ", count: depth) + "}" + end))
        case .array(let items) where !items.isEmpty:
            lines.append(Line(text: lead + "[", isMarked: isMarked))
            for (index, item) in items.enumerated() {
                add(
                    item, name: nil, path: "\(path)[\(index)]", marked: marked, depth: depth + 1,
                    end: index < items.count - 1 ? "," : "")
            }
            lines.append(Line(text: String(repeating: "  ", count: depth) + "]" + end))
        default: lines.append(Line(text: lead + Self.text(value) + end, isMarked: isMarked))
        }
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.serialized(), as: UTF8.self) }
}
