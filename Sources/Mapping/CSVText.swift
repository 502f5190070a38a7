/// The bytes of a line as UTF-8: as they are, or read as Windows-1252 where they are no UTF-8.
///
/// Excel writes its plain CSV in the code page of the machine, which in western Europe is Windows-1252; there `°C` is no
/// UTF-8. The five bytes that Windows-1252 leaves open are the control characters of ISO 8859-1.
enum CSVText {
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil { return bytes }
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            scalars.append((0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte))
        }
        return Array(String(scalars).utf8)
    }

    /// Bytes 80 to 9F of Windows-1252 (Microsoft code page 1252, unicode.org mapping `CP1252.TXT`).
    private static let upper: [Unicode.Scalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{2C6}", "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}",
        "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{2DC}", "\u{2122}", "\u{161}", "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
}
