internal import CRecurrentKernels

/// Many sequences that advance together, one step of all at a time.
///
/// Meant for wards whose patients are all scored at the same moment: the weights are read once for many patients. The
/// rows are split over threads, never a product; the scores do not depend on the threads. Weights are read in full
/// precision. Not `Sendable`.
public final class StreamingBatch {
    /// Sequences.
    public let count: Int
    private let streaming: StreamingNetwork
    private let team: WorkerTeam
    private let arena = ScalarArena<Float>()
    /// Per layer `[count, Hp]`: the h that a step reads and the one that it writes, c, and `[count, O]` contexts.
    private var before, hidden, cell, context: [UnsafeMutablePointer<Float>]

    /// Sequences before their first step.
    ///
    /// - Parameters:
    ///   - network: a network of cells that have a kernel, without a window.
    ///   - count: sequences.
    ///   - threadCount: threads to compute on.
    /// - Precondition: the network is neither a GRU, nor of sigmoid units, nor a window; it has no static inputs.
    public init(_ network: StreamingNetwork, count: Int, threadCount: Int = 1) {
        let architecture = network.network.architecture
        precondition(
            !network.layers.isEmpty && architecture.windowSize == 1 && architecture.staticSize == 0,
            "no kernel for batches of \(architecture)")
        self.count = count
        streaming = network
        team = WorkerTeam(threadCount: threadCount)
        let shapes = network.layout.layers
        let cut = arena.cut(
            shapes.flatMap { shape in
                let rows = count * shape.paddedHiddenSize
                return [rows, rows, rows, count * shape.contextSize]
            })
        before = shapes.indices.map { cut[4 * $0] }
        hidden = shapes.indices.map { cut[4 * $0 + 1] }
        cell = shapes.indices.map { cut[4 * $0 + 2] }
        context = shapes.indices.map { cut[4 * $0 + 3] }
        for index in 0..<count { reset(index) }
    }

    /// Puts a sequence back before its first step.
    ///
    /// - Precondition: the index is below ``count``.
    public func reset(_ index: Int) {
        precondition((0..<count).contains(index), "sequence \(index) of \(count)")
        for (layer, shape) in streaming.layout.layers.enumerated() {
            let stride = shape.paddedHiddenSize
            (before[layer] + index * stride).update(repeating: 0, count: stride)
            (cell[layer] + index * stride).update(repeating: 0, count: stride)
            (context[layer] + index * shape.contextSize).update(repeating: 0, count: shape.contextSize)
        }
    }

    /// One time step of all sequences.
    ///
    /// - Parameters:
    ///   - inputs: `[count, inputSize]`, row-major.
    ///   - logits: `[count, outputSize]`, overwritten.
    /// - Precondition: the counts fit.
    public func step(inputs: UnsafeBufferPointer<Float>, logits: UnsafeMutableBufferPointer<Float>) {
        let architecture = streaming.network.architecture
        precondition(
            inputs.count == count * architecture.inputSize && logits.count == count * architecture.outputSize,
            "\(inputs.count) inputs and room for \(logits.count) logits of \(count) sequences")
        guard let inputs = inputs.baseAddress, let logits = logits.baseAddress else { return }
        nonisolated(unsafe) let (input, output) = (inputs, logits)
        let share = (count + team.threadCount - 1) / team.threadCount
        team.run { thread in
            let first = min(count, thread * share)
            step(first..<min(count, first + share), input, output)
        }
        swap(&before, &hidden)
    }

    private func step(
        _ rows: Range<Int>, _ inputs: UnsafePointer<Float>, _ logits: UnsafeMutablePointer<Float>
    ) {
        let architecture = streaming.network.architecture
        var values = inputs + rows.lowerBound * architecture.inputSize
        var valueStride = architecture.inputSize
        let output = logits + rows.lowerBound * architecture.outputSize
        for (index, layer) in streaming.layers.enumerated() {
            let (shape, stride) = (layer.shape, layer.shape.paddedHiddenSize)
            let start = rows.lowerBound * stride
            if shape.cell == .lstm {
                var step = LSTMStepForward(
                    rows: rows.count, inputSize: shape.inputSize, hiddenSize: shape.hiddenSize, input: values,
                    inputStride: valueStride, previousHidden: before[index] + start,
                    previousCell: cell[index] + start, hiddenStride: stride, panels: layer.panels,
                    bias: layer.biasPanels, gates: nil, gateStride: 0, cell: cell[index] + start,
                    hidden: hidden[index] + start)
                layer.kernels.pointee.lstmForward(&step)
            } else {
                let contexts = context[index] + rows.lowerBound * shape.contextSize
                var step = SimpleStepForward(
                    rows: rows.count, inputSize: shape.inputSize, recurrentSize: shape.hiddenStateSize,
                    contextSize: shape.contextSize, hiddenSize: shape.hiddenSize,
                    activation: shape.activation == .relu ? RecurrentActivationRelu : RecurrentActivationTanh,
                    input: values, inputStride: valueStride,
                    previousHidden: shape.cell.feedsHiddenBack ? UnsafePointer(before[index] + start) : nil,
                    hiddenStride: stride, context: shape.contextSize > 0 ? UnsafePointer(contexts) : nil,
                    contextStride: shape.contextSize, panels: layer.panels, bias: layer.biasPanels,
                    hidden: hidden[index] + start)
                layer.kernels.pointee.simpleForward(&step)
            }
            (values, valueStride) = (UnsafePointer(hidden[index] + start), stride)
        }
        var head = LinearHead(
            rows: rows.count, hiddenSize: architecture.hiddenSize, outputSize: architecture.outputSize,
            hiddenStride: valueStride)
        streaming.kernels.pointee.headForward(&head, values, streaming.headWeights, streaming.headBias, output)
        if architecture.cell.feedsOutputBack { advanceContexts(rows, output) }
    }

    private func advanceContexts(_ rows: Range<Int>, _ logits: UnsafePointer<Float>) {
        guard let shape = streaming.layout.layers.last, let contexts = context.last else { return }
        let values = contexts + rows.lowerBound * shape.contextSize
        let decay = Float(shape.contextDecay)
        for index in 0..<(rows.count * shape.contextSize) {
            var y = logits[index]
            if shape.contextFeedback == .sigmoid { streaming.kernels.pointee.sigmoid(&y, 1) }
            values[index] = decay * values[index] + y
        }
    }
}
