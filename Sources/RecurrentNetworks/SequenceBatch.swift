/// Sequences of any lengths with their targets and loss weights, packed for a walk over time.
///
/// `D` is ``inputSize``, `K` ``targetSize``, `S` ``staticSize``, `B` ``batchSize``, `T` ``sequenceLength`` and `N`
/// ``rowCount``, the sum of the lengths. Inside, the sequences are sorted longest first (stable), cut into groups and
/// stored group after group, time-major without padding: the rows of step 0, then those of step 1, and so on. The work
/// is therefore proportional to `N`, not to `T · B`. Results come back in the order the sequences were given in.
public struct SequenceBatch<Scalar: NetworkScalar>: Sendable {
    /// `D`, features per step.
    public let inputSize: Int
    /// `K`, targets per step; for most losses the outputs of the network.
    public let targetSize: Int
    /// `S`, static inputs per sequence, from which a network may compute its initial state; 0 for none.
    public let staticSize: Int
    /// The length of each sequence, in the order given; 0 is allowed.
    public let lengths: [Int]
    /// Σ loss weights over all steps; the denominator of the mean loss.
    public let lossWeightSum: Double

    /// `B`, the number of sequences.
    public var batchSize: Int { lengths.count }
    /// `T`, the length of the longest sequence.
    public var sequenceLength: Int { groups.first?.stepCount ?? 0 }
    /// `N`, the sum of the lengths.
    public var rowCount: Int { lossWeights.count }

    /// Place in the sorted order → index in the order given.
    let order: [Int]
    /// The groups; they cover the rows without holes.
    let groups: [SequenceGroup]
    /// `[N, D]`.
    let inputs: [Scalar]
    /// `[N, K]`.
    let targets: [Scalar]
    /// `[N]`.
    let lossWeights: [Scalar]
    /// `[N, K]`, or empty for all 1.
    let targetWeights: [Scalar]
    /// `[B, S]` in the order of places.
    let staticInputs: [Scalar]
    /// The first target outside 0...1 at a step with a positive weight, which a cross-entropy refuses.
    let targetOutsideUnitInterval: NetworkError?

