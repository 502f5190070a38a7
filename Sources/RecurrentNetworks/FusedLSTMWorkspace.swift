internal import CRecurrentKernels

/// The walk over time, forward and back, with the fused LSTM kernels; the same function as the ``LSTMCell``.
final class FusedLSTMWorkspace: LayerWorkspace {
    private let layer: FusedLayer
    private let shape: LayerShape
    private let arena = ScalarArena<Float>()
    private var gradients: FusedGradients
    /// `[N, Hp]`, and c beside it.
    private(set) var hidden: UnsafeMutablePointer<Float>
    private var cell: UnsafeMutablePointer<Float>
    /// Gate panels of all rows, `[block][N][64]`: activated gates, after the way back dz.
    private var gates: UnsafeMutablePointer<Float>
    /// `[B, Hp]`, the gradient by c carried back.
    private var dCell: UnsafeMutablePointer<Float>
    private var hiddenStates, cellStates: FusedStates

    var hiddenStride: Int { shape.paddedHiddenSize }

    init(layer: FusedLayer) {
        self.layer = layer
        shape = layer.shape
        gradients = FusedGradients(layer: layer)
        let cut = arena.cut([0])
        (hidden, cell, gates, dCell) = (cut[0], cut[0], cut[0], cut[0])
        hiddenStates = FusedStates(size: 0, stride: 0, offset: 0, initial: cut[0], mixed: cut[0])
        cellStates = hiddenStates
    }

    private func cutBuffers(_ group: SequenceGroup) {
        let (rows, states) = (group.rowCount * hiddenStride, group.count * hiddenStride)
        let cut = arena.cut([rows, rows, 4 * rows, states, states, states, states, states])
        (hidden, cell, gates, dCell) = (cut[0], cut[1], cut[2], cut[3])
        let size = shape.hiddenSize
        hiddenStates = FusedStates(size: size, stride: hiddenStride, offset: 0, initial: cut[4], mixed: cut[5])
        cellStates = FusedStates(size: size, stride: hiddenStride, offset: size, initial: cut[6], mixed: cut[7])
    }

    func forward(_ pass: LayerPass<Float>) {
        let group = pass.group
        cutBuffers(group)
        for states in [hiddenStates, cellStates] {
            states.load(pass.initialStates, stateStride: pass.stateStride, count: group.count)
        }
        for time in group.steps(isReverse: shape.isReverse) {
            let row = group.offsets[time]
            var step = LSTMStepForward(
                rows: group.counts[time], inputSize: shape.inputSize, hiddenSize: shape.hiddenSize,
                input: pass.inputs + row * pass.inputStride, inputStride: pass.inputStride,
                previousHidden: hiddenStates.before(time, in: group, isReverse: shape.isReverse, rows: hidden),
                previousCell: cellStates.before(time, in: group, isReverse: shape.isReverse, rows: cell),
                hiddenStride: hiddenStride, panels: layer.panels, bias: layer.biasPanels, gates: gates + row * 64,
                gateStride: group.rowCount * 64, cell: cell + row * hiddenStride, hidden: hidden + row * hiddenStride)
            layer.kernels.pointee.lstmForward(&step)
        }
        hiddenStates.store(hidden, pass, isReverse: shape.isReverse)
        cellStates.store(cell, pass, isReverse: shape.isReverse)
    }

    func clearGradients() { gradients.clear() }

