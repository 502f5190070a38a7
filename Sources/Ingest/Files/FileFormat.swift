/// The formats of files that can be brought in.
public enum FileFormat: String, CaseIterable, Sendable {
    /// CSV with a header: a row for each result, or a column for each channel.
    case csv
    /// One JSON object on each line.
    case ndjson
    /// HL7 v2 messages, plain, in batches or with MLLP frames.
    case hl7
    /// FHIR R4: a resource or Bundle, or bulk data with one resource on each line.
    case fhir
    /// Records of the PhysioNet/CinC Challenge 2012, and its outcome files.
    case physionet2012
    /// Records of the PhysioNet/CinC Challenge 2019.
    case physionet2019

    /// The file name extensions of the format.
    public var fileExtensions: [String] {
        switch self {
        case .csv: ["csv"]
        case .ndjson: ["ndjson"]
        case .hl7: ["hl7"]
        case .fhir: ["json", "ndjson"]
        case .physionet2012: ["txt"]
        case .physionet2019: ["psv"]
        }
    }

    /// The first of the file name extensions.
    public var fileExtension: String { fileExtensions.first ?? rawValue }
}
