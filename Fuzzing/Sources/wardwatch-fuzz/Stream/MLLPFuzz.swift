internal import MLLPDecoding
internal import NIOCore

/// Framed streams: the same comes out however the stream is cut, and no byte is lost.
enum MLLPFuzz {
    static func run(_ bytes: [UInt8]) {
        let frames = StreamFuzz.run(bytes) { MLLPFrameDecoder(maximumMessageSize: $0) }
        for case .frame(let frame) in frames { check(frame) }
    }

    static func runLong(_ bytes: [UInt8]) {
        StreamFuzz.runLong(bytes) { MLLPFrameDecoder() }
    }

    /// A message that can be framed comes back.
    private static func check(_ frame: MLLPFrame) {
        var buffer = ByteBuffer()
        guard (try? MLLPFrameEncoder().encode(data: frame.bytes, out: &buffer)) != nil else { return }
        let again = StreamFuzz.decode([Array(buffer.readableBytesView)[...]], with: MLLPFrameDecoder())
        claim(again.inbound == [.frame(MLLPFrame(bytes: frame.bytes))], "a message comes back out of its frame")
    }
}
