/// The gradient of a loss by every hidden activation of a network: a report on where it vanishes or explodes.
///
/// With `L` the loss, l_t the logits and h_t the activations of a layer at step t, the gradient is complete, that is
/// over all paths from h_t to `L`:
///
///     ∂L/∂h_t = (what the head or the layer above passes down at t) + (∂h_{t+1}/∂h_t)ᵀ ∂L/∂h_{t+1}
///
/// So a loss at step t′ reaches h_t through a product of t′ − t Jacobians. Where their norms stay below 1 the product
/// vanishes with the distance, faster than any power of it, and what happened at t cannot be learnt; where they stay
/// above 1 it may explode. For a simple recurrent cell a Jacobian is diag(φ'(z)) U; in an LSTM c_{t+1} depends on c_t
/// through the forget gate alone, which may stay near 1.
///
/// Hochreiter, "Untersuchungen zu dynamischen neuronalen Netzen", diploma thesis, TU München (1991); Bengio, Simard
/// and Frasconi, "Learning long-term dependencies with gradient descent is difficult", IEEE Transactions on Neural
/// Networks 5 (1994); Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML
/// 2013.
///
/// `T` is ``stepCount``, `B` the number of sequences, `D` and `O` the inputs and outputs of the network. All arrays are
/// row-major, in the order the sequences were given in, with 0 past a sequence's end. Everything is computed by the
/// plain reference in `Double`, without dropout. The initial states are zeros or what the static inputs give.
public struct GradientFlow: Sendable {
    /// What went through one layer in one direction.
    public struct Layer: Sendable {
        /// The layer, 0 is the one that reads the inputs.
        public let layer: Int
        /// Whether it reads the sequence from its end.
        public let isReverse: Bool
        /// `H`, its units.
        public let hiddenSize: Int
        /// `B`, the sequences.
        public let batchSize: Int
        /// `[T, B, H]`, h_t.
        public let activations: [Double]
        /// `[T, B, H]`, ∂L/∂h_t.
        public let gradients: [Double]

        /// `[T]`, the Euclidean norm of ∂L/∂h_t over all units of all sequences.
        public var norms: [Double] {
            GradientFlow.norms(of: gradients, rowSize: batchSize * hiddenSize)
        }

        /// `[T]`, the Euclidean norm of ∂L/∂h_t of one sequence.
        ///
        /// - Precondition: `sequence` is an index into the batch.
        public func norms(ofSequence sequence: Int) -> [Double] {
            precondition((0..<batchSize).contains(sequence), "sequence \(sequence) of \(batchSize)")
            let all = GradientFlow.norms(of: gradients, rowSize: hiddenSize)
            return stride(from: sequence, to: all.count, by: batchSize).map { all[$0] }
        }
    }

    /// The lengths of the sequences.
    public let lengths: [Int]
    /// `T`, the length of the longest sequence.
    public let stepCount: Int
    /// Layer by layer, bottom first, forward before reverse.
    public let layers: [Layer]
    /// `[T, B, O]`, the logits.
    public let logits: [Double]
    /// `[T, B, O]`, ∂L/∂l_t as the loss gives it; for Jordan's cells the paths through the context are not in it.
    public let dLogits: [Double]
    /// `[T, B, D]`, ∂L/∂x_t, over all paths.
    public let dInputs: [Double]

    /// The flow of the gradient of the mean loss of a batch.
    ///
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other.
    public init(
        network: RecurrentNetwork<Double>, batch: SequenceBatch<Double>, loss: Loss
    ) throws(NetworkError) {
        let engine = BackpropagationThroughTime<Double>(
            architecture: network.architecture, implementation: .reference)
        self = try engine.gradientFlow(
            network: network, batch: batch,
            dLogits: try engine.logitGradients(network: network, batch: batch, loss: loss))
    }

    /// The flow of the gradient of any function of the logits, given by its derivatives.
    ///
    /// With a single 1 it is the flow from one output: what the network answers, not what it does wrong.
    ///
    /// - Parameter dLogits: `[T, B, O]` in the order of the batch; what lies past a sequence's end is ignored.
    /// - Throws: ``NetworkError`` if network and batch do not fit each other.
    /// - Precondition: the count is T · B · O.
    public init(
        network: RecurrentNetwork<Double>, batch: SequenceBatch<Double>, dLogits: [Double]
    ) throws(NetworkError) {
        let engine = BackpropagationThroughTime<Double>(
            architecture: network.architecture, implementation: .reference)
        let rows = engine.packed(dLogits, batch, width: network.architecture.outputSize)
        self = try engine.gradientFlow(network: network, batch: batch, dLogits: rows)
    }

    init(
        lengths: [Int], stepCount: Int, layers: [Layer], logits: [Double], dLogits: [Double], dInputs: [Double]
    ) {
        (self.lengths, self.stepCount, self.layers) = (lengths, stepCount, layers)
        (self.logits, self.dLogits, self.dInputs) = (logits, dLogits, dInputs)
    }

    /// The norm of ∂L/∂h by the distance from the loss: element d is over the steps that lie d before the last one
    /// whose output enters the loss, sequence by sequence.
    ///
    /// It compares sequences of different lengths. Sequences without a loss are left out, and so is what a reverse
    /// layer gives after the last step that counts.
    ///
    /// - Parameter layer: an index into ``layers``.
    /// - Returns: `[T]`.
    public func normsByDistance(layer: Int) -> [Double] {
        let (size, batchSize) = (layers[layer].hiddenSize, lengths.count)
        let norms = GradientFlow.norms(of: layers[layer].gradients, rowSize: size)
        var squares = [Double](repeating: 0, count: stepCount)
        for sequence in lengths.indices {
            guard let last = lastStepOfLoss(inSequence: sequence) else { continue }
            for step in 0...last {
                let norm = norms[step * batchSize + sequence]
                squares[last - step] += norm * norm
            }
        }
        return squares.map { $0.squareRoot() }
    }

    private func lastStepOfLoss(inSequence sequence: Int) -> Int? {
        let outputSize = dLogits.count / max(1, stepCount * lengths.count)
        return (0..<lengths[sequence]).last { step in
            let start = (step * lengths.count + sequence) * outputSize
            return dLogits[start..<(start + outputSize)].contains { $0 != 0 }
        }
    }

    private static func norms(of gradients: [Double], rowSize: Int) -> [Double] {
        stride(from: 0, to: gradients.count, by: max(1, rowSize)).map { start in
            gradients[start..<(start + rowSize)].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
    }
}
