/// States between the order of a batch and the order of places.
extension BackpropagationThroughTime {
    /// `[B, stateSize]` in the order of the batch → by place; zeros for nil.
    func packedStates(_ states: [Scalar]?, _ batch: SequenceBatch<Scalar>) -> [Scalar] {
        guard let states else { return [Scalar](repeating: 0, count: batch.batchSize * layout.stateSize) }
        return batch.order.flatMap { states[($0 * layout.stateSize)..<(($0 + 1) * layout.stateSize)] }
    }

    /// The states sequences begin in, `[B, stateSize]` by place: as given, from the static inputs, or zeros.
    func beginningStates(
        _ states: [Scalar]?, _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>
    ) -> [Scalar] {
        let staticSize = architecture.staticSize
        guard states == nil, staticSize > 0 else { return packedStates(states, batch) }
        return (0..<batch.batchSize).flatMap { place in
            network.initialState(
                staticInputs: Array(batch.staticInputs[(place * staticSize)..<((place + 1) * staticSize)]))
        }
    }

    /// `[B, stateSize]` by place → in the order of the batch.
    func unpackedStates(_ states: [Scalar], _ batch: SequenceBatch<Scalar>) -> [Scalar] {
        var result = states
        for (place, sequence) in batch.order.enumerated() {
            for index in 0..<layout.stateSize {
                result[sequence * layout.stateSize + index] = states[place * layout.stateSize + index]
            }
        }
        return result
    }
}
