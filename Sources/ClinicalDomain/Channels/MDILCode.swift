/// Terms of ISO/IEEE 11073-10101 as Philips monitors write them: partition and term in hexadecimal.
///
///     0002-4bb8  =  partition 2, term 0x4bb8  =  2 · 65536 + 19384  =  150456 (MDC_PULS_OXIM_SAT_O2)
///
/// Terms from 0xf000 on are the maker's own and mean nothing in the standard.
public enum MDILCode {
    /// The number of the term without context: `partition · 65536 + term`; nil when the text is not of that form.
    public static func number(_ text: String) -> Int? {
        let characters = text.utf8
        guard characters.count == 9 else { return nil }
        var number = 0
        for (place, character) in characters.enumerated() {
            if place == 4 {
                guard character == 45 else { return nil }
                continue
            }
            let digit: UInt8
            switch character {
            case 48...57: digit = character - 48
            case 65...70: digit = character - 55
            case 97...102: digit = character - 87
            default: return nil
            }
            number = number << 4 | Int(digit)
        }
        return number
    }

    /// The text of a number, lower case; nil outside 0 to 2³² − 1.
    public static func text(_ number: Int) -> String? {
        guard let number = UInt32(exactly: number) else { return nil }
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 8 - digits.count) + digits
        return "\(padded.prefix(4))-\(padded.suffix(4))"
    }
}
