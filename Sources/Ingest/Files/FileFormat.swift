/// The formats of files that can be brought in.
public enum FileFormat: String, CaseIterable, Sendable {
    /// Long CSV with a header.
    case csv
    /// One JSON object on each line.
    case ndjson
    /// Records of the PhysioNet/CinC Challenge 2012, and its outcome files.
    case physionet2012
    /// Records of the PhysioNet/CinC Challenge 2019.
    case physionet2019

    /// The file name extension of the format.
    public var fileExtension: String {
        switch self {
        case .csv: "csv"
        case .ndjson: "ndjson"
        case .physionet2012: "txt"
        case .physionet2019: "psv"
        }
    }
}
