/// Writes structures of Apache Thrift's compact protocol, in which Parquet keeps what it says of its data.
///
/// A field is one byte of its type and the distance from the field before, then the value; integers are zigzag
/// variable-length numbers, texts and lists begin with their length, a structure ends with a zero byte.
///
/// Source: Apache Thrift, *Thrift Compact protocol encoding* (doc/specs/thrift-compact-protocol.md).
struct CompactWriter {
    private enum WireType: UInt8 {
        case yes = 1
        case no, byte, int16, int32, int64, double, binary, list, set, map, structure
    }

    private(set) var bytes: [UInt8] = []
    private var lastField: Int16 = 0

    private mutating func begin(_ field: Int16, _ type: WireType) {
        // Fields are written in ascending order, and none of Parquet's leaves out fifteen.
        bytes.append(UInt8(field - lastField) << 4 | type.rawValue)
        lastField = field
    }

    private mutating func append(variable value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    private mutating func append(zigzag value: Int64) {
        append(variable: UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    private mutating func append(text: String) {
        append(variable: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func beginList(_ field: Int16, _ count: Int, _ type: WireType) {
        begin(field, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type.rawValue)
        } else {
            bytes.append(0xF0 | type.rawValue)
            append(variable: UInt64(count))
        }
    }

    mutating func field(_ field: Int16, int32 value: Int32) {
        begin(field, .int32)
        append(zigzag: Int64(value))
    }

    mutating func field(_ field: Int16, int64 value: Int64) {
        begin(field, .int64)
        append(zigzag: value)
    }

    mutating func field(_ field: Int16, bool value: Bool) { begin(field, value ? .yes : .no) }

    mutating func field(_ field: Int16, text: String) {
        begin(field, .binary)
        append(text: text)
    }

    mutating func field(_ field: Int16, int32s values: [Int32]) {
        beginList(field, values.count, .int32)
        for value in values { append(zigzag: Int64(value)) }
    }

    mutating func field(_ field: Int16, texts: [String]) {
        beginList(field, texts.count, .binary)
        for text in texts { append(text: text) }
    }

    mutating func field(_ field: Int16, structure body: (inout CompactWriter) -> Void) {
        begin(field, .structure)
        structure(body)
    }

    mutating func field<Element>(
        _ field: Int16, structures elements: [Element], _ body: (inout CompactWriter, Element) -> Void
    ) {
        beginList(field, elements.count, .structure)
        for element in elements { structure { body(&$0, element) } }
    }

    /// A structure by itself, or as an element of a list.
    mutating func structure(_ body: (inout CompactWriter) -> Void) {
        let outer = lastField
        lastField = 0
        body(&self)
        bytes.append(0)
        lastField = outer
    }
}
