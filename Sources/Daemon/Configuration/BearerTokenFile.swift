internal import Foundation

/// A file with the token that a FHIR server asks us for.
enum BearerTokenFile {
    /// Why the file cannot be used.
    enum Fault: Error, Hashable, CustomStringConvertible {
        /// It cannot be read, or is no UTF-8.
        case unreadable(path: String)
        /// It holds no token.
        case empty(path: String)
        /// The token has characters that a header cannot carry.
        case notAToken(path: String)

        /// What is wrong and what to do; never the token.
        var description: String {
            switch self {
            case .unreadable(let path): "\(path) cannot be read; check its permissions"
            case .empty(let path): "\(path) holds no token; write one line with it"
            case .notAToken(let path):
                "\(path) holds more than a token: one word of letters, digits and -._~+/="
            }
        }
    }

    /// The token in a file, without white space around it.
    ///
    /// The characters are those of RFC 6750, section 2.1.
    static func read(path: String) throws(Fault) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw .unreadable(path: path) }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw .empty(path: path) }
        guard
            token.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                    true
                default: false
                }
            })
        else { throw .notAToken(path: path) }
        return token
    }
}
