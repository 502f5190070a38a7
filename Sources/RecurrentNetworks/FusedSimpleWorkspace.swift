internal import CRecurrentKernels

/// The walk over time, forward and back, with the fused kernels of the simple cells.
///
/// The same function as ``ElmanCell``, ``JordanCell``, ``ElmanJordanCell`` and ``FeedForwardCell``.
final class FusedSimpleWorkspace: LayerWorkspace {
    private let layer: FusedLayer
    private let shape: LayerShape
    private let activation: RecurrentActivation
    private let arena = ScalarArena<Float>()
    private var gradients: FusedGradients
    /// `[N, Hp]`, and dz of the same rows.
    private(set) var hidden: UnsafeMutablePointer<Float>
    private var dz: UnsafeMutablePointer<Float>
    private var hiddenStates: FusedStates
    /// The output context of the Jordan cells.
    private var context: FusedContext

    var hiddenStride: Int { shape.paddedHiddenSize }

    init(layer: FusedLayer) {
        self.layer = layer
        shape = layer.shape
        activation = shape.activation == .relu ? RecurrentActivationRelu : RecurrentActivationTanh
        gradients = FusedGradients(layer: layer)
        let cut = arena.cut([0])
        (hidden, dz) = (cut[0], cut[0])
        hiddenStates = FusedStates(size: 0, stride: 0, offset: 0, initial: cut[0], mixed: cut[0])
        context = FusedContext(shape: shape, memory: [cut[0], cut[0], cut[0], cut[0]])
    }

    private func cutBuffers(_ group: SequenceGroup) {
        let (rows, states) = (group.rowCount * hiddenStride, group.count * hiddenStride)
        let contexts = group.rowCount * shape.contextSize
        let cut = arena.cut([
            rows, rows, states, states, contexts, contexts, contexts, group.count * shape.contextSize,
        ])
        (hidden, dz) = (cut[0], cut[1])
        hiddenStates = FusedStates(
            size: shape.hiddenStateSize, stride: hiddenStride, offset: 0, initial: cut[2], mixed: cut[3])
        context = FusedContext(shape: shape, memory: Array(cut[4...]))
    }

    func forward(_ pass: LayerPass<Float>) {
        let group = pass.group
        cutBuffers(group)
        hiddenStates.load(pass.initialStates, stateStride: pass.stateStride, count: group.count)
        for time in group.steps(isReverse: shape.isReverse) {
            let (row, rows) = (group.offsets[time], group.counts[time])
            if shape.contextSize > 0 { context.carry(pass, to: time) }
            let feedsHiddenBack = shape.cell.feedsHiddenBack
            var step = SimpleStepForward(
                rows: rows, inputSize: shape.inputSize, recurrentSize: shape.hiddenStateSize,
                contextSize: shape.contextSize, hiddenSize: shape.hiddenSize, activation: activation,
                input: pass.inputs + row * pass.inputStride, inputStride: pass.inputStride,
                previousHidden: feedsHiddenBack
                    ? UnsafePointer(hiddenStates.before(time, in: group, isReverse: shape.isReverse, rows: hidden))
                    : nil,
                hiddenStride: hiddenStride,
                context: shape.contextSize > 0 ? UnsafePointer(context.before + row * shape.contextSize) : nil,
                contextStride: shape.contextSize, panels: layer.panels, bias: layer.biasPanels,
                hidden: hidden + row * hiddenStride)
            layer.kernels.pointee.simpleForward(&step)
            guard let head = layer.head else { continue }
            let logits = pass.logits + row * shape.contextSize
            var linear = linearHead(rows: rows)
            layer.kernels.pointee.headForward(
                &linear, hidden + row * hiddenStride, head.weights, head.bias, logits)
            context.advance(row: row, rows: rows, logits: logits, kernels: layer.kernels)
        }
        if shape.cell.feedsHiddenBack { hiddenStates.store(hidden, pass, isReverse: shape.isReverse) }
        if shape.contextSize > 0 { context.storeFinalStates(pass) }
    }

    private func linearHead(rows: Int) -> LinearHead {
        LinearHead(
            rows: rows, hiddenSize: shape.hiddenSize, outputSize: shape.contextSize, hiddenStride: hiddenStride)
    }

    func clearGradients() { gradients.clear() }

