internal import CRecurrentKernels

/// The loss of a batch and its gradient by every parameter, over whole sequences.
///
/// The batch is cut into groups of sequences that are walked through all layers and back while their activations are
/// in the cache, and the gradients of the groups are summed:
///
///     forward    h_t, state = cell(x_t, state), layer by layer, direction by direction      L = H Vᵀ + c
///     backward   from dL of the loss, last step first: cell backward, which leaves dz
///                dW = Σ dz x   dU = Σ dz h_{t−1}   dC = Σ dz ctx   db = Σ dz   dV = Σ dl h   dc = Σ dl
///
/// In `Float` the layers run in fused vector kernels where there is one (``FusedLayer``), otherwise plainly
/// (``ReferenceLayer``). Groups are dealt to a fixed number of shards and the shards to threads; what is added in
/// which order therefore does not depend on the threads, and neither do the bits of the result.
///
/// An instance owns all buffers; they grow with the largest batch seen and are reused, so training allocates next to
/// nothing in the steady state. It is not `Sendable`: give every thread its own.
/// Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78 (1990).
public final class BackpropagationThroughTime<Scalar: NetworkScalar> {
    /// How layers are computed.
    public enum Implementation: Hashable, Sendable {
        /// The fastest kernels of this processor, where there is one for the layer.
        case fused
        /// The kernels for one instruction set: `avx512`, `avx2` or `portable`.
        case fusedFor(instructionSet: String)
        /// Plain loops, the definition that the kernels are compared with.
        case reference
    }

    /// The architecture of the networks this instance works for.
    public let architecture: NetworkArchitecture
    /// Shards that a batch is dealt to; the most threads that can be used.
    public static var shardCount: Int { 2 }

    let layout: ParameterLayout
    let layers: [any RecurrentLayer<Scalar>]
    let workers: [GroupWorker<Scalar>]
    private let team: WorkerTeam
    private let arena = ScalarArena<Scalar>()

    /// Prepares for networks of one architecture; buffers come with the first batch.
    ///
    /// - Parameters:
    ///   - threadCount: threads to compute on, at most ``shardCount``; the result does not depend on it.
    ///   - implementation: how layers are computed.
    /// - Precondition: the processor can run the named instruction set.
    public init(
        architecture: NetworkArchitecture, threadCount: Int = 1, implementation: Implementation = .fused
    ) {
        self.architecture = architecture
        let layout = ParameterLayout(architecture)
        self.layout = layout
        let kernels = Self.kernels(implementation)
        layers = layout.layers.map { Self.layer($0, layout, kernels) }
        let head: any HeadWorkspace<Scalar> = Self.head(layout, architecture, kernels)
        let layers = self.layers
        workers = (0..<Self.shardCount).map { _ in
            GroupWorker(architecture: architecture, layers: layers, head: head)
        }
        team = WorkerTeam(threadCount: min(threadCount, Self.shardCount))
    }

    private static func kernels(_ implementation: Implementation) -> UnsafePointer<RecurrentKernels>? {
        guard Scalar.self == Float.self else { return nil }
        switch implementation {
        case .reference: return nil
        case .fused: return recurrent_kernels()
        case .fusedFor(let name):
            guard let kernels = recurrent_kernels_named(name) else {
                preconditionFailure("this processor has no instruction set \(name)")
            }
            return kernels
        }
    }

    private static func layer(
        _ shape: LayerShape, _ layout: ParameterLayout, _ kernels: UnsafePointer<RecurrentKernels>?
    ) -> any RecurrentLayer<Scalar> {
        if let kernels, FusedLayer.supports(shape),
            let layer = FusedLayer(shape: shape, layout: layout, kernels: kernels) as? any RecurrentLayer<Scalar>
        {
            return layer
        }
        return ReferenceLayer(shape: shape, layout: layout)
    }

    private static func head(
        _ layout: ParameterLayout, _ architecture: NetworkArchitecture, _ kernels: UnsafePointer<RecurrentKernels>?
    ) -> any HeadWorkspace<Scalar> {
        if let kernels, layout.layers.allSatisfy(FusedLayer.supports),
            let head = FusedHead(layout: layout, outputSize: architecture.outputSize, kernels: kernels)
                as? any HeadWorkspace<Scalar>
        {
            return head
        }
        return ReferenceHead(layout: layout, outputSize: architecture.outputSize)
    }

