/// SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same cases everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Damages bytes the way transports, editors and programs do.
struct Mutator {
    let corpus: [[UInt8]]
    /// What the format's parser trips over.
    let interesting: [UInt8]
    var generator: SeededGenerator

    init(corpus: [[UInt8]], interesting: String, seed: UInt64) {
        self.corpus = corpus
        self.interesting = Array(interesting.utf8) + [0x00, 0x0A, 0x0D, 0x80, 0xC3, 0xFF]
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = corpus.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 0...5, using: &generator) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let odd = interesting.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[at] = odd
        case 2: bytes.insert(odd, at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &generator)))
        case 4: bytes.removeSubrange(at...)
        case 5:
            let extremes = ["9223372036854775808", "1e300", "-1e300", "1e-300", "NaN", "Infinity", "", "00000000000"]
            bytes.insert(contentsOf: (extremes.randomElement(using: &generator) ?? "").utf8, at: at)
        case 6:
            let slice = bytes[at..<min(bytes.count, at + 30)]
            bytes.insert(contentsOf: Array(slice), at: Int.random(in: 0...bytes.count, using: &generator))
        default:
            let other = corpus.randomElement(using: &generator) ?? []
            bytes.insert(contentsOf: other.suffix(Int.random(in: 0...60, using: &generator)), at: at)
        }
    }
}
