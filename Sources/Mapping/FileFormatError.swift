/// Why a whole file cannot be read as the format it was said to be.
public enum FileFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file has no content.
    case empty
    /// A column of the header is not known.
    case unknownColumn(name: String, known: [String])
    /// A column of the header stands twice.
    case duplicateColumn(name: String)
    /// A column that is needed is not there.
    case missingColumn(name: String)
    /// The header is not that of the format.
    case wrongHeader(expected: String, found: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .unknownColumn(let name, _): "unknown column \"\(name.prefix(60))\" in line 1"
        case .duplicateColumn(let name): "column \"\(name)\" stands twice in line 1"
        case .missingColumn(let name): "column \"\(name)\" is missing in line 1"
        case .wrongHeader(let expected, let found):
            "line 1 is \"\(found.prefix(60))\", expected \"\(expected.prefix(60))\""
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .empty: "check that the file was copied whole"
        case .unknownColumn(_, let known): "known columns: " + known.joined(separator: ", ")
        case .duplicateColumn: "remove one of the two"
        case .missingColumn: "every row needs a patient and an effective time"
        case .wrongHeader: "check the FORMAT argument"
        }
    }
}
