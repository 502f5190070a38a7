/// The values of one column in one group of rows, as they are gathered and then written.
///
/// Texts are a dictionary of the different ones and an index for each row, because names repeat; all else is plain.
/// Which rows have a value at all stands before the values, a bit for each.
struct ColumnChunk {
    /// Where a chunk lies in the file, and how large it is.
    struct Place {
        var dictionaryOffset: Int64?
        var dataOffset: Int64 = 0
        var size: Int64 = 0
        var rows: Int64 = 0
    }

    let column: ParquetColumn
    private var isPresent: [Bool] = []
    private var words: [UInt64] = []
    private var indexes: [Int32] = []
    private var dictionary: [String: Int32] = [:]
    private var texts: [String] = []

    init(_ column: ParquetColumn) { self.column = column }

    /// - Precondition: the value is of the column's kind.
    mutating func append(_ value: ParquetValue) {
        switch (value, column.kind) {
        case (.missing, _):
            isPresent.append(false)
            return
        case (.integer(let value), .integer), (.integer(let value), .time):
            words.append(UInt64(bitPattern: value))
        case (.number(let value), .number): words.append(value.bitPattern)
        case (.text(let text), .text):
            if let index = dictionary[text] {
                indexes.append(index)
            } else {
                let index = Int32(texts.count)
                dictionary[text] = index
                texts.append(text)
                indexes.append(index)
            }
        default: preconditionFailure("column \(column.name) is of kind \(column.kind), and the value of another one")
        }
        isPresent.append(true)
    }

    /// The bytes of the chunk, which begin at an offset of the file.
    func written(at offset: Int64) -> (bytes: [UInt8], place: Place) {
        var (bytes, place) = ([UInt8](), Place(rows: Int64(isPresent.count)))
        if column.kind == .text {
            place.dictionaryOffset = offset
            bytes += dictionaryPage
        }
        place.dataOffset = offset + Int64(bytes.count)
        bytes += dataPage
        place.size = Int64(bytes.count)
        return (bytes, place)
    }

    private var dictionaryPage: [UInt8] {
        var content: [UInt8] = []
        for text in texts {
            content.append(littleEndian: UInt32(text.utf8.count))
            content.append(contentsOf: text.utf8)
        }
        return Self.page(type: 2, content) { header in
            header.field(7) {
                $0.field(1, int32: Int32(texts.count))
                $0.field(2, int32: Encoding.plain)
            }
        }
    }

    private var dataPage: [UInt8] {
        var levels: [UInt8] = []
        levels.append(bitPacked: isPresent.map { $0 ? 1 : 0 }, width: 1)
        var content: [UInt8] = []
        content.append(littleEndian: UInt32(levels.count))
        content += levels
        if column.kind == .text {
            let width = max(1, 32 - Int32(max(0, texts.count - 1)).leadingZeroBitCount)
            content.append(UInt8(width))
            content.append(bitPacked: indexes.map(UInt32.init), width: width)
        } else {
            content.reserveCapacity(content.count + words.count * 8)
            for word in words { content.append(littleEndian: word) }
        }
        return Self.page(type: 0, content) { header in
            header.field(5) {
                $0.field(1, int32: Int32(isPresent.count))
                $0.field(2, int32: column.kind == .text ? Encoding.dictionary : Encoding.plain)
                $0.field(3, int32: Encoding.runLength)
                $0.field(4, int32: Encoding.runLength)
            }
        }
    }

    private static func page(
        type: Int32, _ content: [UInt8], _ describe: (inout CompactWriter) -> Void
    ) -> [UInt8] {
        var header = CompactWriter()
        header.structure {
            $0.field(1, int32: type)
            $0.field(2, int32: Int32(content.count))
            $0.field(3, int32: Int32(content.count))
            describe(&$0)
        }
        return header.bytes + content
    }
}

/// How values are encoded (parquet.thrift, `Encoding`).
enum Encoding {
    static let plain: Int32 = 0
    static let runLength: Int32 = 3
    static let dictionary: Int32 = 8
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// One bit-packed run: the number of groups of eight, then the values, lowest bits first.
    mutating func append(bitPacked values: [UInt32], width: Int) {
        let groups = (values.count + 7) / 8
        var header = UInt64(groups) << 1 | 1
        while header >= 0x80 {
            append(UInt8(header & 0x7F) | 0x80)
            header >>= 7
        }
        append(UInt8(header))
        var (bits, count): (UInt64, Int) = (0, 0)
        for index in 0..<groups * 8 {
            bits |= UInt64(index < values.count ? values[index] : 0) << UInt64(count)
            count += width
            while count >= 8 {
                append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                count -= 8
            }
        }
    }
}
