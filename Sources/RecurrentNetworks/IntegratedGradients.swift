/// Integrated gradients: what every input of every time step contributes to an output of a network.
///
/// On the straight path from a baseline x′ to the inputs x, for every time step t and feature i:
///
///     attribution_ti = (x_ti − x′_ti) ∫₀¹ ∂F/∂x_ti (x′ + a (x − x′)) da ≈ (x_ti − x′_ti) Σ_p w_p ∂F/∂x_ti (at a_p)
///
/// with the n nodes a_p and weights w_p of Gauss and Legendre and ∂F/∂x by backpropagation through time. The
/// attributions add up to F(x) − F(x′) (completeness); ``Attribution/completenessGap`` says how nearly. They explain
/// the network, not the patient, and depend on the baseline: 0 is the mean of a standardized feature.
/// Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017.
///
/// Not `Sendable`: the buffers are those of a ``BackpropagationThroughTime``.
public struct IntegratedGradients<Scalar: NetworkScalar> {
    /// n, points on the path to begin with.
    public let pointCount: Int
    /// The largest completeness gap, either way, to be content with; nil takes any.
    public let tolerance: Double?
    /// The number of points, doubled while the gap is larger than the tolerance, goes no further than this.
    public let maximumPointCount: Int

    private let backpropagation: BackpropagationThroughTime<Scalar>

    /// Prepares for networks of one architecture.
    ///
    /// - Precondition: 1 ≤ `pointCount` ≤ `maximumPointCount`, and the tolerance is at least 0.
    public init(
        architecture: NetworkArchitecture, pointCount: Int = 50, tolerance: Double? = nil,
        maximumPointCount: Int = 1600, threadCount: Int = 1,
        implementation: BackpropagationThroughTime<Scalar>.Implementation = .fused
    ) {
        precondition(
            pointCount >= 1 && pointCount <= maximumPointCount,
            "pointCount is \(pointCount), maximumPointCount \(maximumPointCount), expected 1 ≤ pointCount ≤ maximumPointCount"
        )
        precondition(tolerance ?? 0 >= 0, "tolerance is \(tolerance ?? 0), expected at least 0")
        self.pointCount = pointCount
        self.tolerance = tolerance
        self.maximumPointCount = maximumPointCount
        backpropagation = BackpropagationThroughTime(
            architecture: architecture, threadCount: threadCount, implementation: implementation)
    }

    /// The attributions of one output to the inputs of one sequence.
    ///
    /// The initial state, or the static inputs it comes from, are the same on the whole path and get no share.
    ///
    /// - Parameters:
    ///   - inputs: `[T, D]`, at least one step.
    ///   - baseline: `[T, D]`; nil for zeros.
    ///   - output: the number F that is explained.
    ///   - timeStep: the step whose output it is, 0..<T; nil for the last. In a network that is not bidirectional the
    ///     inputs of later steps get 0.
    ///   - initialState: `[stateSize]`; nil for zeros, or for what the network computes from the static inputs.
    ///   - staticInputs: `[S]`; nil for none.
    /// - Returns: the attributions; where the tolerance could not be met, those of the most points.
    /// - Throws: ``NetworkError`` if the network and the inputs do not fit each other.
    /// - Precondition: the output and the step exist.
    public func attribution(
        network: RecurrentNetwork<Scalar>, inputs: [Scalar], baseline: [Scalar]? = nil, output: AttributedOutput,
        timeStep: Int? = nil, initialState: [Scalar]? = nil, staticInputs: [Scalar]? = nil
    ) throws(NetworkError) -> Attribution {
        let architecture = backpropagation.architecture
        let baseline = baseline ?? [Scalar](repeating: 0, count: inputs.count)
        for (name, values) in [("inputs", inputs), ("baseline", baseline)]
        where inputs.isEmpty || values.count != inputs.count || !values.count.isMultiple(of: architecture.inputSize) {
            throw NetworkError.sequenceSizeMismatch(
                sequence: 0, array: name, expected: "the same positive multiple of \(architecture.inputSize)",
                found: values.count)
        }
        let stepCount = inputs.count / architecture.inputSize
        let path = Path(
            network: network, inputs: inputs, baseline: baseline, output: output,
            timeStep: timeStep ?? stepCount - 1, initialState: initialState, staticInputs: staticInputs)
        precondition((0..<stepCount).contains(path.timeStep), "time step \(path.timeStep) of \(stepCount)")
        precondition(
            (0..<architecture.outputSize).contains(output.index),
            "output \(output.index) of \(architecture.outputSize)")
        let ends = try walk(path, at: [1, 0], weights: [0, 0]).outputs
        var count = pointCount
        while true {
            let attribution = Attribution(
                values: try integrate(path, pointCount: count), outputForInputs: ends[0], outputForBaseline: ends[1],
                pointCount: count)
            if count == maximumPointCount || abs(attribution.completenessGap) <= tolerance ?? .infinity {
                return attribution
            }
            count = min(2 * count, maximumPointCount)
        }
    }