    /// The mean weighted loss of a batch and its gradient.
    ///
    /// - Parameters:
    ///   - dropout: what to drop between layers; nil drops nothing.
    ///   - initialStates: `[B, stateSize]` in the order of the batch, before the first step; nil for zeros, or for what
    ///     the network computes from the static inputs.
    ///   - gradients: overwritten with d(mean weighted loss)/d(parameter), in the parameters' order; all 0 if no step
    ///     has a weight. Resized if it has another count.
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other; `gradients` is then untouched.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func lossAndGradients(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss, dropout: Dropout? = nil,
        initialStates: [Scalar]? = nil, gradients: inout [Scalar]
    ) throws(NetworkError) -> BatchLoss {
        try check(network, batch, loss: loss, initialStates)
        if gradients.count != layout.count { gradients = [Scalar](repeating: 0, count: layout.count) }
        let sum = withBatch(network, batch, initialStates, dropout) { run in
            let sum = runShards(batch) { worker, group in
                let job = run.job(group)
                worker.forward(job)
                let sum = evaluate(loss, run, group, wantsGradient: true)
                worker.backward(job)
                return sum
            }
            storeGradients(into: &gradients)
            return sum
        }
        return BatchLoss(weightedSum: sum, weightSum: batch.lossWeightSum)
    }

