/// The element types of a safetensors file, by their names there.
public enum TensorType: String, Codable, Sendable, CaseIterable {
    /// Truth values, one byte each.
    case bool = "BOOL"
    /// 8-bit unsigned integers.
    case u8 = "U8"
    /// 8-bit signed integers.
    case i8 = "I8"
    /// 8-bit floating point, 5 exponent bits.
    case f8E5M2 = "F8_E5M2"
    /// 8-bit floating point, 4 exponent bits.
    case f8E4M3 = "F8_E4M3"
    /// 16-bit signed integers.
    case i16 = "I16"
    /// 16-bit unsigned integers.
    case u16 = "U16"
    /// IEEE 754 binary16.
    case f16 = "F16"
    /// The upper half of binary32.
    case bf16 = "BF16"
    /// 32-bit signed integers.
    case i32 = "I32"
    /// 32-bit unsigned integers.
    case u32 = "U32"
    /// IEEE 754 binary32.
    case f32 = "F32"
    /// IEEE 754 binary64.
    case f64 = "F64"
    /// 64-bit signed integers.
    case i64 = "I64"
    /// 64-bit unsigned integers.
    case u64 = "U64"

    /// Bytes per element.
    public var byteCount: Int {
        switch self {
        case .bool, .u8, .i8, .f8E5M2, .f8E4M3: 1
        case .i16, .u16, .f16, .bf16: 2
        case .i32, .u32, .f32: 4
        case .f64, .i64, .u64: 8
        }
    }
}