    func backward(_ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>) {
        let group = pass.group
        let (stride, gateStride) = (hiddenStride, group.rowCount * 64)
        loadFinalStateGradients(pass, passed)
        var next: Int?
        for time in group.steps(isReverse: !shape.isReverse) {
            let (row, rows) = (group.offsets[time], group.counts[time])
            var step = LSTMStepBackward(
                rows: rows, hiddenSize: shape.hiddenSize, dHidden: passed.dHidden + row * stride, hiddenStride: stride,
                nextGates: next.map { UnsafePointer(gates + group.offsets[$0] * 64) }, nextGateStride: gateStride,
                nextRows: next.map { group.counts[$0] } ?? 0, transposedRecurrent: layer.transposedRecurrent,
                previousCell: cellStates.before(time, in: group, isReverse: shape.isReverse, rows: cell),
                hidden: hidden + row * stride, gates: gates + row * 64, gateStride: gateStride, dCell: dCell)
            layer.kernels.pointee.lstmBackward(&step)
            next = time

            let carried = group.carriedRows(at: time, isReverse: shape.isReverse)
            let dz = gates + row * 64
            gradients.collectInputs(pass.inputs + row * pass.inputStride, dz: dz, rows: rows)
            if let before = group.stepBefore(time, isReverse: shape.isReverse) {
                gradients.collectHidden(hidden + group.offsets[before] * stride, dz: dz, rows: carried)
            }
            if carried < rows {
                if pass.initialStates != nil {
                    gradients.collectHidden(
                        hiddenStates.initial + carried * stride, dz: dz + carried * 64, rows: rows - carried)
                }
                storeInitialStateGradients(pass, passed, rows: carried..<rows, dz: dz, gateStride: gateStride)
            }
            gradients.sum(inputStride: pass.inputStride, dzBlockStride: gateStride, dzRowStride: 64)
        }
        gradients.sum(inputStride: pass.inputStride, dzBlockStride: gateStride, dzRowStride: 64, always: true)
        guard let dInputs = passed.dInputs else { return }
        product(
            gates, rows: group.rowCount, gateStride: gateStride, transposed: layer.transposedInput,
            columns: shape.inputSize, into: dInputs, stride: passed.dInputStride,
            accumulates: passed.accumulatesInputs)
    }

    /// dz · W or dz · U.
    private func product(
        _ dz: UnsafePointer<Float>, rows: Int, gateStride: Int, transposed: UnsafePointer<Float>, columns: Int,
        into out: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool
    ) {
        var product = PanelProduct(
            rows: rows, columns: columns, a: dz, runs: hiddenStride / 16, width: 64, runStride: gateStride,
            rowStride: 64, panels: transposed, panelStride: 4 * hiddenStride * 16, bias: nil, out: out,
            outStride: stride, accumulate: accumulates ? 1 : 0)
        layer.kernels.pointee.product(&product)
    }

    private func loadFinalStateGradients(_ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>) {
        dCell.update(repeating: 0, count: pass.group.count * hiddenStride)
        guard let states = passed.dFinalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let source = states + place * pass.stateStride
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: shape.isReverse)
            for unit in 0..<shape.hiddenSize {
                passed.dHidden[row * hiddenStride + unit] += source[unit]
                dCell[place * hiddenStride + unit] = source[shape.hiddenSize + unit]
            }
        }
    }

    private func storeInitialStateGradients(
        _ pass: LayerPass<Float>, _ passed: LayerGradientPass<Float>, rows: Range<Int>, dz: UnsafePointer<Float>,
        gateStride: Int
    ) {
        guard let states = passed.dInitialStates else { return }
        let target = states + rows.lowerBound * pass.stateStride
        product(
            dz + rows.lowerBound * 64, rows: rows.count, gateStride: gateStride,
            transposed: layer.transposedRecurrent, columns: shape.hiddenSize, into: target, stride: pass.stateStride,
            accumulates: false)
        for place in rows {
            (states + place * pass.stateStride + shape.hiddenSize).update(
                from: dCell + place * hiddenStride, count: shape.hiddenSize)
        }
    }

    func merge(_ other: any LayerWorkspace<Float>) {
        guard let other = other as? FusedLSTMWorkspace else { preconditionFailure("workspaces of two kinds") }
        gradients.add(other.gradients)
    }

    func storeGradients(into target: UnsafeMutablePointer<Float>) { gradients.store(into: target) }
}
