/// States and their gradients between the order of a batch, `[B, stateSize]`, and the packed buffers.
extension BackpropagationThroughTime {
    /// The parts of a state in their order, with the buffers of step 0's rows that hold them.
    private func stateParts(
        hidden: UnsafeMutablePointer<Scalar>, cell: UnsafeMutablePointer<Scalar>,
        context: UnsafeMutablePointer<Scalar>
    ) -> [(rows: UnsafeMutablePointer<Scalar>, size: Int)] {
        switch architecture.cell {
        case .elman: [(hidden, architecture.hiddenSize)]
        case .lstm: [(hidden, architecture.hiddenSize), (cell, architecture.hiddenSize)]
        case .jordan: [(context, architecture.outputSize)]
        case .elmanJordan: [(hidden, architecture.hiddenSize), (context, architecture.outputSize)]
        }
    }

    func fillInitialStates(_ batch: SequenceBatch<Scalar>, _ states: [Scalar]?) {
        let count = batch.activeCounts[0]
        guard let states else {
            let cell = architecture.cell
            if cell.feedsHiddenBack { clear(buffers.previousHidden, count * architecture.hiddenSize) }
            if cell == .lstm { clear(buffers.initialCell, count * architecture.hiddenSize) }
            if cell.feedsOutputBack { clear(buffers.previousContext, count * architecture.outputSize) }
            return
        }
        precondition(
            states.count == batch.batchSize * architecture.stateSize,
            "\(states.count) state scalars for [\(batch.batchSize), \(architecture.stateSize)]")
        var partOffset = 0
        for (rows, size) in stateParts(
            hidden: buffers.previousHidden, cell: buffers.initialCell, context: buffers.previousContext)
        {
            for place in 0..<count {
                let start = batch.order[place] * architecture.stateSize + partOffset
                for index in 0..<size { rows[place * size + index] = states[start + index] }
            }
            partOffset += size
        }
    }

    func finalStates(_ batch: SequenceBatch<Scalar>, initialStates: [Scalar]?) -> [Scalar] {
        var states = initialStates ?? [Scalar](repeating: 0, count: batch.batchSize * architecture.stateSize)
        for (place, sequence) in batch.order.enumerated() where batch.lengths[sequence] > 0 {
            let row = batch.rowOffsets[batch.lengths[sequence] - 1] + place
            var partOffset = sequence * architecture.stateSize
            for (rows, size) in stateParts(hidden: buffers.hidden, cell: buffers.cell, context: buffers.context) {
                for index in 0..<size { states[partOffset + index] = rows[row * size + index] }
                partOffset += size
            }
        }
        return states
    }

    func initialStateGradients(_ batch: SequenceBatch<Scalar>) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: batch.batchSize * architecture.stateSize)
        for place in 0..<(batch.activeCounts.first ?? 0) {
            var start = batch.order[place] * architecture.stateSize
            for (rows, size) in stateParts(
                hidden: buffers.dInitialHidden, cell: buffers.dCell, context: buffers.dContext)
            {
                for index in 0..<size { result[start + index] = rows[place * size + index] }
                start += size
            }
        }
        return result
    }
}
