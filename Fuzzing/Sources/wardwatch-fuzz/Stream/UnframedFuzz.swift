internal import MLLPDecoding

/// Streams without frames: the same comes out however the stream is cut, and no byte is lost.
enum UnframedFuzz {
    static func run(_ bytes: [UInt8]) {
        StreamFuzz.run(bytes) { UnframedMessageDecoder(maximumMessageSize: $0) }
    }

    static func runLong(_ bytes: [UInt8]) {
        StreamFuzz.runLong(bytes) { UnframedMessageDecoder() }
    }
}
