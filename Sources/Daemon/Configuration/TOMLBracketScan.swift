/// Finds brackets that the TOML parser does not survive: a table header that does not begin with a name (`[[ [`), and a
/// list that is closed by a brace (`[1, }`).
///
/// It knows no more of TOML's grammar than telling headers from lists, strings and comments takes.
struct TOMLBracketScan {
    /// What is wrong, and in which line, counted from 1.
    struct Fault: Equatable {
        let line: Int
        let problem: String
    }

    private static let quotes: Set<UInt8> = [UInt8(ascii: "\""), UInt8(ascii: "'")]

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The first fault; nil where there is none.
    mutating func fault() -> Fault? {
        var (open, isLineStart) = ([UInt8](), true)
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 10:
                (isLineStart, line, index) = (true, line + 1, index + 1)
                continue
            case 9, 13, 32:
                index += 1
                continue
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != 10 { index += 1 }
                continue
            case _ where Self.quotes.contains(byte): skipString(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if isLineStart, open.isEmpty, byte == UInt8(ascii: "["), !isHeaderNamed() {
                    return Fault(line: line, problem: "a table header without a name")
                }
                open.append(byte)
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if open.popLast() == UInt8(ascii: "["), byte == UInt8(ascii: "}") {
                    return Fault(line: line, problem: "a list that is closed by }")
                }
                index += 1
            default: index += 1
            }
            isLineStart = false
        }
        return nil
    }

    private func isHeaderNamed() -> Bool {
        var rest = bytes[index...].dropFirst()
        if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst() }
        guard let first = rest.drop(while: { $0 == 32 || $0 == 9 }).first else { return true }
        return (48...57).contains(first) || (65...90).contains(first) || (97...122).contains(first)
            || first == UInt8(ascii: "_") || first == UInt8(ascii: "-") || first == UInt8(ascii: "]")
            || Self.quotes.contains(first)
    }

    /// Steps over a string, which may be a multi-line one; one that is not closed ends with its line.
    private mutating func skipString(_ quote: UInt8) {
        let isLong = bytes[index...].prefix(3).elementsEqual([quote, quote, quote])
        index += isLong ? 3 : 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), index + 1 < bytes.count {
                if bytes[index + 1] == 10 { line += 1 }
                index += 2
            } else if bytes[index] == 10 {
                if !isLong { return }
                (line, index) = (line + 1, index + 1)
            } else if bytes[index] != quote {
                index += 1
            } else if !isLong {
                index += 1
                return
            } else if bytes[index...].prefix(3).elementsEqual([quote, quote, quote]) {
                index += 3
                return
            } else {
                index += 1
            }
        }
    }
}
