/// A column of a Parquet file.
public struct ParquetColumn: Sendable, Hashable {
    /// What its values are.
    public enum Kind: Sendable, Hashable {
        /// UTF-8 text.
        case text
        /// A 64-bit integer.
        case integer
        /// A double-precision number.
        case number
        /// A moment: milliseconds since 1970-01-01T00:00:00Z.
        case time
    }

    /// Its name.
    public let name: String
    /// What its values are.
    public let kind: Kind

    /// A column; each of its values may be missing.
    public init(_ name: String, _ kind: Kind) { (self.name, self.kind) = (name, kind) }
}

/// A value of a row.
public enum ParquetValue: Sendable, Hashable {
    /// No value.
    case missing
    /// For a column of texts.
    case text(String)
    /// For a column of integers, or of times.
    case integer(Int64)
    /// For a column of numbers.
    case number(Double)
}

extension ParquetColumn.Kind {
    /// The physical type (parquet.thrift, `Type`).
    var physicalType: Int32 {
        switch self {
        case .integer, .time: 2
        case .number: 5
        case .text: 6
        }
    }

    /// Describes it in a schema element: `converted_type` for old readers, `logicalType` for new ones.
    func describe(_ writer: inout CompactWriter) {
        switch self {
        case .integer, .number: break
        case .text:
            writer.field(6, int32: 0)
            writer.field(10) { $0.field(1) { _ in } }
        case .time:
            writer.field(6, int32: 9)
            writer.field(10) { logical in
                logical.field(8) { timestamp in
                    timestamp.field(1, bool: true)
                    timestamp.field(2) { unit in unit.field(1) { _ in } }
                }
            }
        }
    }
}
