/// Escape sequences in values (HL7 v2, chapter 2, "Use of escape sequences in text fields").
///
///     \F\ field   \S\ component   \R\ repetition   \T\ subcomponent   \E\ escape   \P\ truncation
///     \X0D0A\ bytes in hexadecimal        \.br\ line break
///
/// Highlighting (`\H\`, `\N\`), other formatting (`\.sp\`), character-set switches (`\C…\`, `\M…\`), local sequences
/// (`\Z…\`) and anything unknown stay as they were sent.
enum HL7Escape {
    /// Decodes the escapes of a value and then its characters.
    ///
    /// Linear in the number of bytes.
    static func decode(_ bytes: ArraySlice<UInt8>, notation: HL7Notation) -> String {
        guard let escape = notation.delimiters.escape, bytes.contains(escape) else {
            return notation.decode(bytes)
        }
        let pieces = notation.multibyteRule.split(bytes, at: escape)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        decoded.append(contentsOf: bytes[pieces[0]])
        // An opened sequence is pieces[index] when a further piece follows it; the last piece is never enclosed.
        var index = 1
        while index < pieces.count {
            let isEnclosed = index + 1 < pieces.count
            let body = bytes[pieces[index]]
            if isEnclosed, let replacement = replacement(for: body, delimiters: notation.delimiters) {
                decoded.append(contentsOf: replacement)
            } else if isEnclosed, isKept(body) {
                decoded.append(escape)
                decoded.append(contentsOf: body)
                decoded.append(escape)
            } else {
                // A stray escape character: kept, and the text after it may open a sequence of its own.
                decoded.append(escape)
                decoded.append(contentsOf: body)
                index += 1
                continue
            }
            decoded.append(contentsOf: bytes[pieces[index + 1]])
            index += 2
        }
        return notation.decode(decoded)
    }

    /// Encodes text so that no delimiter, control character or MLLP framing byte remains in it.
    ///
    /// - Returns: `nil` when a character does not exist in the character set.
    static func encode(_ text: String, notation: HL7Notation) -> [UInt8]? {
        guard let bytes = notation.characterSet.encode(text) else { return nil }
        let delimiters = notation.delimiters
        // Without an escape character nothing can be escaped: such text must not contain delimiters at all.
        guard let escape = delimiters.escape else {
            let forbidden = Set([delimiters.field, delimiters.component, delimiters.repetition])
            let subcomponent = delimiters.subcomponent
            return bytes.contains { $0 < 0x20 || forbidden.contains($0) || $0 == subcomponent } ? nil : bytes
        }
        // Two quotation marks alone would be read back as the HL7 null.
        if text == "\"\"" { return [escape] + Array("X2222".utf8) + [escape] }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for byte in bytes {
            if let letter = letter(for: byte, delimiters: delimiters) {
                encoded.append(contentsOf: [escape, letter, escape])
            } else if byte == 0x0A {
                encoded.append(contentsOf: [escape] + Array(".br".utf8) + [escape])
            } else if byte < 0x20 || byte == 0x7F {
                encoded.append(contentsOf: [escape, 0x58] + hexadecimal(byte) + [escape])
            } else {
                encoded.append(byte)
            }
        }
        return encoded
    }

    private static func replacement(for body: ArraySlice<UInt8>, delimiters: HL7Delimiters) -> [UInt8]? {
        guard let first = body.first else { return nil }
        if body.count == 1 {
            return switch first {
            case 0x46: [delimiters.field]
            case 0x53: [delimiters.component]
            case 0x52: [delimiters.repetition]
            case 0x54: delimiters.subcomponent.map { [$0] }
            case 0x45: delimiters.escape.map { [$0] }
            case 0x50: delimiters.truncation.map { [$0] }
            default: nil
            }
        }
        if first == 0x58 { return hexadecimalBytes(body.dropFirst()) }
        return body.elementsEqual(".br".utf8) ? [0x0A] : nil
    }

    /// Sequences that the standard defines or leaves to senders but that have no plain-text equivalent.
    private static func isKept(_ body: ArraySlice<UInt8>) -> Bool {
        guard let first = body.first else { return false }
        switch first {
        case 0x48, 0x4E: return body.count == 1
        case 0x2E: return body.count <= 8
        case 0x43: return body.count == 5 && body.dropFirst().allSatisfy { hexadecimalDigit($0) != nil }
        case 0x4D: return [5, 7].contains(body.count) && body.dropFirst().allSatisfy { hexadecimalDigit($0) != nil }
        case 0x5A: return body.count <= 16
        default: return false
        }
    }

    private static func letter(for byte: UInt8, delimiters: HL7Delimiters) -> UInt8? {
        switch byte {
        case delimiters.field: 0x46
        case delimiters.component: 0x53
        case delimiters.repetition: 0x52
        case delimiters.subcomponent: 0x54
        case delimiters.escape: 0x45
        case delimiters.truncation: 0x50
        default: nil
        }
    }

    private static func hexadecimalBytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = hexadecimalDigit(digit) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Two upper-case hexadecimal digits.
    static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
    }
}
