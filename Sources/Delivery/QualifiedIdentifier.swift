/// An identifier as records keep it, `authority:id` or the id alone, in its parts.
///
/// The last colon parts them: authorities may be URIs. An id without an authority that has a colon in itself cannot be told
/// from one with an authority.
struct QualifiedIdentifier: Hashable {
    /// Who gave it: the namespace of an HL7 authority, or a URI; empty for none.
    let authority: String
    /// The identifier itself.
    let value: String

    init(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex, text.index(after: colon) != text.endIndex
        else {
            (authority, value) = ("", text)
            return
        }
        (authority, value) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// Whether the authority is a URI (RFC 3986): a scheme, a colon and more.
    var isURI: Bool {
        guard let colon = authority.firstIndex(of: ":"), let first = authority.unicodeScalars.first else {
            return false
        }
        return first.properties.isAlphabetic && first.isASCII
            && authority[..<colon].unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "+-.".unicodeScalars.contains($0))
            }
    }
}
