internal import CRecurrentKernels

/// A network made ready to score sequences one step at a time, as values arrive.
///
/// The weights are packed once; a step walks several panels of them at once through the vector kernels and allocates
/// nothing. Networks without a kernel (GRU, sigmoid activation) are computed plainly. Scores equal those of
/// ``BackpropagationThroughTime/forward(network:batch:initialStates:)`` up to rounding, because sums are added in
/// another order; a state always gives the same bits.
///
///     let streaming = StreamingNetwork(network)
///     var state = streaming.initialState()
///     let logits = streaming.step(input: features, state: &state)
public final class StreamingNetwork: Sendable {
    /// How the weights of LSTM layers are kept; sums are always in single precision.
    public enum WeightPrecision: Hashable, Sendable {
        /// 32 bits, the weights as they are.
        case full
        /// The upper 16 bits, rounded to nearest: 8 significant bits. Half the memory to read in every step, and scores
        /// that differ by what the rounding does to the network at hand: compare them before use.
        case half
    }

    /// The network.
    public let network: RecurrentNetwork<Float>
    let layout: ParameterLayout
    /// One for every layer, or none where the network is computed plainly.
    ///
    /// Written only while this is made.
    nonisolated(unsafe) let layers: [FusedLayer]
    nonisolated(unsafe) let kernels: UnsafePointer<RecurrentKernels>
    /// The panels of LSTM layers in 16 bits, by layer; empty for full precision.
    private let compressedPanels: [CompressedPanels?]
    /// The layers as a step needs them, one after the other, so that a step looks nothing up.
    private nonisolated(unsafe) let prepared: UnsafeMutablePointer<PreparedLayer>
    /// A copy of the parameters that stays where it is.
    private nonisolated(unsafe) let parameters: UnsafeMutablePointer<Float>
    /// Scalars of ``StreamingState/storage``, and where the parts of each layer begin in it.
    let storageSize: Int
    let places: [StreamingState.Place]

