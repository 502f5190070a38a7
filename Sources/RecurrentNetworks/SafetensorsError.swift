/// Why bytes are not a safetensors file; offsets count from the first byte of the file.
public enum SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file ends before the 8 bytes of the header's length.
    case tooShort(byteCount: Int)
    /// The header's length is above ``Safetensors/maximumHeaderLength``.
    case headerTooLong(length: UInt64)
    /// The file ends inside the header.
    case truncatedHeader(expectedByteCount: Int, byteCount: Int)
    /// The header is not the JSON it has to be.
    case invalidHeader(byteOffset: Int, expected: String, found: String)
    /// A key appears twice in one object of the header.
    case duplicateKey(String, byteOffset: Int)
    /// The element type is unknown.
    case unknownType(tensor: String, type: String, byteOffset: Int)
    /// A key of a tensor is absent.
    case missingKey(tensor: String, key: String, byteOffset: Int)
    /// The shape's number of bytes does not fit an integer.
    case shapeOverflow(tensor: String, shape: [Int])
    /// The offsets do not span as many bytes as shape and type need.
    case byteCountMismatch(tensor: String, expected: Int, dataOffsets: [Int])
    /// The tensor does not start where the one before it ends: a hole or an overlap.
    case notContiguous(tensor: String, expectedStart: Int, foundStart: Int)
    /// The file is longer or shorter than header and tensors together.
    case fileSizeMismatch(expectedByteCount: Int, byteCount: Int)

    /// What is wrong, where, with the value.
    public var description: String {
        switch self {
        case .tooShort(let byteCount):
            "the file has \(byteCount) bytes, expected at least 8 for the length of the header at byte 0"
        case .headerTooLong(let length):
            "the header at byte 8 claims \(length) bytes, the limit is \(Safetensors.maximumHeaderLength)"
        case .truncatedHeader(let expected, let byteCount):
            "the file ends at byte \(byteCount) inside the header, which runs from byte 8 to byte \(expected)"
        case .invalidHeader(let byteOffset, let expected, let found):
            "byte \(byteOffset): expected \(expected), found \(found)"
        case .duplicateKey(let key, let byteOffset):
            "byte \(byteOffset): the key \"\(key)\" appears twice"
        case .unknownType(let tensor, let type, let byteOffset):
            "byte \(byteOffset): the tensor \"\(tensor)\" has the unknown element type \"\(type)\""
        case .missingKey(let tensor, let key, let byteOffset):
            "byte \(byteOffset): the tensor \"\(tensor)\" has no \"\(key)\""
        case .shapeOverflow(let tensor, let shape):
            "the tensor \"\(tensor)\" of shape \(shape) has more bytes than can be counted"
        case .byteCountMismatch(let tensor, let expected, let dataOffsets):
            "the tensor \"\(tensor)\" needs \(expected) bytes, its data_offsets are \(dataOffsets)"
        case .notContiguous(let tensor, let expectedStart, let foundStart):
            "the tensor \"\(tensor)\" starts at data offset \(foundStart), expected \(expectedStart)"
        case .fileSizeMismatch(let expected, let byteCount):
            "the file has \(byteCount) bytes, header and tensors end at byte \(expected)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .tooShort, .truncatedHeader:
            "the file was cut off or is not a safetensors file; copy it again"
        case .fileSizeMismatch(let expected, let byteCount):
            byteCount < expected
                ? "the file was cut off; copy it again" : "something was appended to the file; copy it again"
        case .headerTooLong, .invalidHeader:
            "the file is damaged or is not a safetensors file; save the model again"
        case .duplicateKey, .unknownType, .missingKey, .shapeOverflow, .byteCountMismatch, .notContiguous:
            "the file was written by a faulty or hostile program; save the model again"
        }
    }
}
