/// Sequences of any lengths with their targets and loss weights, packed for a walk over time.
///
/// `D` is ``inputSize``, `O` ``outputSize``, `B` ``batchSize``, `T` ``sequenceLength`` and `N` ``rowCount``, the sum
/// of the lengths. Inside, the sequences are sorted longest first (stable) and stored time-major without padding:
/// the rows of step 0, then those of step 1, and so on. The sequences running at a step are therefore a prefix of
/// those of the step before, and the work is proportional to `N`, not to `T · B`. Results come back in the order the
/// sequences were given in.
public struct SequenceBatch<Scalar: NetworkScalar>: Sendable {
    /// `D`, features per step.
    public let inputSize: Int
    /// `O`, targets per step.
    public let outputSize: Int
    /// The length of each sequence, in the order given; 0 is allowed.
    public let lengths: [Int]
    /// Σ loss weights over all steps; the denominator of the mean loss.
    public let lossWeightSum: Double

    /// `B`, the number of sequences.
    public var batchSize: Int { lengths.count }
    /// `T`, the length of the longest sequence.
    public var sequenceLength: Int { activeCounts.count }
    /// `N`, the sum of the lengths.
    public var rowCount: Int { lossWeights.count }

    /// Place in the sorted order → index in the order given.
    let order: [Int]
    /// Sequences running at each step, descending.
    let activeCounts: [Int]
    /// The first row of each step.
    let rowOffsets: [Int]
    /// `[N, D]`.
    let inputs: [Scalar]
    /// `[N, O]`.
    let targets: [Scalar]
    /// `[N]`.
    let lossWeights: [Scalar]
    /// The first target outside 0...1 at a step with a positive weight, which a cross-entropy refuses.
    let targetOutsideUnitInterval: NetworkError?

    /// Checks and packs sequences.
    ///
    /// - Parameters:
    ///   - inputs: per sequence `[length, inputSize]`, row-major; decides the length.
    ///   - targets: per sequence `[length, outputSize]`.
    ///   - lossWeights: per sequence `[length]`, at least 0; 0 leaves a step out of the loss.
    /// - Throws: ``NetworkError`` naming sequence, step and feature of the first bad value: NaN and infinities are
    ///   refused everywhere, also in targets that do not count.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public init(
        inputSize: Int, outputSize: Int, inputs: [[Scalar]], targets: [[Scalar]], lossWeights: [[Scalar]]
    ) throws(NetworkError) {
        for (name, size) in [("inputSize", inputSize), ("outputSize", outputSize)] {
            guard (1...NetworkArchitecture.maximumSize).contains(size) else {
                throw NetworkError.invalidSize(name: name, value: size)
            }
        }
        guard inputs.count == targets.count, inputs.count == lossWeights.count else {
            throw NetworkError.sequenceCountMismatch(
                inputs: inputs.count, targets: targets.count, lossWeights: lossWeights.count)
        }
        var lengths: [Int] = []
        lengths.reserveCapacity(inputs.count)
        var weightSum = 0.0
        var outside: NetworkError?
        for sequence in inputs.indices {
            let length = try Self.checkedLength(
                sequence, inputs[sequence], inputSize, targets[sequence], outputSize, lossWeights[sequence])
            lengths.append(length)
            for (index, value) in inputs[sequence].enumerated() where !value.isFinite {
                throw NetworkError.nonFiniteInput(
                    sequence: sequence, timeStep: index / inputSize, feature: index % inputSize, value: Double(value))
            }
            for (step, weight) in lossWeights[sequence].enumerated() {
                guard weight.isFinite, weight >= 0 else {
                    throw NetworkError.invalidLossWeight(sequence: sequence, timeStep: step, value: Double(weight))
                }
                weightSum += Double(weight)
            }
            for (index, value) in targets[sequence].enumerated() {
                let (step, output) = (index / outputSize, index % outputSize)
                guard value.isFinite else {
                    throw NetworkError.nonFiniteTarget(
                        sequence: sequence, timeStep: step, output: output, value: Double(value))
                }
                if outside == nil, value < 0 || value > 1, lossWeights[sequence][step] > 0 {
                    outside = .targetOutOfRange(
                        sequence: sequence, timeStep: step, output: output, value: Double(value))
                }
            }
        }
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.lengths = lengths
        lossWeightSum = weightSum
        targetOutsideUnitInterval = outside
        let order = lengths.indices.sorted { (lengths[$0], $1) > (lengths[$1], $0) }
        self.order = order
        var activeCounts: [Int] = []
        var active = order.count
        for step in 0..<(lengths.max() ?? 0) {
            while active > 0, lengths[order[active - 1]] <= step { active -= 1 }
            activeCounts.append(active)
        }
        self.activeCounts = activeCounts
        var offset = 0
        rowOffsets = activeCounts.map { count in
            defer { offset += count }
            return offset
        }
        self.inputs = Self.packed(inputs, width: inputSize, order: order, activeCounts: activeCounts)
        self.targets = Self.packed(targets, width: outputSize, order: order, activeCounts: activeCounts)
        self.lossWeights = Self.packed(lossWeights, width: 1, order: order, activeCounts: activeCounts)
    }

    /// Packed rows `[N, width]` → padded `[T, B, width]` in the order given, 0 past a sequence's end.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func padded(_ rows: UnsafePointer<Scalar>, width: Int) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: sequenceLength * batchSize * width)
        for step in 0..<sequenceLength {
            for place in 0..<activeCounts[step] {
                let source = rows + (rowOffsets[step] + place) * width
                let target = (step * batchSize + order[place]) * width
                for index in 0..<width { result[target + index] = source[index] }
            }
        }
        return result
    }

    /// Padded `[T, B, width]` in the order given → packed rows `[N, width]`; what lies past an end is ignored.
    func pack(padded values: [Scalar], width: Int, into rows: UnsafeMutablePointer<Scalar>) {
        precondition(
            values.count == sequenceLength * batchSize * width,
            "\(values.count) padded scalars for [\(sequenceLength), \(batchSize), \(width)]")
        for step in 0..<sequenceLength {
            for place in 0..<activeCounts[step] {
                let target = rows + (rowOffsets[step] + place) * width
                let source = (step * batchSize + order[place]) * width
                for index in 0..<width { target[index] = values[source + index] }
            }
        }
    }

    private static func checkedLength(
        _ sequence: Int, _ inputs: [Scalar], _ inputSize: Int, _ targets: [Scalar], _ outputSize: Int,
        _ lossWeights: [Scalar]
    ) throws(NetworkError) -> Int {
        let length = inputs.count / inputSize
        guard inputs.count % inputSize == 0 else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "inputs", expected: "a multiple of \(inputSize)", found: inputs.count)
        }
        guard targets.count == length * outputSize else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "targets", expected: "\(length) · \(outputSize)", found: targets.count)
        }
        guard lossWeights.count == length else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "lossWeights", expected: "\(length)", found: lossWeights.count)
        }
        return length
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private static func packed(_ sequences: [[Scalar]], width: Int, order: [Int], activeCounts: [Int]) -> [Scalar] {
        var rows: [Scalar] = []
        rows.reserveCapacity(activeCounts.reduce(0, +) * width)
        for (step, active) in activeCounts.enumerated() {
            for sequence in order[..<active] {
                rows.append(contentsOf: sequences[sequence][(step * width)..<((step + 1) * width)])
            }
        }
        return rows
    }
}
