/// Writes a table as an Apache Parquet file, a group of rows at a time, in memory bounded by a group.
///
///     "PAR1"  group  group …  footer  length of the footer (4 bytes)  "PAR1"
///
/// A group has a chunk for each column, a chunk one page (two for texts). Nothing is compressed: texts are dictionaries, and
/// whoever keeps many files compresses them. Every column is optional, one level deep.
///
/// Source: the Apache Parquet format, README and parquet.thrift (version 2.10).
public struct ParquetWriter: Sendable {
    private static let magic: [UInt8] = Array("PAR1".utf8)

    private let columns: [ParquetColumn]
    private let rowsInGroup: Int
    private let createdBy: String
    private var chunks: [ColumnChunk]
    private var groups: [[ColumnChunk.Place]] = []
    private var rowsWaiting = 0
    private var offset: Int64 = 0

    /// - Parameters:
    ///   - columns: at least one; their names differ.
    ///   - createdBy: the program that writes.
    ///   - rowsInGroup: more make smaller files and need more memory.
    public init(columns: [ParquetColumn], createdBy: String, rowsInGroup: Int = 131_072) {
        precondition(!columns.isEmpty && Set(columns.map(\.name)).count == columns.count, "columns are \(columns)")
        precondition((1...1 << 20).contains(rowsInGroup), "rowsInGroup is \(rowsInGroup)")
        (self.columns, self.createdBy, self.rowsInGroup) = (columns, createdBy, rowsInGroup)
        chunks = columns.map(ColumnChunk.init)
    }

    /// Adds a row.
    ///
    /// - Parameter row: a value of its kind, or none, for each column.
    /// - Returns: bytes to write to the file, mostly none.
    public mutating func append(_ row: [ParquetValue]) -> [UInt8] {
        precondition(row.count == columns.count, "\(row.count) values for \(columns.count) columns")
        for index in row.indices { chunks[index].append(row[index]) }
        rowsWaiting += 1
        return rowsWaiting == rowsInGroup ? writeGroup() : []
    }

    /// Ends the file.
    ///
    /// - Returns: the last bytes of the file.
    public mutating func finish() -> [UInt8] {
        var bytes = rowsWaiting > 0 ? writeGroup() : beginning()
        let footer = footer
        bytes += footer
        bytes.append(littleEndian: UInt32(footer.count))
        return bytes + Self.magic
    }

    /// What stands before everything else, once.
    private mutating func beginning() -> [UInt8] {
        guard offset == 0 else { return [] }
        offset = Int64(Self.magic.count)
        return Self.magic
    }

    private mutating func writeGroup() -> [UInt8] {
        var bytes = beginning()
        var places: [ColumnChunk.Place] = []
        for chunk in chunks {
            let (written, place) = chunk.written(at: offset)
            offset += Int64(written.count)
            bytes += written
            places.append(place)
        }
        groups.append(places)
        chunks = columns.map(ColumnChunk.init)
        rowsWaiting = 0
        return bytes
    }

    private var footer: [UInt8] {
        var writer = CompactWriter()
        writer.structure { file in
            file.field(1, int32: 2)
            let root: ParquetColumn? = nil
            file.field(2, structures: [root] + columns.map(Optional.some)) { element, column in
                if let column {
                    element.field(1, int32: column.kind.physicalType)
                    element.field(3, int32: 1)
                    element.field(4, text: column.name)
                    column.kind.describe(&element)
                } else {
                    element.field(4, text: "schema")
                    element.field(5, int32: Int32(columns.count))
                }
            }
            file.field(3, int64: groups.reduce(0) { $0 + ($1.first?.rows ?? 0) })
            file.field(4, structures: groups) { group, places in describe(places, &group) }
            file.field(6, text: createdBy)
        }
        return writer.bytes
    }

    private func describe(_ places: [ColumnChunk.Place], _ group: inout CompactWriter) {
        group.field(1, structures: Array(zip(columns, places))) { chunk, part in
            let (column, place) = part
            chunk.field(2, int64: place.dictionaryOffset ?? place.dataOffset)
            chunk.field(3) { data in
                data.field(1, int32: column.kind.physicalType)
                data.field(
                    2,
                    int32s: column.kind == .text
                        ? [Encoding.plain, Encoding.runLength, Encoding.dictionary]
                        : [Encoding.plain, Encoding.runLength])
                data.field(3, texts: [column.name])
                data.field(4, int32: 0)
                data.field(5, int64: place.rows)
                data.field(6, int64: place.size)
                data.field(7, int64: place.size)
                data.field(9, int64: place.dataOffset)
                if let offset = place.dictionaryOffset { data.field(11, int64: offset) }
            }
        }
        group.field(2, int64: places.reduce(0) { $0 + $1.size })
        group.field(3, int64: places.first?.rows ?? 0)
    }
}
