internal import FHIR

extension FileFormat {
    /// How many lines are looked at where the name of a file does not tell.
    private static let lookedAt = 20

    /// The format of a file by its name, and by its content where two formats share a name.
    ///
    /// | name | format |
    /// | --- | --- |
    /// | `*.csv` | CSV |
    /// | `*.hl7` | HL7 v2 |
    /// | `*.json` | FHIR |
    /// | `*.ndjson` | FHIR where the first object has a `resourceType`, else records |
    ///
    /// Capitals do not matter.
    ///
    /// - Throws: ``IngestError`` for another name, and for a file that cannot be read.
    public static func recognized(path: String) throws(IngestError) -> FileFormat {
        switch path.lowercased().split(separator: ".").last {
        case "csv": return .csv
        case "hl7": return .hl7
        case "json": return .fhir
        case "ndjson": return try isBulkData(path) ? .fhir : .ndjson
        default:
            throw .wrongFormat(
                path: path, reason: "the name ends in none of .csv .ndjson .hl7 .json", remedy: "rename the file")
        }
    }

    private static func isBulkData(_ path: String) throws(IngestError) -> Bool {
        var reader = try LineReader(path: path, limit: JSONLimits.standard.bytes)
        for _ in 0..<lookedAt {
            guard let line = try reader.nextLine() else { return false }
            guard case .whole(let bytes) = line, let value = try? JSONValue(parsing: bytes), value.object != nil else {
                continue
            }
            return value["resourceType"] != nil
        }
        return false
    }
}
