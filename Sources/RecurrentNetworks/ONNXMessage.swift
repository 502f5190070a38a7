/// A message of Protocol Buffers that is being written, as far as ONNX needs the format.
///
///     field of a message:  tag, value                tag: field number << 3 | wire type, as a varint
///     wire type 0:         varint, 7 bits a byte, lowest first, bit 7 set on all but the last
///     wire type 2:         length as a varint, then that many bytes (text, bytes, another message)
///
/// Fields may come in any order and a repeated field is the same tag again, so writing is appending. Format:
/// https://protobuf.dev/programming-guides/encoding.
struct ONNXMessage {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    /// Appends an integer of at least 0; no other is needed.
    mutating func append(_ field: Int, _ integer: Int) {
        appendVarint(field << 3)
        appendVarint(integer)
    }

    /// Appends bytes.
    mutating func append(_ field: Int, _ bytes: [UInt8]) {
        appendVarint(field << 3 | 2)
        appendVarint(bytes.count)
        self.bytes += bytes
    }

    /// Appends a text.
    mutating func append(_ field: Int, _ text: String) { append(field, Array(text.utf8)) }

    /// Appends a message that `write` fills.
    mutating func append(_ field: Int, _ write: (inout ONNXMessage) -> Void) {
        var message = ONNXMessage()
        write(&message)
        append(field, message.bytes)
    }

    private mutating func appendVarint(_ value: Int) {
        precondition(value >= 0, "the varint \(value) is negative")
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
