extension SequenceBatch {
    /// A batch of inputs only, for outputs and gradients that need no targets.
    ///
    /// It has one target of 0 per step, and no step counts in a loss.
    ///
    /// - Throws: ``NetworkError`` naming sequence, step and feature of the first bad value.
    public init(
        inputSize: Int, inputs: [[Scalar]], staticInputs: [[Scalar]]? = nil
    ) throws(NetworkError) {
        let zeros = inputs.map { [Scalar](repeating: 0, count: $0.count / max(inputSize, 1)) }
        try self.init(
            inputSize: inputSize, targetSize: 1, inputs: inputs, targets: zeros, lossWeights: zeros,
            staticInputs: staticInputs)
    }
}
