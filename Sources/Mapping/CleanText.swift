/// Names and identifiers as they may be stored: without control characters, and not endless.
enum CleanText {
    /// Longer identifiers than this are taken for garbage; a choice of this project, far above what senders use.
    static let maximumLength = 250

    /// The text if it is usable as an identifier: something in it, no control character, not too long.
    static func identifier(_ text: String?) -> String? {
        guard let text, text.contains(where: { !$0.isWhitespace }), text.unicodeScalars.count <= maximumLength,
            !text.unicodeScalars.contains(where: isControl)
        else { return nil }
        return text
    }

    /// The text without control characters, cut off at the maximum length; for places, sources and sub-identifiers.
    static func label(_ text: String?) -> String {
        guard let text else { return "" }
        // Nearly every text, and it needs no copy. UTF-8 bytes below 128 are nothing but those characters.
        if text.utf8.count <= maximumLength, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) }.prefix(maximumLength)))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 32 || scalar.value == 127 }
}
