/// Reads one JSON text by recursive descent; ``JSONLimits/depth`` bounds the recursion.
struct JSONParser {
    private enum Step {
        case name(String)
        case index(Int)
    }

    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var valueCount = 0
    private var path: [Step] = []
    private var resourceType: String?

    init(_ bytes: [UInt8], limits: JSONLimits) { (self.bytes, self.limits) = (bytes, limits) }

    mutating func parse() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw error(.limitExceeded(.bytes, limit: limits.bytes), at: 0) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipWhiteSpace()
        guard position < bytes.count else { throw error(.empty) }
        let value = try value(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else { throw error(.trailingContent) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.values else { throw error(.limitExceeded(.values, limit: limits.values)) }
        guard let byte = peek() else { throw error(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "+"), UInt8(ascii: "."): throw error(.invalidNumber)
        default: throw error(.unexpected(expected: "a value"))
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= limits.depth else { throw error(.limitExceeded(.depth, limit: limits.depth)) }
        position += 1
        var members: [JSONObject.Member] = []
        var names: Set<String> = []
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            skipWhiteSpace()
            let start = position
            guard let quote = peek() else { throw error(.unexpectedEnd) }
            guard quote == UInt8(ascii: "\"") else { throw error(.unexpected(expected: "a name in double quotes")) }
            let name = try string()
            path.append(.name(name))
            guard names.insert(name).inserted else { throw error(.duplicateMember, at: start) }
            guard members.count < limits.members else {
                throw error(.limitExceeded(.members, limit: limits.members), at: start)
            }
            skipWhiteSpace()
            try expect(UInt8(ascii: ":"), "a colon after the name")
            skipWhiteSpace()
            let value = try value(depth: depth)
            if depth == 1, name == "resourceType" { resourceType = value.string }
            members.append(JSONObject.Member(name: name, value: value))
            path.removeLast()
            skipWhiteSpace()
            if take(UInt8(ascii: "}")) { return JSONObject(distinct: members) }
            try expect(UInt8(ascii: ","), "a comma or the end of the object")
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= limits.depth else { throw error(.limitExceeded(.depth, limit: limits.depth)) }
        position += 1
        var items: [JSONValue] = []
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return items }
        while true {
            skipWhiteSpace()
            path.append(.index(items.count))
            items.append(try value(depth: depth))
            path.removeLast()
            skipWhiteSpace()
            if take(UInt8(ascii: "]")) { return items }
            try expect(UInt8(ascii: ","), "a comma or the end of the array")
        }
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        guard let length = JSONNumber.length(of: bytes[start...]) else { throw error(.invalidNumber) }
        guard length <= limits.numberLength else {
            throw error(.limitExceeded(.numberLength, limit: limits.numberLength))
        }
        position += length
        if let next = peek(), !Self.endsValue(next) { throw error(.invalidNumber, at: start) }
        return JSONNumber(checked: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw error(.unexpected(expected: "a value")) }
        position += word.utf8.count
        return value
    }

    private mutating func string() throws(JSONError) -> String {
        let start = position
        var text: [UInt8] = []
        position += 1
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw error(.invalidUTF8, at: start) }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error(.controlCharacter)
            default:
                let run = bytes[position...].prefix {
                    $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
                }
                text.append(contentsOf: run)
                position = run.endIndex
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        guard let byte = peek() else { throw error(.unexpectedEnd) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var unit = try hexadecimal(from: start)
            if (0xD800..<0xDC00).contains(unit) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw error(.loneSurrogate, at: start) }
                let low = try hexadecimal(from: start)
                guard (0xDC00..<0xE000).contains(low) else { throw error(.loneSurrogate, at: start) }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw error(.loneSurrogate, at: start) }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw error(.invalidEscape, at: start)
        }
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw error(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.invalidEscape, at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ expected: String) throws(JSONError) {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        guard take(byte) else { throw error(.unexpected(expected: expected)) }
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// The error at an offset, or at the present one, with what is known about the place.
    private func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        let offset = offset ?? position
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Continuation bytes 10xxxxxx belong to the character before them.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 }
        return JSONError(
            reason: reason, byteOffset: offset, line: before.count { $0 == 0x0A } + 1, column: column + 1,
            path: expression)
    }

    private var expression: String? {
        var text = resourceType.flatMap { ElementPath.isName($0) ? $0 : nil } ?? ""
        steps: for step in path {
            switch step {
            case .name(let name):
                guard ElementPath.isName(name) else { break steps }
                text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text.isEmpty ? nil : text
    }
}
