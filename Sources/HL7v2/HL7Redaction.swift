/// How a value from a message is shown in an error or a log: its shape, not its content.
///
/// Every digit becomes `9`, every letter `a` or `A`, every byte above 7F `*`, every control character `?`; punctuation
/// stays. `Aug 15, 1942` is shown as `Aaa 99, 9999`. At most ``maximumLength`` characters, then `…`.
public enum HL7Redaction {
    /// How many characters of a shape are shown.
    public static let maximumLength = 24

    /// The shape of a value.
    public static func shape(of bytes: some Collection<UInt8>) -> String {
        var shape = String(decoding: bytes.prefix(maximumLength).map(shape(of:)), as: UTF8.self)
        if bytes.count > maximumLength { shape += "…" }
        return shape
    }

    private static func shape(of byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: 0x39
        case 0x41...0x5A: 0x41
        case 0x61...0x7A: 0x61
        case 0x00...0x1F, 0x7F: 0x3F
        case 0x80...0xFF: 0x2A
        default: byte
        }
    }
}
