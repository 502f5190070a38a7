/// One draw of the values that are dropped between the layers of a network while it is trained.
///
/// Each value is dropped with probability p = ``NetworkArchitecture/dropout`` and the others are multiplied by
/// 1 / (1 − p). The draw depends on the seed and the index alone, not on threads or on what was drawn before. Srivastava
/// et al., Journal of Machine Learning Research 15 (2014); only between layers, never over time, after Zaremba,
/// Sutskever and Vinyals, "Recurrent neural network regularization" (2014).
public struct Dropout: Hashable, Sendable {
    /// The seed of a training run.
    public let seed: UInt64
    /// The number of the draw, usually that of the update.
    public let index: UInt64

    /// Far from the streams that initialization uses under the same seed.
    private static var firstStream: UInt64 { 1 << 62 }

    /// A draw.
    public init(seed: UInt64, index: UInt64) {
        self.seed = seed
        self.index = index
    }

    /// Factors for the rows of a group above a layer, 0 or 1 / (1 − p), and 0 in the padding.
    ///
    /// - Parameters:
    ///   - factors: `[rows, stride]`, of which `width` scalars a row are drawn.
    ///   - firstRow: the group's first row in the batch, which gives it a stream of its own.
    func fill<Scalar: NetworkScalar>(
        _ factors: UnsafeMutablePointer<Scalar>, rows: Int, width: Int, stride: Int, layer: Int, firstRow: Int,
        probability: Double
    ) {
        var generator = CounterBasedGenerator(
            seed: seed ^ (index &* 0x9E37_79B9_7F4A_7C15),
            stream: Self.firstStream | UInt64(layer) << 40 | UInt64(firstRow))
        let kept = Scalar(1 / (1 - probability))
        // 32 bits of each drawn word are fine enough for a probability.
        let limit = UInt64((probability * 0x1p32).rounded())
        for row in 0..<rows {
            let values = factors + row * stride
            var column = 0
            while column < width {
                let word = generator.next()
                values[column] = word & 0xFFFF_FFFF < limit ? 0 : kept
                if column + 1 < width { values[column + 1] = word >> 32 < limit ? 0 : kept }
                column += 2
            }
            (values + width).update(repeating: 0, count: stride - width)
        }
    }
}
