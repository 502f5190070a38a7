/// Why a whole file cannot be read as the format it was said to be.
public enum FileFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file has no content.
    case empty
    /// The file is no text in UTF-8 or Windows-1252.
    case notText
    /// A line above the header of a CSV file is not understood.
    case directive(line: Int, found: String, expected: String)
    /// A column of the header is not known.
    case unknownColumn(name: String, known: [String])
    /// A column of the header stands twice.
    case duplicateColumn(name: String)
    /// Two columns are the same channel, and nothing tells them apart.
    case duplicateChannel(column: String)
    /// A column that is needed is not there.
    case missingColumn(name: String)
    /// Columns are channels, and another holds what only rows of single results have.
    case longAndWide(column: String)
    /// The header is not that of the format.
    case wrongHeader(expected: String, found: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .notText: "the file is UTF-16 or no text"
        case .directive(let line, let found, _): "line \(line) says \"\(found.prefix(60))\""
        case .unknownColumn(let name, _): "unknown column \"\(name.prefix(60))\" in the header"
        case .duplicateColumn(let name): "column \"\(name.prefix(60))\" stands twice in the header"
        case .duplicateChannel(let column): "column \"\(column.prefix(60))\" is the same channel as one before it"
        case .missingColumn(let name): "column \"\(name.prefix(60))\" is missing in the header"
        case .longAndWide(let column): "column \"\(column.prefix(60))\" stands beside columns that are channels"
        case .wrongHeader(let expected, let found):
            "line 1 is \"\(found.prefix(60))\", expected \"\(expected.prefix(60))\""
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .empty: "check that the file was copied whole"
        case .notText: "export as CSV in UTF-8"
        case .directive(_, _, let expected): "expected \(expected)"
        case .unknownColumn(let name, let known):
            "known columns: " + known.joined(separator: ", ")
                + "; name a channel as heartRate [/min], or say above the header: #column \"\(name.prefix(60))\" ignore"
        case .duplicateColumn: "remove one of the two"
        case .duplicateChannel: "tell them apart above the header: #column NAME code=… unit=… sub-id=…"
        case .missingColumn: "every row needs a patient and an effective time; names above the header are in the header"
        case .longAndWide: "one file holds single results (code, value, unit), or one column for each channel"
        case .wrongHeader: "check the FORMAT argument"
        }
    }
}
