/// Bounds that keep hostile or broken input from exhausting memory.
///
/// Parsing takes time and memory proportional to the bytes; one field costs 16 bytes of bookkeeping, so the worst
/// message of ``bytes`` bytes needs about 16 times its size.
public struct HL7Limits: Sendable, Hashable {
    /// The largest message in bytes.
    public var bytes: Int
    /// The largest number of segments in a message.
    public var segments: Int
    /// The largest number of fields in a segment.
    public var fieldsPerSegment: Int

    /// 16 MiB, 100 000 segments, 4 096 fields per segment: far above any real message, far below harm.
    public static let standard = HL7Limits(bytes: 16 << 20, segments: 100_000, fieldsPerSegment: 4_096)

    /// Bounds for callers who know their senders.
    public init(bytes: Int, segments: Int, fieldsPerSegment: Int) {
        self.bytes = bytes
        self.segments = segments
        self.fieldsPerSegment = fieldsPerSegment
    }
}