    /// Packs the weights of a network.
    ///
    /// - Parameters:
    ///   - network: the network.
    ///   - precision: how the weights of LSTM layers are kept.
    /// - Precondition: the network is not bidirectional: such a one needs the whole sequence.
    public init(_ network: RecurrentNetwork<Float>, precision: WeightPrecision = .full) {
        precondition(!network.architecture.isBidirectional, "a bidirectional network needs the whole sequence")
        self.network = network
        let layout = ParameterLayout(network.architecture)
        precondition(
            network.parameters.count == layout.count,
            "\(network.parameters.count) parameters, the architecture needs \(layout.count)")
        self.layout = layout
        let kernels = recurrent_kernels()
        self.kernels = kernels
        let parameters = UnsafeMutablePointer<Float>.allocate(capacity: layout.count)
        network.parameters.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { parameters.initialize(from: base, count: layout.count) }
        }
        self.parameters = parameters
        let isFused = layout.layers.allSatisfy(FusedLayer.supports)
        layers =
            isFused
            ? layout.layers.map { shape in
                let layer = FusedLayer(shape: shape, layout: layout, kernels: kernels)
                layer.load(parameters)
                return layer
            } : []
        compressedPanels = layers.map { layer in
            precision == .half && layer.shape.cell == .lstm ? CompressedPanels(of: layer) : nil
        }
        (places, storageSize) = StreamingState.places(layout, network.architecture, isFused: isFused)
        prepared = .allocate(capacity: max(1, layers.count))
        for (index, layer) in layers.enumerated() {
            (prepared + index).initialize(
                to: PreparedLayer(layer, at: places[index], compressed: compressedPanels[index]))
        }
    }

    deinit {
        prepared.deallocate()
        parameters.deallocate()
    }

    var headWeights: UnsafePointer<Float> { UnsafePointer(parameters + layout.headWeights) }
    var headBias: UnsafePointer<Float> { UnsafePointer(parameters + layout.headBias) }

    /// The state before the first step.
    ///
    /// - Parameter staticInputs: the static inputs of the sequence, as many as the architecture says.
    public func initialState(staticInputs: [Float] = []) -> StreamingState {
        let values = network.initialState(staticInputs: staticInputs)
        guard !layers.isEmpty else { return StreamingState(storage: values) }
        var state = StreamingState(storage: [Float](repeating: 0, count: storageSize))
        for (shape, place) in zip(layout.layers, places) {
            let hiddenEnd = shape.stateOffset + shape.hiddenStateSize
            state.storage.replaceSubrange(
                place.hidden..<(place.hidden + shape.hiddenStateSize), with: values[shape.stateOffset..<hiddenEnd])
            state.storage.replaceSubrange(
                place.cell..<(place.cell + shape.cellStateSize),
                with: values[hiddenEnd..<(hiddenEnd + shape.cellStateSize)])
            let context = hiddenEnd + shape.cellStateSize
            state.storage.replaceSubrange(
                place.context..<(place.context + shape.contextSize),
                with: values[context..<(context + shape.contextSize)])
        }
        return state
    }

    /// One time step of one sequence; the logits come as a new array.
    ///
    /// See ``step(input:state:logits:)``.
    public func step(input: [Float], state: inout StreamingState) -> [Float] {
        var logits = [Float](repeating: 0, count: network.architecture.outputSize)
        input.withUnsafeBufferPointer { input in
            logits.withUnsafeMutableBufferPointer { step(input: input, state: &state, logits: $0) }
        }
        return logits
    }

    /// One time step of one sequence.
    ///
    /// - Parameters:
    ///   - input: the `inputSize` features of the step. Not checked for NaN: a NaN ends in the logits and the state.
    ///   - state: what ``initialState(staticInputs:)`` gave, or the step before; replaced by the state after this step.
    ///   - logits: `outputSize` scalars, overwritten.
    /// - Precondition: the counts are those of the architecture, and the state is one of this network.
    /// - Complexity: one pass over the weights; no allocation, unless the state is shared with a copy.
    public func step(
        input: UnsafeBufferPointer<Float>, state: inout StreamingState, logits: UnsafeMutableBufferPointer<Float>
    ) {
        let architecture = network.architecture
        precondition(
            input.count == architecture.inputSize && logits.count == architecture.outputSize,
            "input of \(input.count) and room for \(logits.count) logits, not \(architecture.inputSize) and "
                + "\(architecture.outputSize)")
        guard !layers.isEmpty else {
            let plain = network.step(input: Array(input), state: &state.storage)
            for index in plain.indices { logits[index] = plain[index] }
            return
        }
        precondition(state.storage.count == storageSize, "a state of another network")
        guard let input = input.baseAddress, let logits = logits.baseAddress else { return }
        let flips = state.isFlipped
        state.isFlipped.toggle()
        state.storage.withUnsafeMutableBufferPointer { storage in
            guard let storage = storage.baseAddress else { return }
            var values = window(input, storage)
            for index in 0..<layout.layers.count {
                values = step(index, input: values, storage, isFlipped: flips, logits: logits)
            }
            guard !architecture.cell.feedsOutputBack else { return }
            var head = LinearHead(
                rows: 1, hiddenSize: architecture.hiddenSize, outputSize: architecture.outputSize, hiddenStride: 0)
            kernels.pointee.headForward(&head, values, headWeights, headBias, logits)
        }
    }

    /// For a feed-forward network the inputs of the latest steps, moved up by one; otherwise the input itself.
    private func window(
        _ input: UnsafePointer<Float>, _ storage: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        let architecture = network.architecture
        guard architecture.windowSize > 1 else { return input }
        let kept = (architecture.windowSize - 1) * architecture.inputSize
        storage.update(from: storage + architecture.inputSize, count: kept)
        (storage + kept).update(from: input, count: architecture.inputSize)
        return UnsafePointer(storage)
    }

    /// One layer; returns where its h lies.
    private func step(
        _ index: Int, input: UnsafePointer<Float>, _ storage: UnsafeMutablePointer<Float>, isFlipped: Bool,
        logits: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        let layer = prepared + index
        let first = storage + layer.pointee.place.hidden
        let second = first + layer.pointee.stride
        let (before, hidden) = isFlipped ? (second, first) : (first, second)
        if layer.pointee.isLSTM {
            let cell = storage + layer.pointee.place.cell
            var step = layer.pointee.lstm
            step.input = input
            (step.previousHidden, step.hidden) = (UnsafePointer(before), hidden)
            (step.previousCell, step.cell) = (UnsafePointer(cell), cell)
            if let compressed = layer.pointee.compressed {
                kernels.pointee.lstmStreamCompressed(&step, compressed)
            } else {
                kernels.pointee.lstmStream(&step)
            }
            return UnsafePointer(hidden)
        }
        let context = storage + layer.pointee.place.context
        var step = layer.pointee.simple
        (step.input, step.hidden) = (input, hidden)
        if step.recurrentSize > 0 { step.previousHidden = UnsafePointer(before) }
        if step.contextSize > 0 { step.context = UnsafePointer(context) }
        kernels.pointee.simpleStream(&step)
        if step.contextSize > 0 { advance(context, layers[index].shape, hidden, logits) }
        return UnsafePointer(hidden)
    }

    /// Logits and the next context of a cell that feeds its output back.
    private func advance(
        _ context: UnsafeMutablePointer<Float>, _ shape: LayerShape, _ hidden: UnsafePointer<Float>,
        _ logits: UnsafeMutablePointer<Float>
    ) {
        var head = LinearHead(
            rows: 1, hiddenSize: shape.hiddenSize, outputSize: shape.contextSize, hiddenStride: 0)
        kernels.pointee.headForward(&head, hidden, headWeights, headBias, logits)
        let decay = Float(shape.contextDecay)
        for output in 0..<shape.contextSize {
            var y = logits[output]
            if shape.contextFeedback == .sigmoid { kernels.pointee.sigmoid(&y, 1) }
            context[output] = decay * context[output] + y
        }
    }
}
