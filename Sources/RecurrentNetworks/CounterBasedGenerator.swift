#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The counter-based generator Philox4x32-10: a keyed bijection applied to a counter.
///
/// The key is ``seed``, the counter ``position`` (low 64 bits) and ``stream`` (high 64 bits); every position gives 128
/// random bits, served as two `UInt64`. Streams of one seed never overlap, and a state is three integers, so a
/// shuffle or a mask can be reproduced from any point. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3", SC11 (2011). Not for secrets.
public struct CounterBasedGenerator: RandomNumberGenerator, Hashable, Sendable {
    /// The key.
    public let seed: UInt64
    /// The sequence drawn from the key.
    public let stream: UInt64
    /// `UInt64` values drawn so far.
    public private(set) var position: UInt64

    private var spare: UInt64 = 0

    /// A generator at the start of a stream, or after `position` draws.
    public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
        self.position = position
        if position & 1 == 1 { spare = Self.pair(position >> 1, stream, seed).high }
    }

    /// The next 64 uniform bits.
    public mutating func next() -> UInt64 {
        defer { position &+= 1 }
        if position & 1 == 1 { return spare }
        let (low, high) = Self.pair(position >> 1, stream, seed)
        spare = high
        return low
    }

    /// A uniform number in 0..<1, a multiple of 2⁻⁵³.
    public mutating func nextUnit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A standard normal number, by the method of Box and Muller (1958).
    public mutating func nextNormal() -> Double {
        let radius = (-2 * log(1 - nextUnit())).squareRoot()
        return radius * cos(2 * .pi * nextUnit())
    }

    /// A random orthogonal matrix `[size, size]`: Gram and Schmidt's method, twice, on rows of normal numbers.
    mutating func orthogonalMatrix(size: Int) -> [Double] {
        var rows: [[Double]] = []
        while rows.count < size {
            var row = (0..<size).map { _ in nextNormal() }
            for _ in 0..<2 {
                for other in rows {
                    var projection = 0.0
                    for index in 0..<size { projection += row[index] * other[index] }
                    for index in 0..<size { row[index] -= projection * other[index] }
                }
            }
            var square = 0.0
            for value in row { square += value * value }
            // A row that lies in the span of the others by accident is drawn again.
            if square > 1e-12 { rows.append(row.map { $0 / square.squareRoot() }) }
        }
        return rows.flatMap { $0 }
    }

    /// Ten rounds of Philox4x32 on four words under two key words.
    static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (words, key) = (counter, key)
        for _ in 0..<10 {
            let first = UInt64(words.x) * 0xD251_1F53
            let second = UInt64(words.z) * 0xCD9E_8D57
            words = SIMD4(
                UInt32(second >> 32) ^ words.y ^ key.x, UInt32(truncatingIfNeeded: second),
                UInt32(first >> 32) ^ words.w ^ key.y, UInt32(truncatingIfNeeded: first))
            key = SIMD2(key.x &+ 0x9E37_79B9, key.y &+ 0xBB67_AE85)
        }
        return words
    }

    private static func pair(_ counter: UInt64, _ stream: UInt64, _ seed: UInt64) -> (low: UInt64, high: UInt64) {
        let words = philox(
            SIMD4(
                UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32), UInt32(truncatingIfNeeded: stream),
                UInt32(stream >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
        return (UInt64(words.x) | UInt64(words.y) << 32, UInt64(words.z) | UInt64(words.w) << 32)
    }
}
