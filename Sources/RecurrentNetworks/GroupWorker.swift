/// Walks groups of sequences through all layers of a network, forward and back, on one thread.
///
/// A worker owns its activations and its gradients; the layers' parameters are shared and only read.
final class GroupWorker<Scalar: NetworkScalar> {
    private let architecture: NetworkArchitecture
    private let layout: ParameterLayout
    private let layers: [any LayerWorkspace<Scalar>]
    private let head: any HeadWorkspace<Scalar>
    private let arena = ScalarArena<Scalar>()
    private var buffers: WorkerBuffers<Scalar>
    /// The gradients of the initial state and the head, which are ``ownRange`` of an array like the parameters'.
    private var gradients: [Scalar]
    private let ownRange: Range<Int>

    init(
        architecture: NetworkArchitecture, layers: [any RecurrentLayer<Scalar>], head: any HeadWorkspace<Scalar>
    ) {
        self.architecture = architecture
        layout = ParameterLayout(architecture)
        self.layers = layers.map { $0.makeWorkspace() }
        self.head = head
        buffers = WorkerBuffers(
            architecture, layout, strides: self.layers.map(\.hiddenStride), rows: 0, sequences: 0, arena: arena)
        gradients = [Scalar](repeating: 0, count: layout.count)
        ownRange = (layout.initialState?.weights ?? layout.headWeights)..<layout.count
    }

    /// What a worker needs to walk one group of a batch.
    struct Job {
        let batch: SequenceBatch<Scalar>
        let group: SequenceGroup
        let parameters: UnsafePointer<Scalar>
        /// `[N, D]` of the whole batch.
        let inputs: UnsafePointer<Scalar>
        /// `[N, O]` of the whole batch.
        let logits: UnsafeMutablePointer<Scalar>
        let dLogits: UnsafeMutablePointer<Scalar>
        /// `[B, stateSize]` of the whole batch by place; nil for zeros or what the static inputs give.
        let initialStates: UnsafePointer<Scalar>?
        let dropout: Dropout?
    }

    // MARK: Forward

    /// Computes the logits of a group.
    ///
    /// - Parameter finalStates: `[B, stateSize]` of the whole batch by place, where the states are wanted.
    func forward(_ job: Job, finalStates: UnsafeMutablePointer<Scalar>? = nil) {
        let group = job.group
        buffers = WorkerBuffers(
            architecture, layout, strides: layers.map(\.hiddenStride), rows: group.rowCount, sequences: group.count,
            arena: arena)
        let states = initialStates(job)
        let finals = finalStates.map { $0 + group.firstPlace * layout.stateSize }
        prepareInputs(job, states, finals)
        for layer in 0..<architecture.layerCount {
            for index in directions(of: layer) {
                layers[index].forward(pass(job, index, states: states, finalStates: finals))
            }
            joinDirections(layer, rows: group.rowCount)
            drop(job, above: layer)
        }
        if !architecture.cell.feedsOutputBack {
            let top = output(of: architecture.layerCount - 1)
            head.forward(
                job.parameters, hidden: top.rows, stride: top.stride, rows: group.rowCount,
                logits: job.logits + group.rowStart * architecture.outputSize)
        }
    }

    /// The indices of a layer's workspaces, forward and perhaps reverse.
    private func directions(of layer: Int) -> Range<Int> {
        (layer * architecture.directionCount)..<((layer + 1) * architecture.directionCount)
    }

    private func pass(
        _ job: Job, _ index: Int, states: UnsafePointer<Scalar>?, finalStates: UnsafeMutablePointer<Scalar>?
    ) -> LayerPass<Scalar> {
        let shape = layout.layers[index]
        let input = input(of: shape.layer, job)
        return LayerPass(
            group: job.group, inputs: input.rows, inputStride: input.stride,
            stateStride: layout.stateSize, initialStates: states.map { $0 + shape.stateOffset },
            finalStates: finalStates.map { $0 + shape.stateOffset },
            logits: job.logits + job.group.rowStart * architecture.outputSize)
    }

    /// What a layer reads.
    private func input(of layer: Int, _ job: Job) -> (rows: UnsafePointer<Scalar>, stride: Int) {
        if layer > 0 {
            let below = output(of: layer - 1)
            return architecture.dropout > 0 && job.dropout != nil
                ? (UnsafePointer(buffers.dropped[layer - 1]), below.stride) : below
        }
        if architecture.windowSize > 1 {
            return (UnsafePointer(buffers.windows), architecture.windowSize * architecture.inputSize)
        }
        return (job.inputs + job.group.rowStart * architecture.inputSize, architecture.inputSize)
    }

    /// What a layer gives, before anything is dropped.
    private func output(of layer: Int) -> (rows: UnsafePointer<Scalar>, stride: Int) {
        if architecture.isBidirectional { return (UnsafePointer(buffers.joined[layer]), buffers.joinedStride) }
        return (UnsafePointer(layers[layer].hidden), layers[layer].hiddenStride)
    }