    /// The loss of a batch without gradients, for validation.
    ///
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func loss(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss, initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> BatchLoss {
        try check(network, batch, loss: loss, initialStates)
        let sum = withBatch(network, batch, initialStates, nil) { run in
            runShards(batch) { worker, group in
                worker.forward(run.job(group))
                return evaluate(loss, run, group, wantsGradient: false)
            }
        }
        return BatchLoss(weightedSum: sum, weightSum: batch.lossWeightSum)
    }

    /// The logits `[T, B, O]` of a batch in the order its sequences were given, 0 past a sequence's end.
    ///
    /// - Throws: ``NetworkError`` if network and batch do not fit each other.
    public func forward(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> [Scalar] {
        try forwardWithStates(network: network, batch: batch, initialStates: initialStates, wantsStates: false).logits
    }

    /// The logits as ``forward(network:batch:initialStates:)`` gives them, and the state after each sequence's last
    /// step, `[B, stateSize]`.
    ///
    /// The state of a sequence of no steps is the one it began with.
    public func forwardWithStates(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> (logits: [Scalar], states: [Scalar]) {
        try forwardWithStates(network: network, batch: batch, initialStates: initialStates, wantsStates: true)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private func forwardWithStates(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, initialStates: [Scalar]?, wantsStates: Bool
    ) throws(NetworkError) -> (logits: [Scalar], states: [Scalar]) {
        try check(network, batch, initialStates)
        var finals = wantsStates ? beginningStates(initialStates, network, batch) : []
        return withBatch(network, batch, initialStates, nil) { run in
            finals.withUnsafeMutableBufferPointer { finals in
                let target = wantsStates ? finals.baseAddress : nil
                _ = runShards(batch) { worker, group in
                    worker.forward(run.job(group), finalStates: target)
                    return 0
                }
            }
            return (
                batch.padded(run.logits, width: architecture.outputSize),
                wantsStates ? unpackedStates(finals, batch) : []
            )
        }
    }

    // MARK: Running over groups

    /// The memory and the arguments of one call.
    struct Run {
        let batch: SequenceBatch<Scalar>
        let parameters: UnsafePointer<Scalar>
        let inputs: UnsafePointer<Scalar>
        /// `[N, O]`.
        let logits, dLogits: UnsafeMutablePointer<Scalar>
        let initialStates: UnsafePointer<Scalar>?
        let dropout: Dropout?

        func job(_ group: SequenceGroup) -> GroupWorker<Scalar>.Job {
            GroupWorker.Job(
                batch: batch, group: group, parameters: parameters, inputs: inputs, logits: logits, dLogits: dLogits,
                initialStates: initialStates, dropout: dropout)
        }
    }

    func withBatch<Result>(
        _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>, _ initialStates: [Scalar]?,
        _ dropout: Dropout?, _ body: (Run) -> Result
    ) -> Result {
        let logits = arena.cut([batch.rowCount * architecture.outputSize, batch.rowCount * architecture.outputSize])
        let states = initialStates.map { packedStates($0, batch) } ?? []
        return network.parameters.withUnsafeBufferPointer { parameters in
            batch.inputs.withUnsafeBufferPointer { inputs in
                states.withUnsafeBufferPointer { states in
                    // An empty array may have no address; nothing is read from it then.
                    let anywhere = UnsafePointer(logits[0])
                    let base = parameters.baseAddress ?? anywhere
                    for layer in layers { layer.load(base) }
                    return body(
                        Run(
                            batch: batch, parameters: base, inputs: inputs.baseAddress ?? anywhere,
                            logits: logits[0], dLogits: logits[1],
                            initialStates: initialStates == nil ? nil : states.baseAddress, dropout: dropout))
                }
            }
        }
    }

    /// Runs `body` for every group and sums what it returns, shard by shard.
    ///
    /// Groups are dealt to the shards from both ends so that each gets about the same work.
    @discardableResult
    func runShards(
        _ batch: SequenceBatch<Scalar>, _ body: (GroupWorker<Scalar>, SequenceGroup) -> Double
    ) -> Double {
        let shardCount = Self.shardCount
        var sums = [Double](repeating: 0, count: shardCount)
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            team.run { thread in
                for shard in stride(from: thread, to: shardCount, by: team.threadCount) {
                    workers[shard].clearGradients()
                    for (index, group) in batch.groups.enumerated()
                    where Self.shard(ofGroup: index) == shard {
                        sums[shard] += body(workers[shard], group)
                    }
                }
            }
        }
        return sums.reduce(0, +)
    }

    /// 0, 1, 1, 0, 0, 1, 1, 0, …: groups come longest first.
    private static func shard(ofGroup index: Int) -> Int {
        let (round, place) = (index / shardCount, index % shardCount)
        return round % 2 == 0 ? place : shardCount - 1 - place
    }

    func storeGradients(into gradients: inout [Scalar]) {
        for worker in workers.dropFirst() { workers[0].merge(worker) }
        workers[0].storeGradients(into: &gradients)
    }

    private func evaluate(_ loss: Loss, _ run: Run, _ group: SequenceGroup, wantsGradient: Bool) -> Double {
        let batch = run.batch
        let scale = batch.lossWeightSum > 0 ? 1 / batch.lossWeightSum : 0
        let outputs = group.rowStart * architecture.outputSize
        return batch.targets.withUnsafeBufferPointer { targets in
            batch.lossWeights.withUnsafeBufferPointer { weights in
                batch.targetWeights.withUnsafeBufferPointer { targetWeights in
                    guard let targets = targets.baseAddress, let weights = weights.baseAddress else { return 0 }
                    return loss.evaluate(
                        targets: targets + group.rowStart * batch.targetSize, weights: weights + group.rowStart,
                        targetWeights: batch.targetWeights.isEmpty
                            ? nil : targetWeights.baseAddress.map { $0 + group.rowStart * batch.targetSize },
                        rows: group.rowCount, outputSize: architecture.outputSize, scale: scale,
                        logits: run.logits + outputs, dLogits: wantsGradient ? run.dLogits + outputs : nil)
                }
            }
        }
    }

    // MARK: Checks

    func check(
        _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>, loss: Loss, _ initialStates: [Scalar]?
    ) throws(NetworkError) {
        try check(network, batch, initialStates)
        let targetSize = try loss.targetSize(outputSize: architecture.outputSize)
        guard batch.targetSize == targetSize else {
            throw NetworkError.batchSizeMismatch(name: "targetSize", network: targetSize, batch: batch.targetSize)
        }
        try loss.check(batch)
    }

    func check(
        _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>, _ initialStates: [Scalar]?
    ) throws(NetworkError) {
        guard network.architecture == architecture else {
            throw NetworkError.architectureMismatch(expected: architecture, found: network.architecture)
        }
        guard network.parameters.count == layout.count else {
            throw NetworkError.parameterCountMismatch(expected: layout.count, found: network.parameters.count)
        }
        guard batch.inputSize == architecture.inputSize else {
            throw NetworkError.batchSizeMismatch(
                name: "inputSize", network: architecture.inputSize, batch: batch.inputSize)
        }
        // Without sequences there are no static inputs to count.
        guard initialStates != nil || batch.batchSize == 0 || batch.staticSize == architecture.staticSize else {
            throw NetworkError.batchSizeMismatch(
                name: "staticSize", network: architecture.staticSize, batch: batch.staticSize)
        }
        if let initialStates, initialStates.count != batch.batchSize * layout.stateSize {
            throw NetworkError.batchSizeMismatch(
                name: "initialStates", network: batch.batchSize * layout.stateSize, batch: initialStates.count)
        }
    }
}