    func backward(_ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>) {
        let group = pass.group
        let stride = hiddenStride
        loadFinalStateGradients(pass, passed)
        var next: Int?
        for time in group.steps(isReverse: !shape.isReverse) {
            let (row, rows) = (group.offsets[time], group.counts[time])
            let dHidden = passed.dHidden + row * stride
            if let head = layer.head {
                let dLogits = passed.dLogits + row * shape.contextSize
                context.completeLogitGradients(dLogits, row: row, rows: rows)
                addHeadGradient(dLogits, head.weights, to: dHidden, rows: rows, scratch: dz + row * stride)
            }
            let feedsHiddenBack = shape.cell.feedsHiddenBack
            var step = SimpleStepBackward(
                rows: rows, hiddenSize: shape.hiddenSize, activation: activation, dHidden: dHidden,
                hiddenStride: stride,
                next: feedsHiddenBack ? next.map { UnsafePointer(dz + group.offsets[$0] * stride) } : nil,
                nextRows: next.map { group.counts[$0] } ?? 0,
                transposedRecurrent: feedsHiddenBack ? UnsafePointer(layer.transposedRecurrent) : nil,
                hidden: hidden + row * stride, dPreactivation: dz + row * stride)
            layer.kernels.pointee.simpleBackward(&step)
            next = time
            if shape.contextSize > 0 {
                context.decay(rows: rows)
                product(
                    dz + row * stride, rows: rows, transposed: layer.transposedContext, columns: shape.contextSize,
                    into: context.gradient, stride: shape.contextSize, accumulates: true)
            }
            collect(pass, passed, time: time)
        }
        gradients.sum(inputStride: pass.inputStride, dzBlockStride: 16, dzRowStride: stride, always: true)
        guard let dInputs = passed.dInputs else { return }
        product(
            dz, rows: group.rowCount, transposed: layer.transposedInput, columns: shape.inputSize, into: dInputs,
            stride: passed.dInputStride, accumulates: passed.accumulatesInputs)
    }

    /// Notes the step for the gradients of the weights, and passes on what reaches the initial state.
    private func collect(_ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>, time: Int) {
        let group = pass.group
        let (row, rows) = (group.offsets[time], group.counts[time])
        let carried = group.carriedRows(at: time, isReverse: shape.isReverse)
        let dz = dz + row * hiddenStride
        gradients.collectInputs(pass.inputs + row * pass.inputStride, dz: dz, rows: rows)
        if shape.contextSize > 0 {
            gradients.collectContext(context.before + row * shape.contextSize, dz: dz, rows: rows)
        }
        if shape.cell.feedsHiddenBack {
            if let before = group.stepBefore(time, isReverse: shape.isReverse) {
                gradients.collectHidden(hidden + group.offsets[before] * hiddenStride, dz: dz, rows: carried)
            }
            if carried < rows, pass.initialStates != nil {
                gradients.collectHidden(
                    hiddenStates.initial + carried * hiddenStride, dz: dz + carried * hiddenStride,
                    rows: rows - carried)
            }
        }
        if carried < rows, let states = passed.dInitialStates {
            if shape.cell.feedsHiddenBack {
                product(
                    dz + carried * hiddenStride, rows: rows - carried, transposed: layer.transposedRecurrent,
                    columns: shape.hiddenSize, into: states + carried * pass.stateStride, stride: pass.stateStride,
                    accumulates: false)
            }
            for place in carried..<rows where shape.contextSize > 0 {
                (states + place * pass.stateStride + shape.hiddenStateSize).update(
                    from: context.gradient + place * shape.contextSize, count: shape.contextSize)
            }
        }
        gradients.sum(inputStride: pass.inputStride, dzBlockStride: 16, dzRowStride: hiddenStride)
    }

    /// dh += dl · V, through a scratch that dz is written over afterwards.
    private func addHeadGradient(
        _ dLogits: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, to dHidden: UnsafeMutablePointer<Float>,
        rows: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        var head = linearHead(rows: rows)
        layer.kernels.pointee.headBackward(&head, dLogits, weights, scratch)
        for index in 0..<(rows * hiddenStride) { dHidden[index] += scratch[index] }
    }

    /// dz · W, dz · U or dz · C.
    private func product(
        _ dz: UnsafePointer<Float>, rows: Int, transposed: UnsafePointer<Float>, columns: Int,
        into out: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool
    ) {
        var product = PanelProduct(
            rows: rows, columns: columns, a: dz, runs: 1, width: shape.hiddenSize, runStride: 0,
            rowStride: hiddenStride, panels: transposed, panelStride: hiddenStride * 16, bias: nil, out: out,
            outStride: stride, accumulate: accumulates ? 1 : 0)
        layer.kernels.pointee.product(&product)
    }

    private func loadFinalStateGradients(_ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>) {
        if shape.contextSize > 0 { context.loadFinalStateGradients(pass, passed.dFinalStates) }
        guard let states = passed.dFinalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: shape.isReverse)
            for unit in 0..<shape.hiddenStateSize {
                passed.dHidden[row * hiddenStride + unit] += states[place * pass.stateStride + unit]
            }
        }
    }

    func merge(_ other: any LayerWorkspace<Float>) {
        guard let other = other as? FusedSimpleWorkspace else { preconditionFailure("workspaces of two kinds") }
        gradients.add(other.gradients)
    }

    func storeGradients(into target: UnsafeMutablePointer<Float>) { gradients.store(into: target) }
}
