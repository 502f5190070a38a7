internal import CRecurrentKernels

/// The output context of the Jordan cells in a ``FusedSimpleWorkspace``; the equations are those of ``OutputContext``.
struct FusedContext {
    private let size, stateOffset: Int
    private let decayFactor: Float
    private let feedback: ContextFeedback
    /// `[N, O]`, the context that each row reads, the one it leaves, and what was added.
    let before, after, outputs: UnsafeMutablePointer<Float>
    /// `[B, O]`, the gradient by the context, carried back.
    let gradient: UnsafeMutablePointer<Float>

    /// - Parameter memory: room for the four parts in their order.
    init(shape: LayerShape, memory: [UnsafeMutablePointer<Float>]) {
        size = shape.contextSize
        stateOffset = shape.hiddenStateSize
        decayFactor = Float(shape.contextDecay)
        feedback = shape.contextFeedback
        (before, after, outputs, gradient) = (memory[0], memory[1], memory[2], memory[3])
    }

    /// Fills in what the rows of a step read: never a reverse layer, so either all rows begin or none.
    func carry(_ pass: LayerPass<Float>, to time: Int) {
        let row = pass.group.offsets[time]
        let rows = pass.group.counts[time]
        if time > 0 {
            (before + row * size).update(from: after + pass.group.offsets[time - 1] * size, count: rows * size)
            return
        }
        for place in 0..<rows {
            for index in 0..<size {
                before[(row + place) * size + index] =
                    pass.initialStates?[place * pass.stateStride + stateOffset + index] ?? 0
            }
        }
    }

    /// y = ψ(l), ctx' = α ctx + y.
    func advance(
        row: Int, rows: Int, logits: UnsafePointer<Float>, kernels: UnsafePointer<RecurrentKernels>
    ) {
        let (start, count) = (row * size, rows * size)
        (outputs + start).update(from: logits, count: count)
        if feedback == .sigmoid { kernels.pointee.sigmoid(outputs + start, count) }
        for index in start..<(start + count) { after[index] = decayFactor * before[index] + outputs[index] }
    }

    /// dl += dctx' ψ'(l).
    func completeLogitGradients(_ dLogits: UnsafeMutablePointer<Float>, row: Int, rows: Int) {
        for index in 0..<(rows * size) {
            let y = outputs[row * size + index]
            dLogits[index] += gradient[index] * (feedback == .sigmoid ? y * (1 - y) : 1)
        }
    }

    /// dctx ← α dctx, before Cᵀ dz is added.
    func decay(rows: Int) {
        for index in 0..<(rows * size) { gradient[index] *= decayFactor }
    }

    /// Writes the context after each sequence's last step.
    func storeFinalStates(_ pass: LayerPass<Float>) {
        guard let states = pass.finalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: false)
            (states + place * pass.stateStride + stateOffset).update(from: after + row * size, count: size)
        }
    }

    /// The carried gradient before the walk back.
    func loadFinalStateGradients(_ pass: LayerPass<Float>, _ states: UnsafePointer<Float>?) {
        gradient.update(repeating: 0, count: pass.group.count * size)
        guard let states else { return }
        for place in 0..<pass.group.count {
            (gradient + place * size).update(from: states + place * pass.stateStride + stateOffset, count: size)
        }
    }
}
