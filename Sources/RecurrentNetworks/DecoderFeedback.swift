/// What a decoder reads as the values of the step before: the true ones or its own.
///
/// Its first step always reads the last known values. A true value that is missing (target weight 0) is replaced by the
/// decoder's own in every mode.
public enum DecoderFeedback: Hashable, Sendable {
    /// The true values: quick and stable to learn, but the decoder never meets its own errors.
    ///
    /// Williams and Zipser, "A learning algorithm for continually running fully recurrent neural networks", Neural
    /// Computation 1 (1989).
    case teacherForcing

    /// Its own outputs, as in use; the gradient passes through them.
    case freeRunning

    /// For every step of every sequence the true values with a probability, otherwise its own.
    ///
    /// Usually the probability falls from 1 to 0 in the course of training. The draw depends on `seed` and `index`,
    /// usually the number of the update, and on the place in the batch alone. The gradient passes through the outputs
    /// that are fed back. Bengio, Vinyals, Jaitly and Shazeer, "Scheduled sampling for sequence prediction with
    /// recurrent neural networks", NIPS 2015.
    case scheduledSampling(truthProbability: Double, seed: UInt64, index: UInt64)

    /// Whether each step of each sequence is to read the true values, `[steps, B]`.
    ///
    /// - Precondition: the probability is in 0...1.
    func readsTruth(steps: Int, batchSize: Int) -> [Bool] {
        switch self {
        case .teacherForcing: return [Bool](repeating: true, count: steps * batchSize)
        case .freeRunning: return [Bool](repeating: false, count: steps * batchSize)
        case .scheduledSampling(let probability, let seed, let index):
            precondition((0...1).contains(probability), "truthProbability is \(probability), not in 0...1")
            var generator = CounterBasedGenerator(seed: seed, stream: index)
            return (0..<(steps * batchSize)).map { _ in generator.nextUnit() < probability }
        }
    }
}
