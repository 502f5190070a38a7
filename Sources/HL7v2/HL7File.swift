/// Messages in a file or batch, cut apart but not yet read (HL7 v2, chapter 2, "Batch handling").
///
///     FHS|^~\&|…          file header
///     BHS|^~\&|…          batch header
///     MSH|^~\&|…          a message begins at each MSH
///     PID|…
///     BTS|2               batch trailer
///     FTS|1               file trailer
///
/// Envelope segments are optional and may be incomplete. The framing bytes of a captured MLLP stream (0B, 1C) and a
/// byte order mark are stepped over.
public struct HL7File: Sendable {
    /// Each message from its MSH to before the next one or a trailer; read it with ``HL7Message/init(parsing:limits:)``.
    public let messages: [ArraySlice<UInt8>]
    /// How many segments stood outside any message and were left out; more than 0 means a damaged file.
    public let straySegmentCount: Int
    /// The count that the batch trailers state (BTS-1, summed), or `nil` without one.
    public let statedMessageCount: Int?

    /// Cuts the bytes; takes time in proportion to their number and never fails.
    public init(_ bytes: [UInt8]) {
        var messages: [ArraySlice<UInt8>] = []
        var strays = 0
        var stated: Int?
        var start: Int?
        var end = 0
        func close() {
            if let start { messages.append(bytes[start..<end]) }
            start = nil
        }
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while let line = HL7Parser.nextLine(in: bytes, from: position) {
            position = line.upperBound
            let text = bytes[line].drop { [0x00, 0x09, 0x0B, 0x1A, 0x1C, 0x20].contains($0) }
            guard !text.isEmpty else { continue }
            let name = text.prefix(3)
            let isEnvelope = ["FHS", "BHS", "BTS", "FTS"].contains { name.elementsEqual($0.utf8) }
            if isEnvelope {
                close()
                if name.elementsEqual("BTS".utf8), let count = Self.number(text.dropFirst(4)) {
                    stated = min((stated ?? 0) + count, 1_000_000_000)
                }
            } else if name.elementsEqual("MSH".utf8) {
                close()
                start = text.startIndex
                end = line.upperBound
            } else if start == nil {
                strays += 1
            } else {
                end = line.upperBound
            }
        }
        close()
        self.messages = messages
        straySegmentCount = strays
        statedMessageCount = stated
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        return digits.count <= 9 ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }
}
