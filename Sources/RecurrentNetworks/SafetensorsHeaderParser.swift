/// The JSON header of a safetensors file, read strictly (RFC 8259) and only as far as the format goes.
///
/// A header is an object whose members are tensors, objects of exactly `dtype`, `shape` and `data_offsets`, and
/// `__metadata__`, an object of texts. It starts with `{` at once and may be followed by spaces. A general JSON
/// reader would keep one of two equal keys and lose the byte offsets.
struct SafetensorsHeaderParser {
    /// One tensor as the header describes it; the offsets are not yet checked.
    struct Entry {
        let name: String
        let type: TensorType
        let shape: [Int]
        let byteCount: Int
        let start: Int
        let end: Int
    }

    private let bytes: [UInt8]
    private let end: Int
    private var position: Int

    init(_ bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        end = range.upperBound
        position = range.lowerBound
    }

    /// Reads the whole header.
    mutating func parse() throws(SafetensorsError) -> (entries: [Entry], metadata: [String: String]) {
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        guard peek() == UInt8(ascii: "{") else { throw unexpected("{ at once, without white space before it") }
        var keys: Set<[UInt8]> = []
        try members { (parser, name, offset) throws(SafetensorsError) in
            // Keys are told apart by their bytes: `String` takes canonically equivalent texts for equal.
            guard keys.insert(Array(name.utf8)).inserted else {
                throw SafetensorsError.duplicateKey(name, byteOffset: offset)
            }
            if name == Safetensors.metadataKey {
                metadata = try parser.metadata()
            } else {
                entries.append(try parser.tensor(name))
            }
        }
        while let byte = peek() {
            guard byte == UInt8(ascii: " ") else { throw unexpected("spaces up to byte \(end)") }
            position += 1
        }
        return (entries, metadata)
    }

    private mutating func metadata() throws(SafetensorsError) -> [String: String] {
        var texts: [String: String] = [:]
        try members { (parser, key, offset) throws(SafetensorsError) in
            guard texts.updateValue(try parser.string(), forKey: key) == nil else {
                throw SafetensorsError.duplicateKey(key, byteOffset: offset)
            }
        }
        return texts
    }

    private mutating func tensor(_ name: String) throws(SafetensorsError) -> Entry {
        let start = position
        var type: TensorType?
        var shape: [Int]?
        var offsets: [Int]?
        try members { (parser, key, offset) throws(SafetensorsError) in
            switch key {
            case "dtype" where type == nil:
                parser.skipWhitespace()
                let typeOffset = parser.position
                let text = try parser.string()
                type = TensorType(rawValue: text)
                guard type != nil else {
                    throw SafetensorsError.unknownType(tensor: name, type: text, byteOffset: typeOffset)
                }
            case "shape" where shape == nil:
                shape = try parser.integers()
            case "data_offsets" where offsets == nil:
                parser.skipWhitespace()
                let offsetsOffset = parser.position
                let values = try parser.integers()
                guard values.count == 2 else {
                    throw SafetensorsError.invalidHeader(
                        byteOffset: offsetsOffset, expected: "2 data_offsets", found: "\(values.count)")
                }
                offsets = values
            case "dtype", "shape", "data_offsets":
                throw SafetensorsError.duplicateKey(key, byteOffset: offset)
            default:
                throw SafetensorsError.invalidHeader(
                    byteOffset: offset, expected: "dtype, shape or data_offsets", found: "\"\(key)\"")
            }
        }
        guard let type else { throw SafetensorsError.missingKey(tensor: name, key: "dtype", byteOffset: start) }
        guard let shape else { throw SafetensorsError.missingKey(tensor: name, key: "shape", byteOffset: start) }
        guard let offsets else {
            throw SafetensorsError.missingKey(tensor: name, key: "data_offsets", byteOffset: start)
        }
        var byteCount = type.byteCount
        for extent in shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw SafetensorsError.shapeOverflow(tensor: name, shape: shape) }
            byteCount = product
        }
        return Entry(
            name: name, type: type, shape: shape, byteCount: byteCount, start: offsets[0], end: offsets[1])
    }

    // MARK: JSON

    /// Reads an object, giving `body` each key with its byte offset; `body` reads the value.
    private mutating func members(
        _ body: (inout Self, String, Int) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        try expect("{")
        skipWhitespace()
        if peek() == UInt8(ascii: "}") {
            position += 1
            return
        }
        while true {
            skipWhitespace()
            let offset = position
            let key = try string()
            try expect(":")
            try body(&self, key, offset)
            skipWhitespace()
            if peek() == UInt8(ascii: "}") {
                position += 1
                return
            }
            guard peek() == UInt8(ascii: ",") else { throw unexpected(", or }") }
            position += 1
        }
    }

    /// Reads an array of integers of at least 0.
    private mutating func integers() throws(SafetensorsError) -> [Int] {
        try expect("[")
        var values: [Int] = []
        skipWhitespace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return values
        }
        while true {
            values.append(try integer())
            skipWhitespace()
            if peek() == UInt8(ascii: "]") {
                position += 1
                return values
            }
            guard peek() == UInt8(ascii: ",") else { throw unexpected(", or ]") }
            position += 1
        }
    }

    private mutating func integer() throws(SafetensorsError) -> Int {
        skipWhitespace()
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        let digits = bytes[start..<position]
        guard !digits.isEmpty else { throw unexpected("an integer of at least 0") }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let value = Int(String(decoding: digits, as: UTF8.self))
        else {
            throw SafetensorsError.invalidHeader(
                byteOffset: start, expected: "an integer below 2^63 without leading zeros",
                found: String(decoding: digits.prefix(24), as: UTF8.self))
        }
        return value
    }

    private mutating func string() throws(SafetensorsError) -> String {
        try expect("\"")
        let start = position
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw SafetensorsError.invalidHeader(
                        byteOffset: start, expected: "UTF-8", found: "a string of other bytes")
                }
                return result
            case UInt8(ascii: "\\"):
                position += 1
                text += try escape()
            case 0..<0x20:
                throw unexpected("no control character in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw unexpected("\" at the end of a string")
    }

    /// What follows a backslash, as UTF-8.
    private mutating func escape() throws(SafetensorsError) -> [UInt8] {
        guard let byte = peek() else { throw unexpected("an escaped character") }
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
            UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
        ]
        if let character = plain[byte] {
            position += 1
            return [character]
        }
        guard byte == UInt8(ascii: "u") else { throw unexpected("one of \" \\ / b f n r t u") }
        let start = position - 1
        position += 1
        var code = try hexadecimal()
        if (0xD800..<0xDC00).contains(code), peek() == UInt8(ascii: "\\") {
            position += 1
            guard peek() == UInt8(ascii: "u") else { throw unexpected("the second half of a surrogate pair") }
            position += 1
            let low = try hexadecimal()
            if (0xDC00..<0xE000).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw SafetensorsError.invalidHeader(
                byteOffset: start, expected: "a Unicode scalar", found: "half of a surrogate pair")
        }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("4 hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private func peek() -> UInt8? { position < end ? bytes[position] : nil }

    private mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
        skipWhitespace()
        guard peek() == UInt8(ascii: character) else { throw unexpected(String(character)) }
        position += 1
    }

    private func unexpected(_ expected: String) -> SafetensorsError {
        let found =
            switch peek() {
            case nil: "the end of the header"
            case .some(let byte) where (0x20..<0x7F).contains(byte): String(Unicode.Scalar(byte))
            case .some(let byte): "the byte \(byte)"
            }
        return .invalidHeader(byteOffset: position, expected: expected, found: found)
    }
}
