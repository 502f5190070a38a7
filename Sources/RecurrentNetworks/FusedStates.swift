/// A part of the state, h or c, in rows of whole vectors: where it comes from and goes to at the ends of sequences.
struct FusedStates {
    /// `H` and `Hp`.
    let size, stride: Int
    /// The first scalar of the part in this layer's part of a state.
    let offset: Int
    /// `[B, Hp]`, the part before the first step.
    let initial: UnsafeMutablePointer<Float>
    /// `[B, Hp]`, the part before a step of which some rows begin.
    let mixed: UnsafeMutablePointer<Float>

    /// Takes in the states before the first step.
    func load(_ states: UnsafePointer<Float>?, stateStride: Int, count: Int) {
        initial.update(repeating: 0, count: count * stride)
        guard let states else { return }
        for place in 0..<count {
            (initial + place * stride).update(from: states + place * stateStride + offset, count: size)
        }
    }

    /// The rows that a step reads: those of the step before as they are, or with the initial ones of rows that begin.
    func before(
        _ time: Int, in group: SequenceGroup, isReverse: Bool, rows: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        let carried = group.carriedRows(at: time, isReverse: isReverse)
        guard carried > 0, let before = group.stepBefore(time, isReverse: isReverse) else { return initial }
        let source = rows + group.offsets[before] * stride
        let count = group.counts[time]
        guard carried < count else { return source }
        mixed.update(from: source, count: carried * stride)
        (mixed + carried * stride).update(from: initial + carried * stride, count: (count - carried) * stride)
        return mixed
    }

    /// Writes the part after each sequence's last step.
    func store(_ rows: UnsafePointer<Float>, _ pass: LayerPass<Float>, isReverse: Bool) {
        guard let states = pass.finalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: isReverse)
            (states + place * pass.stateStride + offset).update(from: rows + row * stride, count: size)
        }
    }
}