    /// The path from the baseline to the inputs and what is asked of it.
    private struct Path {
        let network: RecurrentNetwork<Scalar>
        let inputs, baseline: [Scalar]
        let output: AttributedOutput
        let timeStep: Int
        let initialState, staticInputs: [Scalar]?

        /// x′ + a (x − x′).
        func point(_ a: Double) -> [Scalar] {
            zip(inputs, baseline).map { input, base in base + Scalar(a) * (input - base) }
        }
    }

    /// Points walked as one batch; more would only take memory.
    private static var pointsPerBatch: Int { 64 }

    private func integrate(_ path: Path, pointCount: Int) throws(NetworkError) -> [Double] {
        let quadrature = GaussLegendreQuadrature(count: pointCount)
        var values = [Double](repeating: 0, count: path.inputs.count)
        for first in stride(from: 0, to: pointCount, by: Self.pointsPerBatch) {
            let points = first..<min(first + Self.pointsPerBatch, pointCount)
            let gradient = try walk(
                path, at: Array(quadrature.nodes[points]), weights: Array(quadrature.weights[points])
            ).gradient
            for index in values.indices { values[index] += gradient[index] }
        }
        for index in values.indices { values[index] *= Double(path.inputs[index]) - Double(path.baseline[index]) }
        return values
    }

    /// The outputs at points of the path, and the weighted sum of their gradients by the inputs, `[T, D]`.
    private func walk(
        _ path: Path, at nodes: [Double], weights: [Double]
    ) throws(NetworkError) -> (outputs: [Double], gradient: [Double]) {
        let (count, architecture) = (nodes.count, backpropagation.architecture)
        let (inputSize, outputSize) = (architecture.inputSize, architecture.outputSize)
        let batch = try SequenceBatch(
            inputSize: inputSize, inputs: nodes.map(path.point),
            staticInputs: path.staticInputs.map { [[Scalar]](repeating: $0, count: count) })
        let states = path.initialState.map { state in nodes.flatMap { _ in state } }
        let logits = try backpropagation.forward(network: path.network, batch: batch, initialStates: states)
        var dLogits = [Scalar](repeating: 0, count: logits.count)
        var outputs: [Double] = []
        for point in 0..<count {
            let start = (path.timeStep * count + point) * outputSize
            let (value, derivatives) = path.output.evaluate(logits[start..<(start + outputSize)])
            outputs.append(value)
            for (index, derivative) in derivatives.enumerated() {
                dLogits[start + index] = Scalar(weights[point] * derivative)
            }
        }
        let dInputs = try backpropagation.gradients(
            network: path.network, batch: batch, dLogits: dLogits, initialStates: states
        ).inputs
        var gradient = [Double](repeating: 0, count: path.inputs.count)
        for (index, derivative) in dInputs.enumerated() {
            let (step, feature) = (index / (count * inputSize), index % inputSize)
            gradient[step * inputSize + feature] += Double(derivative)
        }
        return (outputs, gradient)
    }
}
