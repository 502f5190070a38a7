/// The order in which a layer visits the steps of a group: from the first, or in a reverse layer from the last.
extension SequenceGroup {
    /// The steps in the order of a forward pass.
    func steps(isReverse: Bool) -> StrideTo<Int> {
        isReverse ? stride(from: stepCount - 1, to: -1, by: -1) : stride(from: 0, to: stepCount, by: 1)
    }

    /// The step visited before another.
    func stepBefore(_ step: Int, isReverse: Bool) -> Int? {
        let before = isReverse ? step + 1 : step - 1
        return counts.indices.contains(before) ? before : nil
    }

    /// The rows of a step, the first ones, that come from the step visited before; the others begin here.
    ///
    /// Forward all begin at step 0; in reverse each sequence begins at its own last step.
    func carriedRows(at step: Int, isReverse: Bool) -> Int {
        stepBefore(step, isReverse: isReverse).map { min(counts[$0], counts[step]) } ?? 0
    }

    /// The row, counted inside the group, at which the visit of a sequence ends.
    func finalRow(ofPlace place: Int, length: Int, isReverse: Bool) -> Int {
        isReverse ? place : offsets[length - 1] + place
    }
}