    /// Checks and packs sequences.
    ///
    /// - Parameters:
    ///   - inputs: per sequence `[length, inputSize]`, row-major; decides the length.
    ///   - targets: per sequence `[length, targetSize]`.
    ///   - lossWeights: per sequence `[length]`, at least 0; 0 leaves a step out of the loss.
    ///   - targetWeights: per sequence `[length, targetSize]`, at least 0, multiplied with the step's; nil for all 1.
    ///   - staticInputs: per sequence `[S]`; nil for none.
    /// - Throws: ``NetworkError`` naming sequence, step and feature of the first bad value: NaN and infinities are
    ///   refused everywhere, also in targets that do not count.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public init(
        inputSize: Int, targetSize: Int, inputs: [[Scalar]], targets: [[Scalar]], lossWeights: [[Scalar]],
        targetWeights: [[Scalar]]? = nil, staticInputs: [[Scalar]]? = nil
    ) throws(NetworkError) {
        for (name, size) in [("inputSize", inputSize), ("targetSize", targetSize)] {
            guard (1...NetworkArchitecture.maximumSize).contains(size) else {
                throw NetworkError.invalidSize(name: name, value: size)
            }
        }
        guard inputs.count == targets.count, inputs.count == lossWeights.count,
            inputs.count == targetWeights?.count ?? inputs.count, inputs.count == staticInputs?.count ?? inputs.count
        else {
            throw NetworkError.sequenceCountMismatch(
                inputs: inputs.count, targets: targets.count, lossWeights: lossWeights.count)
        }
        var lengths: [Int] = []
        lengths.reserveCapacity(inputs.count)
        var weightSum = 0.0
        var outside: NetworkError?
        for sequence in inputs.indices {
            let length = try Self.checkedLength(
                sequence, inputs[sequence], inputSize, targets[sequence], targetSize, lossWeights[sequence])
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
                let (step, output) = (index / targetSize, index % targetSize)
                guard value.isFinite else {
                    throw NetworkError.nonFiniteTarget(
                        sequence: sequence, timeStep: step, output: output, value: Double(value))
                }
                if outside == nil, value < 0 || value > 1, lossWeights[sequence][step] > 0 {
                    outside = .targetOutOfRange(
                        sequence: sequence, timeStep: step, output: output, value: Double(value))
                }
            }
            if let weights = targetWeights?[sequence] {
                try Self.check(weights, sequence: sequence, length: length, targetSize: targetSize)
            }
        }
        self.inputSize = inputSize
        self.targetSize = targetSize
        self.lengths = lengths
        lossWeightSum = weightSum
        targetOutsideUnitInterval = outside
        let order = lengths.indices.sorted { (lengths[$0], $1) > (lengths[$1], $0) }
        self.order = order
        let groups = SequenceGroup.groups(ofSortedLengths: order.map { lengths[$0] })
        self.groups = groups
        self.inputs = Self.packed(inputs, width: inputSize, order: order, groups: groups)
        self.targets = Self.packed(targets, width: targetSize, order: order, groups: groups)
        self.lossWeights = Self.packed(lossWeights, width: 1, order: order, groups: groups)
        self.targetWeights =
            targetWeights.map { Self.packed($0, width: targetSize, order: order, groups: groups) } ?? []
        (staticSize, self.staticInputs) = try Self.checkedStaticInputs(staticInputs ?? [], order: order)
    }

    private static func checkedLength(
        _ sequence: Int, _ inputs: [Scalar], _ inputSize: Int, _ targets: [Scalar], _ targetSize: Int,
        _ lossWeights: [Scalar]
    ) throws(NetworkError) -> Int {
        let length = inputs.count / inputSize
        guard inputs.count % inputSize == 0 else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "inputs", expected: "a multiple of \(inputSize)", found: inputs.count)
        }
        guard targets.count == length * targetSize else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "targets", expected: "\(length) · \(targetSize)", found: targets.count)
        }
        guard lossWeights.count == length else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "lossWeights", expected: "\(length)", found: lossWeights.count)
        }
        return length
    }

    private static func check(
        _ weights: [Scalar], sequence: Int, length: Int, targetSize: Int
    ) throws(NetworkError) {
        guard weights.count == length * targetSize else {
            throw NetworkError.sequenceSizeMismatch(
                sequence: sequence, array: "targetWeights", expected: "\(length) · \(targetSize)",
                found: weights.count)
        }
        for (index, weight) in weights.enumerated() where !(weight.isFinite && weight >= 0) {
            throw NetworkError.invalidLossWeight(
                sequence: sequence, timeStep: index / targetSize, value: Double(weight))
        }
    }

    private static func checkedStaticInputs(
        _ values: [[Scalar]], order: [Int]
    ) throws(NetworkError) -> (size: Int, packed: [Scalar]) {
        let size = values.first?.count ?? 0
        for (sequence, values) in values.enumerated() {
            guard values.count == size else {
                throw NetworkError.sequenceSizeMismatch(
                    sequence: sequence, array: "staticInputs", expected: "\(size)", found: values.count)
            }
            for (feature, value) in values.enumerated() where !value.isFinite {
                throw NetworkError.nonFiniteStaticInput(sequence: sequence, feature: feature, value: Double(value))
            }
        }
        return (size, size > 0 ? order.flatMap { values[$0] } : [])
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private static func packed(
        _ sequences: [[Scalar]], width: Int, order: [Int], groups: [SequenceGroup]
    ) -> [Scalar] {
        var rows: [Scalar] = []
        rows.reserveCapacity(groups.reduce(0) { $0 + $1.rowCount } * width)
        for group in groups {
            for (step, active) in group.counts.enumerated() {
                for sequence in order[group.firstPlace..<(group.firstPlace + active)] {
                    rows.append(contentsOf: sequences[sequence][(step * width)..<((step + 1) * width)])
                }
            }
        }
        return rows
    }
}
