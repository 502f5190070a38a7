/// Bytes of a terminal in raw mode to keys (ECMA-48, xterm), also when a key arrives in pieces.
///
/// Sequences that mean none of ``Key`` are swallowed whole, so their letters are never taken for commands.
public struct KeyDecoder: Sendable {
    private static let longestSequence = 64
    private static let longestPaste = 4096
    private static let pasteStart = Array("\u{1B}[200~".utf8)
    private static let pasteEnd = Array("\u{1B}[201~".utf8)
    private var waiting: [UInt8] = []
    private var pasted: [UInt8]?

    /// A decoder that waits for nothing.
    public init() {}

    /// Whether an escape may be a key by itself or the beginning of another: ``flush()`` decides after some time.
    public var isWaiting: Bool { !waiting.isEmpty && pasted == nil }

    /// The keys that are complete.
    public mutating func decode(_ bytes: [UInt8]) -> [Key] {
        waiting += bytes
        var keys: [Key] = []
        while !waiting.isEmpty {
            if pasted != nil {
                guard let key = takePaste() else { break }
                keys.append(key)
                continue
            }
            guard let (length, key) = next() else { break }
            waiting.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// The escape that nothing followed; what else was incomplete is dropped.
    public mutating func flush() -> [Key] {
        guard isWaiting else { return [] }
        defer { waiting = [] }
        return waiting == [0x1B] ? [.escape] : []
    }

    /// The first key and its length; nil while it is incomplete, a nil key for what means nothing.
    private mutating func next() -> (length: Int, key: Key?)? {
        let first = waiting[0]
        switch first {
        case 0x1B: return escapeSequence()
        case 0x0D, 0x0A: return (1, .enter)
        case 0x7F, 0x08: return (1, .backspace)
        case 0x0C: return (1, .redraw)
        case 0x02: return (1, .pageUp)
        case 0x06: return (1, .pageDown)
        case ..<0x20: return (1, nil)
        case ..<0x80: return (1, .character(Character(Unicode.Scalar(first))))
        default: return character()
        }
    }

    private func character() -> (length: Int, key: Key?)? {
        let length = waiting[0] >= 0xF0 ? 4 : waiting[0] >= 0xE0 ? 3 : waiting[0] >= 0xC0 ? 2 : 1
        guard length > 1 else { return (1, nil) }
        guard waiting.count >= length else { return nil }
        guard let text = String(validating: waiting[..<length], as: UTF8.self), let character = text.first else {
            return (1, nil)
        }
        return (length, .character(character))
    }

    private mutating func escapeSequence() -> (length: Int, key: Key?)? {
        guard waiting.count > 1 else { return nil }
        switch waiting[1] {
        case 0x1B: return (1, .escape)
        case UInt8(ascii: "O"):
            guard waiting.count > 2 else { return nil }
            return (3, KeyDecoder.final(waiting[2], parameters: []))
        case UInt8(ascii: "["):
            if waiting.starts(with: KeyDecoder.pasteStart) {
                pasted = []
                return (KeyDecoder.pasteStart.count, nil)
            }
            guard let end = waiting.indices.dropFirst(2).first(where: { (0x40...0x7E).contains(waiting[$0]) }) else {
                return waiting.count > KeyDecoder.longestSequence ? (waiting.count, nil) : nil
            }
            return (end + 1, KeyDecoder.final(waiting[end], parameters: waiting[2..<end]))
        default:
            // Alt and a key: neither the key nor an escape.
            return (2, nil)
        }
    }

    private static func final(_ byte: UInt8, parameters: ArraySlice<UInt8>) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "M") where parameters.isEmpty: .enter
        case UInt8(ascii: "~"):
            switch String(decoding: parameters, as: UTF8.self) {
            case "1", "7": .home
            case "4", "8": .end
            case "5": .pageUp
            case "6": .pageDown
            default: nil
            }
        default: nil
        }
    }

    private mutating func takePaste() -> Key? {
        let length = KeyDecoder.pasteEnd.count
        guard waiting.count >= length,
            let end = (0...waiting.count - length).first(where: { waiting[$0...].starts(with: KeyDecoder.pasteEnd) })
        else {
            // All but what may be the beginning of the end.
            let taken = max(0, waiting.count - length + 1)
            keep(waiting.prefix(taken))
            waiting.removeFirst(taken)
            return nil
        }
        keep(waiting[..<end])
        waiting.removeFirst(end + length)
        defer { pasted = nil }
        return .paste(TerminalText.safe(String(decoding: pasted ?? [], as: UTF8.self)))
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = max(0, KeyDecoder.longestPaste - (pasted?.count ?? 0))
        pasted?.append(contentsOf: bytes.prefix(room))
    }
}