    private func joinDirections(_ layer: Int, rows: Int) {
        guard architecture.isBidirectional else { return }
        let size = architecture.hiddenSize
        for (direction, index) in directions(of: layer).enumerated() {
            let (source, stride) = (layers[index].hidden, layers[index].hiddenStride)
            for row in 0..<rows {
                (buffers.joined[layer] + row * buffers.joinedStride + direction * size).update(
                    from: source + row * stride, count: size)
            }
        }
    }

    private func drop(_ job: Job, above layer: Int) {
        guard let dropout = job.dropout, architecture.dropout > 0, layer < architecture.layerCount - 1 else { return }
        let (rows, stride) = output(of: layer)
        let count = job.group.rowCount * stride
        dropout.fill(
            buffers.factors[layer], rows: job.group.rowCount, width: layout.headInputSize, stride: stride, layer: layer,
            firstRow: job.group.rowStart, probability: architecture.dropout)
        Scalar.multiply(rows, buffers.factors[layer], into: buffers.dropped[layer], count: count)
    }

    private func prepareInputs(
        _ job: Job, _ states: UnsafePointer<Scalar>?, _ finalStates: UnsafeMutablePointer<Scalar>?
    ) {
        guard architecture.windowSize > 1 else { return }
        InputWindow(windowSize: architecture.windowSize, inputSize: architecture.inputSize).gather(
            job.inputs + job.group.rowStart * architecture.inputSize, job.group,
            stateStride: layout.stateSize, initialStates: states, into: buffers.windows, finalStates: finalStates)
    }

    /// The states before the first step: as given, from the static inputs s₀ = A v + a, or nil for zeros.
    private func initialStates(_ job: Job) -> UnsafePointer<Scalar>? {
        if let states = job.initialStates { return states + job.group.firstPlace * layout.stateSize }
        guard let blocks = layout.initialState else { return nil }
        let count = job.group.count
        for place in 0..<count {
            (buffers.initialStates + place * layout.stateSize).update(
                from: job.parameters + blocks.bias, count: layout.stateSize)
        }
        withStaticInputs(job) { values in
            Scalar.addProduct(
                values, stride: architecture.staticSize, transposedWeights: job.parameters + blocks.weights,
                into: buffers.initialStates, rows: count, n: layout.stateSize, k: architecture.staticSize)
        }
        return UnsafePointer(buffers.initialStates)
    }

