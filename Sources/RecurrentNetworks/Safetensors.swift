/// The file format safetensors: named tensors, read without executing anything.
///
///     byte 0        8 bytes: length n of the header, little-endian
///     byte 8        n bytes: JSON {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …,
///                            "__metadata__": {"key": "text", …}}, padded with spaces
///     byte 8 + n    the tensors; data_offsets count from here and cover it without holes or overlaps
///
/// Format: https://github.com/huggingface/safetensors#format. Stricter than its reference reader, which accepts
/// white space before the header and duplicate keys: two readers must never see different models in one file.
public enum Safetensors {
    /// Longer headers are refused, as the reference reader does.
    public static let maximumHeaderLength = 100_000_000

    /// Reads a file.
    ///
    /// - Returns: the tensors in the order of their data, and the texts of `__metadata__`.
    /// - Throws: ``SafetensorsError`` with the byte offset or the tensor.
    public static func decode(
        _ bytes: [UInt8]
    ) throws(SafetensorsError) -> (tensors: [Tensor], metadata: [String: String]) {
        guard bytes.count >= 8 else { throw SafetensorsError.tooShort(byteCount: bytes.count) }
        var length: UInt64 = 0
        for index in 0..<8 { length |= UInt64(bytes[index]) << (8 * index) }
        guard length <= maximumHeaderLength else { throw SafetensorsError.headerTooLong(length: length) }
        let dataStart = 8 + Int(length)
        guard bytes.count >= dataStart else {
            throw SafetensorsError.truncatedHeader(expectedByteCount: dataStart, byteCount: bytes.count)
        }
        var parser = SafetensorsHeaderParser(bytes, range: 8..<dataStart)
        let header = try parser.parse()

        var tensors: [Tensor] = []
        var end = 0
        // Empty tensors share their start with the next one: the end decides, then the name.
        for entry in header.entries.sorted(by: { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }) {
            guard entry.start == end else {
                throw SafetensorsError.notContiguous(tensor: entry.name, expectedStart: end, foundStart: entry.start)
            }
            guard entry.end - entry.start == entry.byteCount, entry.end >= entry.start else {
                throw SafetensorsError.byteCountMismatch(
                    tensor: entry.name, expected: entry.byteCount, dataOffsets: [entry.start, entry.end])
            }
            let (sum, overflow) = dataStart.addingReportingOverflow(entry.end)
            guard !overflow, sum <= bytes.count else {
                throw SafetensorsError.fileSizeMismatch(
                    expectedByteCount: overflow ? Int.max : sum, byteCount: bytes.count)
            }
            tensors.append(
                Tensor(
                    name: entry.name, type: entry.type, shape: entry.shape,
                    bytes: Array(bytes[(dataStart + entry.start)..<(dataStart + entry.end)])))
            end = entry.end
        }
        guard dataStart + end == bytes.count else {
            throw SafetensorsError.fileSizeMismatch(expectedByteCount: dataStart + end, byteCount: bytes.count)
        }
        return (tensors, header.metadata)
    }

    /// Writes a file; the same tensors and texts give the same bytes, in whatever order they come.
    ///
    /// Tensors are laid out by decreasing element size, then by name, as the reference writer does, and the data
    /// starts at a multiple of 8, so every tensor is aligned.
    ///
    /// - Precondition: names are unique and none is `__metadata__`.
    public static func encode(tensors: [Tensor], metadata: [String: String] = [:]) -> [UInt8] {
        precondition(
            Set(tensors.map(\.name)).count == tensors.count && !tensors.contains { $0.name == metadataKey },
            "tensor names must be unique and not \(metadataKey): \(tensors.map(\.name))")
        let ordered = tensors.sorted { left, right in
            left.type.byteCount != right.type.byteCount
                ? left.type.byteCount > right.type.byteCount : left.name < right.name
        }
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"\(metadataKey)\":{\(texts.joined(separator: ","))}")
        }
        var offset = 0
        for tensor in ordered {
            let end = offset + tensor.bytes.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        bytes.reserveCapacity(8 + header.count + offset)
        bytes += header
        for tensor in ordered { bytes += tensor.bytes }
        return bytes
    }

    static let metadataKey = "__metadata__"

    /// A JSON string with the escapes RFC 8259, section 7 requires.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
