/// Truncated backpropagation through time: a batch in chunks of steps, each passed back through a limited past.
///
/// With the chunk length k₁ and the look-back k₂ ≥ k₁, chunk j covers the steps [j k₁, (j + 1) k₁) of every sequence:
///
///     window of chunk j     [max(0, (j + 1) k₁ − k₂), (j + 1) k₁)
///     loss of chunk j       L_j, the loss of the steps of the chunk
///     gradient of chunk j   dL_j/dθ through the steps of the window; the state before the window is a constant
///
/// The states run through the whole sequence; only the error is cut off. k₂ = k₁ passes every step once. Where k₂
/// reaches back to the first step of every sequence, Σ_j dL_j/dθ is the full gradient. The chunks are counted from the
/// start of each sequence, so what a sequence contributes does not depend on the others in its batch.
///
/// A window of k₂ steps is walked forward and back for every k₁ steps of progress, and those k₁ steps once more
/// forward for the state that is carried on. Nothing is dropped between layers. Not `Sendable`: the buffers are those
/// of a ``BackpropagationThroughTime``.
/// Williams and Peng, "An efficient gradient-based algorithm for on-line training of recurrent network trajectories",
/// Neural Computation 2 (1990): their BPTT(h; h′) with h = k₂ and h′ = k₁.
public struct TruncatedBackpropagation<Scalar: NetworkScalar> {
    /// k₁, steps whose loss is passed back together.
    public let chunkLength: Int
    /// k₂, steps that it is passed back through, counted from the end of the chunk.
    public let lookBack: Int

    let backpropagation: BackpropagationThroughTime<Scalar>

    /// Prepares for networks of one architecture.
    ///
    /// - Parameter lookBack: k₂; nil for k₁.
    /// - Throws: ``NetworkError/invalidArchitecture(reason:)`` for a bidirectional network, which has no state that
    ///   could be carried from one chunk to the next.
    /// - Precondition: 1 ≤ k₁ ≤ k₂.
    public init(
        architecture: NetworkArchitecture, chunkLength: Int, lookBack: Int? = nil, threadCount: Int = 1,
        implementation: BackpropagationThroughTime<Scalar>.Implementation = .fused
    ) throws(NetworkError) {
        let lookBack = lookBack ?? chunkLength
        precondition(
            chunkLength >= 1 && lookBack >= chunkLength,
            "chunkLength is \(chunkLength), lookBack \(lookBack), expected 1 ≤ chunkLength ≤ lookBack")
        guard !architecture.isBidirectional else {
            throw NetworkError.invalidArchitecture(
                reason: "a bidirectional network cannot be trained in chunks: it reads each sequence from its end too")
        }
        self.chunkLength = chunkLength
        self.lookBack = lookBack
        backpropagation = BackpropagationThroughTime(
            architecture: architecture, threadCount: threadCount, implementation: implementation)
    }

    /// The mean weighted loss of a batch and the sum of the truncated gradients of its chunks, at fixed parameters.
    ///
    /// - Parameters:
    ///   - initialStates: `[B, stateSize]`, before the first step; nil for zeros, or for what the network computes from
    ///     the static inputs.
    ///   - gradients: overwritten with Σ_j dL_j/dθ, with L_j divided by the sum of all loss weights of the batch.
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other; `gradients` is then untouched.
    public func lossAndGradients(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss, initialStates: [Scalar]? = nil,
        gradients: inout [Scalar]
    ) throws(NetworkError) -> BatchLoss {
        try backpropagation.check(network, batch, loss: loss, initialStates)
        var walk = ChunkWalk(
            self, batch: batch, loss: loss, initialStates: initialStates, wantsFinalStates: false)
        var sum = BatchLoss()
        var total = [Scalar](repeating: 0, count: network.parameters.count)
        while let chunk = try walk.next(network: network) {
            sum += chunk
            let share = Scalar(chunk.weightSum > 0 ? chunk.weightSum / batch.lossWeightSum : 0)
            for index in total.indices { total[index] += share * walk.gradients[index] }
        }
        gradients = total
        return sum
    }

    /// A walk over the chunks of a batch, for an update after each.
    ///
    ///     var walk = truncated.chunks(of: batch, loss: loss)
    ///     while let chunk = try walk.next(network: network) {
    ///         guard chunk.weightSum > 0 else { continue }
    ///         adam.update(parameters: &network.parameters, gradients: walk.gradients)
    ///     }
    ///
    /// - Parameter initialStates: `[B, stateSize]`, before the first step: those at the end of the batch before, where
    ///   one text runs through many batches; nil for zeros, or for what the network computes from the static inputs.
    public func chunks(
        of batch: SequenceBatch<Scalar>, loss: Loss, initialStates: [Scalar]? = nil
    ) -> ChunkWalk<Scalar> {
        ChunkWalk(self, batch: batch, loss: loss, initialStates: initialStates, wantsFinalStates: true)
    }
}
