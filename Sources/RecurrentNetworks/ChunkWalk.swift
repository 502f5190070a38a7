/// A walk over the chunks of a batch with the states carried, one gradient at a time.
///
/// The parameters may change between the chunks. A state that is carried stays as the parameters of its time computed
/// it; a window (``TruncatedBackpropagation``) is walked with those of the present.
public struct ChunkWalk<Scalar: NetworkScalar> {
    /// d(mean weighted loss of the last chunk)/d(parameter); all 0 if none of its steps counts.
    public private(set) var gradients: [Scalar] = []
    /// The states after each sequence's last step, `[B, stateSize]`, once all chunks are done.
    public private(set) var finalStates: [Scalar]?
    /// The steps of the next chunk; empty after the last.
    public var nextChunk: Range<Int> {
        chunkStart..<min(chunkStart + chunkLength, max(chunkStart, batch.sequenceLength))
    }

    private let truncation: TruncatedBackpropagation<Scalar>
    /// k₁, no longer than the batch.
    private let chunkLength: Int
    private let batch: SequenceBatch<Scalar>
    private let loss: Loss
    private let wantsFinalStates: Bool
    private var chunkStart = 0
    private var windowStart = 0
    /// The states before `windowStart`; nil before step 0 if the network is to find them.
    private var states: [Scalar]?

    init(
        _ truncation: TruncatedBackpropagation<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss,
        initialStates: [Scalar]?, wantsFinalStates: Bool
    ) {
        self.truncation = truncation
        chunkLength = min(truncation.chunkLength, max(1, batch.sequenceLength))
        self.batch = batch
        self.loss = loss
        self.wantsFinalStates = wantsFinalStates
        states = initialStates
        if batch.sequenceLength == 0 { finalStates = truncation.backpropagation.packedStates(initialStates, batch) }
    }

    /// The loss and the gradient of the next chunk.
    ///
    /// - Returns: the loss of the steps of the chunk; nil after the last. If none of them counts, the weight sum is 0
    ///   and there is nothing to update.
    /// - Throws: ``NetworkError`` if network, batch, loss and states do not fit each other; nothing is changed then.
    public mutating func next(network: RecurrentNetwork<Scalar>) throws(NetworkError) -> BatchLoss? {
        let (chunk, engine) = (nextChunk, truncation.backpropagation)
        guard !chunk.isEmpty else { return nil }
        let result = try engine.lossAndGradients(
            network: network, batch: batch.window(windowStart..<chunk.upperBound, lossStart: chunk.lowerBound),
            loss: loss, initialStates: states, gradients: &gradients)
        chunkStart += chunkLength
        let isLast = chunkStart >= batch.sequenceLength
        // The next window is not shortened at the end of the batch: other sequences must not matter to a sequence.
        let nextStart = max(0, chunkStart + chunkLength - truncation.lookBack)
        if isLast, wantsFinalStates {
            finalStates = try statesAfter(windowStart..<batch.sequenceLength, network)
        } else if !isLast, nextStart > windowStart {
            states = try statesAfter(windowStart..<nextStart, network)
            windowStart = nextStart
        }
        return result
    }

    private func statesAfter(
        _ steps: Range<Int>, _ network: RecurrentNetwork<Scalar>
    ) throws(NetworkError) -> [Scalar] {
        try truncation.backpropagation.forwardWithStates(
            network: network, batch: batch.window(steps), initialStates: states
        ).states
    }
}
