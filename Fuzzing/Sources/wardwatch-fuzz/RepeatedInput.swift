/// Short inputs that stand for long ones, so that the fuzzer finds what takes more than linear time or memory.
///
///     n m …………………………………
///     │ │ └ n bytes once, then m bytes over and over up to ``length``, then the rest once
enum RepeatedInput {
    /// At this length a quadratic loop takes far longer than the fuzzer's time limit for one input.
    static let length = 1 << 17

    static func expand(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 2 else { return bytes }
        let head = bytes.dropFirst(2).prefix(Int(bytes[0]))
        let unit = bytes.dropFirst(2 + head.count).prefix(Int(bytes[1]))
        var output = Array(head)
        output.reserveCapacity(length + bytes.count)
        while !unit.isEmpty, output.count < length { output += unit }
        return output + bytes[unit.endIndex...]
    }
}