    private func withStaticInputs(_ job: Job, _ body: (UnsafePointer<Scalar>) -> Void) {
        job.batch.staticInputs.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            body(base + job.group.firstPlace * architecture.staticSize)
        }
    }

    // MARK: Backward

    /// Sets all gradients to 0.
    func clearGradients() {
        for index in ownRange { gradients[index] = 0 }
        for layer in layers { layer.clearGradients() }
    }

    /// Passes the gradients in `job.dLogits` back through the group of the last forward pass.
    ///
    /// - Parameters:
    ///   - dTop: `[N, W]` of the whole batch, gradients by the hidden activations that the head reads; nil for zeros.
    ///   - dInputs: `[N, D]` of the whole batch, where those by the inputs are wanted.
    ///   - dInitialStates: `[B, stateSize]` of the whole batch by place, where those by the states are wanted.
    ///   - dFinalStates: `[B, stateSize]` of the whole batch by place; nil for zeros.
    func backward(
        _ job: Job, dTop: UnsafePointer<Scalar>? = nil, dInputs: UnsafeMutablePointer<Scalar>? = nil,
        dInitialStates: UnsafeMutablePointer<Scalar>? = nil, dFinalStates: UnsafePointer<Scalar>? = nil
    ) {
        let group = job.group
        let states = initialStates(job)
        let dLogits = job.dLogits + group.rowStart * architecture.outputSize
        let top = output(of: architecture.layerCount - 1)
        backwardHead(job, dLogits, top.stride)
        if let dTop { addTop(dTop + group.rowStart * layout.headInputSize, rows: group.rowCount, stride: top.stride) }
        let usesStatic = layout.initialState != nil && job.initialStates == nil
        let dStates =
            dInitialStates.map { $0 + group.firstPlace * layout.stateSize }
            ?? (usesStatic ? buffers.dInitialStates : nil)
        let dFinals = dFinalStates.map { $0 + group.firstPlace * layout.stateSize }
        for layer in stride(from: architecture.layerCount - 1, through: 0, by: -1) {
            backwardLayer(
                layer, job, states: states, dLogits: dLogits, wantsInputs: dInputs != nil, dStates: dStates,
                dFinals: dFinals)
        }
        head.addGradientOf(group, dLogits, top, &gradients)
        if usesStatic, let dStates { addInitialStateGradient(job, dStates) }
        if let dInputs {
            storeInputGradients(
                group, into: dInputs + group.rowStart * architecture.inputSize, dStates: dStates, dFinals: dFinals)
        }
    }

    private func backwardHead(_ job: Job, _ dLogits: UnsafeMutablePointer<Scalar>, _ stride: Int) {
        // A cell that feeds its output back passes the loss through the head itself, step by step.
        if architecture.cell.feedsOutputBack {
            buffers.dTop.update(repeating: 0, count: job.group.rowCount * stride)
        } else {
            head.backward(
                job.parameters, dLogits: dLogits, rows: job.group.rowCount, dHidden: buffers.dTop, stride: stride)
        }
    }

    private func addTop(_ dTop: UnsafePointer<Scalar>, rows: Int, stride: Int) {
        for row in 0..<rows {
            for index in 0..<layout.headInputSize {
                buffers.dTop[row * stride + index] += dTop[row * layout.headInputSize + index]
            }
        }
    }

    /// One layer back: ``WorkerBuffers/dTop`` holds the gradient by what it gives and then by what it reads.
    private func backwardLayer(
        _ layer: Int, _ job: Job, states: UnsafePointer<Scalar>?, dLogits: UnsafeMutablePointer<Scalar>,
        wantsInputs: Bool, dStates: UnsafeMutablePointer<Scalar>?, dFinals: UnsafePointer<Scalar>?
    ) {
        let rows = job.group.rowCount
        let below = layer > 0 ? output(of: layer - 1).stride : architecture.windowSize * architecture.inputSize
        let dBelow = layer > 0 || wantsInputs ? buffers.dBelow : nil
        // The kernels write only the valid part of a row and read its padding as zeros.
        dBelow?.update(repeating: 0, count: rows * below)
        for (direction, index) in directions(of: layer).enumerated() {
            let shape = layout.layers[index]
            let dHidden = dHidden(of: direction, index, rows: rows)
            layers[index].backward(
                pass(job, index, states: states, finalStates: nil),
                LayerGradientPass(
                    dHidden: dHidden, dLogits: dLogits, dInputs: dBelow, dInputStride: below, accumulatesInputs: true,
                    dInitialStates: dStates.map { $0 + shape.stateOffset },
                    dFinalStates: dFinals.map { $0 + shape.stateOffset }))
        }
        guard let dBelow else { return }
        if layer > 0, job.dropout != nil, architecture.dropout > 0 {
            Scalar.multiply(dBelow, buffers.factors[layer - 1], into: dBelow, count: rows * below)
        }
        buffers.swapGradients()
    }

    /// The gradient by the hidden rows of one direction, cut out of that of both.
    private func dHidden(of direction: Int, _ index: Int, rows: Int) -> UnsafeMutablePointer<Scalar> {
        guard architecture.isBidirectional else { return buffers.dTop }
        let (size, stride) = (architecture.hiddenSize, layers[index].hiddenStride)
        if stride > size { buffers.dDirection.update(repeating: 0, count: rows * stride) }
        for row in 0..<rows {
            (buffers.dDirection + row * stride).update(
                from: buffers.dTop + row * buffers.joinedStride + direction * size, count: size)
        }
        return buffers.dDirection
    }

    private func addInitialStateGradient(_ job: Job, _ dStates: UnsafePointer<Scalar>) {
        guard let blocks = layout.initialState else { return }
        gradients.withUnsafeMutableBufferPointer { gradients in
            guard let base = gradients.baseAddress else { return }
            withStaticInputs(job) { values in
                Scalar.addWeightGradient(
                    dStates, values, stride: architecture.staticSize, into: base + blocks.weights,
                    rows: job.group.count, m: layout.stateSize, n: architecture.staticSize)
            }
            Scalar.addRows(dStates, into: base + blocks.bias, rows: job.group.count, columns: layout.stateSize)
        }
    }

    private func storeInputGradients(
        _ group: SequenceGroup, into dInputs: UnsafeMutablePointer<Scalar>, dStates: UnsafeMutablePointer<Scalar>?,
        dFinals: UnsafePointer<Scalar>?
    ) {
        if architecture.windowSize > 1 {
            InputWindow(windowSize: architecture.windowSize, inputSize: architecture.inputSize).scatter(
                buffers.dTop, group, stateStride: layout.stateSize, dFinalStates: dFinals, into: dInputs,
                dInitialStates: dStates)
        } else {
            dInputs.update(from: buffers.dTop, count: group.rowCount * architecture.inputSize)
        }
    }

    /// Adds the gradients of another worker.
    func merge(_ other: GroupWorker) {
        for (layer, otherLayer) in zip(layers, other.layers) { layer.merge(otherLayer) }
        for index in ownRange { gradients[index] += other.gradients[index] }
    }

    /// Writes all gradients in the order of the parameters.
    func storeGradients(into target: inout [Scalar]) {
        target.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return }
            for layer in layers { layer.storeGradients(into: base) }
            for index in ownRange { base[index] = gradients[index] }
        }
    }
}

extension HeadWorkspace {
    fileprivate func addGradientOf(
        _ group: SequenceGroup, _ dLogits: UnsafePointer<Scalar>,
        _ top: (rows: UnsafePointer<Scalar>, stride: Int), _ gradients: inout [Scalar]
    ) {
        gradients.withUnsafeMutableBufferPointer { gradients in
            guard let base = gradients.baseAddress else { return }
            addGradient(dLogits: dLogits, hidden: top.rows, stride: top.stride, rows: group.rowCount, into: base)
        }
    }
}
