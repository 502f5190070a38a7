/// A range of time steps cut out of a batch, for walks in chunks.
extension SequenceBatch {
    /// The steps of `range` of every sequence as a batch of its own.
    ///
    /// Sequences that end before the range have no steps in it. Static inputs stay.
    ///
    /// - Parameters:
    ///   - range: steps, counted from the start of the sequences; may go past their ends.
    ///   - lossStart: the first step that counts in the loss; the weights of those before become 0.
    func window(_ range: Range<Int>, lossStart: Int = 0) -> SequenceBatch {
        SequenceBatch(self, range, lossStart)
    }

    /// Sequences sorted by length are so in any window too, hence places and groups stay.
    ///
    /// The rows of a group follow
    /// each other step by step, so those of a window are one piece of them.
    private init(_ batch: SequenceBatch, _ range: Range<Int>, _ lossStart: Int) {
        func length(_ length: Int) -> Int { min(max(length - range.lowerBound, 0), range.count) }
        func rows(_ group: SequenceGroup) -> Range<Int> {
            func offset(_ step: Int) -> Int {
                group.rowStart + (step < group.stepCount ? group.offsets[step] : group.rowCount)
            }
            return offset(range.lowerBound)..<offset(range.upperBound)
        }
        func cut(_ values: [Scalar], width: Int) -> [Scalar] {
            var result: [Scalar] = []
            for group in batch.groups where !values.isEmpty {
                let rows = rows(group)
                result += values[(rows.lowerBound * width)..<(rows.upperBound * width)]
            }
            return result
        }
        inputSize = batch.inputSize
        targetSize = batch.targetSize
        staticSize = batch.staticSize
        order = batch.order
        lengths = batch.lengths.map(length)
        groups = SequenceGroup.groups(ofSortedLengths: batch.order.map { length(batch.lengths[$0]) })
        inputs = cut(batch.inputs, width: batch.inputSize)
        targets = cut(batch.targets, width: batch.targetSize)
        targetWeights = cut(batch.targetWeights, width: batch.targetSize)
        staticInputs = batch.staticInputs
        targetOutsideUnitInterval = batch.targetOutsideUnitInterval
        var weights = cut(batch.lossWeights, width: 1)
        for group in groups where lossStart > range.lowerBound {
            let first = group.rowStart + (group.offsets.dropFirst(lossStart - range.lowerBound).first ?? group.rowCount)
            for row in group.rowStart..<first { weights[row] = 0 }
        }
        lossWeights = weights
        lossWeightSum = weights.reduce(0) { $0 + Double($1) }
    }
}
