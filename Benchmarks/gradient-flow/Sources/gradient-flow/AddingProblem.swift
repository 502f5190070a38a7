import RecurrentNetworks

/// Sequences of the adding problem: at the end, the sum of the two numbers that were marked on the way is asked for.
///
/// A step has two inputs, a number uniform in 0..<1 and a mark. One mark is in the first half of the sequence, one in
/// the second, so the first lies between half the length and the whole length back. Who always answers 1 has a mean
/// squared error of 1/6 = 0.167. Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9 (1997),
/// in the form of Arjovsky, Shah and Bengio, "Unitary evolution recurrent neural networks", ICML 2016.
struct AddingProblem {
    /// A sequence counts as understood if the answer is off by less, as in the paper of 1997.
    static let tolerance = 0.04

    private let length: Int
    private var inputs: [[Float]] = []
    /// The right answers.
    private(set) var sums: [Float] = []

    /// Draws sequences.
    init(count: Int, length: Int, from generator: inout CounterBasedGenerator) {
        self.length = length
        let half = Double(length / 2)
        for _ in 0..<count {
            let marks = [Int(generator.nextUnit() * half), length / 2 + Int(generator.nextUnit() * half)]
            var steps = [Float](repeating: 0, count: 2 * length)
            for step in 0..<length { steps[2 * step] = Float(generator.nextUnit()) }
            for mark in marks { steps[2 * mark + 1] = 1 }
            inputs.append(steps)
            sums.append(steps[2 * marks[0]] + steps[2 * marks[1]])
        }
    }

    /// The sequences as a batch in which only the last step counts.
    func batch<Scalar: NetworkScalar>() throws -> SequenceBatch<Scalar> {
        let zeros = [Scalar](repeating: 0, count: length - 1)
        return try SequenceBatch(
            inputSize: 2, targetSize: 1, inputs: inputs.map { $0.map { Scalar(Double($0)) } },
            targets: sums.map { zeros + [Scalar(Double($0))] },
            lossWeights: [[Scalar]](repeating: zeros + [1], count: sums.count))
    }
}
