/// How delimiters are told from the second bytes of East Asian characters that look like them.
///
/// In ISO-2022-JP and GB 18030 the second byte of a character may be `|`, `^`, `~` or `\`. A name split there would
/// shift every later field, so such bytes are stepped over when MSH-18 declares one of these sets (HL7 v2, chapter 2,
/// "Character Set", table 0211). Of these, the characters of ISO-2022-JP are converted, those of the others are not.
public enum HL7MultibyteRule: Sendable, Hashable {
    /// UTF-8, ISO 8859 and ASCII: a delimiter byte is always a delimiter.
    case none
    /// ISO 2022 (`ISO IR87`, `ISO IR159`, …): double bytes from `ESC $` until `ESC (`.
    case shifted
    /// GB 18030, Big5, Shift JIS: a byte of 81…FE takes the next byte of 40…FE with it.
    case leadByte

    /// Chooses the rule for the names in MSH-18, first repetition and alternatives alike.
    init(characterSetNames: [String]) {
        let keys = characterSetNames.map { $0.uppercased().filter { !" -/_".contains($0) } }
        if keys.contains(where: { ["ISOIR87", "ISOIR159", "ISO2022JP", "ISOIR149", "ISOIR58"].contains($0) }) {
            self = .shifted
        } else if keys.contains(where: { $0.hasPrefix("GB") || $0.hasPrefix("BIG5") || $0 == "SHIFTJIS" }) {
            self = .leadByte
        } else {
            self = .none
        }
    }

    /// The range of one part between separators, counted from 1; nil when there are not so many.
    ///
    /// Without allocation where every separator byte is a separator.
    func part(_ number: Int, of bytes: ArraySlice<UInt8>, at separator: UInt8?) -> Range<Int>? {
        guard number >= 1 else { return nil }
        guard let separator else { return number == 1 ? bytes.startIndex..<bytes.endIndex : nil }
        guard self == .none else {
            let ranges = split(bytes, at: separator)
            return number <= ranges.count ? ranges[number - 1] : nil
        }
        let offset = bytes.startIndex
        return bytes.withUnsafeBufferPointer { bytes in
            var (start, remaining) = (0, number)
            for index in bytes.indices where bytes[index] == separator {
                remaining -= 1
                if remaining == 0 { return offset + start..<offset + index }
                start = index + 1
            }
            return remaining == 1 ? offset + start..<offset + bytes.count : nil
        }
    }

    /// Splits bytes at a separator into ranges; n separators give n + 1 ranges.
    func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8?, limit: Int = .max) -> [Range<Int>] {
        guard let separator else { return [bytes.startIndex..<bytes.endIndex] }
        var ranges: [Range<Int>] = []
        var start = bytes.startIndex
        var index = bytes.startIndex
        let end = bytes.endIndex
        var isShifted = false
        while index < end {
            let byte = bytes[index]
            switch self {
            case .none: break
            case .shifted:
                if byte == 0x1B, index + 1 < end {
                    if bytes[index + 1] == 0x24 { isShifted = true }
                    if bytes[index + 1] == 0x28 { isShifted = false }
                    index += 2
                    continue
                }
                if isShifted {
                    index += 1
                    continue
                }
            case .leadByte:
                if (0x81...0xFE).contains(byte), index + 1 < end, (0x40...0xFE).contains(bytes[index + 1]) {
                    index += 2
                    continue
                }
            }
            if byte == separator {
                ranges.append(start..<index)
                start = index + 1
                if ranges.count >= limit { return ranges }
            }
            index += 1
        }
        ranges.append(start..<end)
        return ranges
    }
}
