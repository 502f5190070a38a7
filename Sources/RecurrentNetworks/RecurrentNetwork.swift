/// A recurrent network: a stack of recurrent layers and a linear head, with all its parameters in one array.
///
///     h_t, state = layers(x_t, state)        logits_t = V h_t + c
///
/// The logits are linear; what they mean is the loss's affair, for a binary cross-entropy a probability is their
/// sigmoid. ``forward(_:)`` and ``step(input:state:)`` compute the same function, over whole batches and one step at a
/// time. One set of weights serves all steps.
public struct RecurrentNetwork<Scalar: NetworkScalar>: Sendable, Equatable {
    /// The sizes and the cell.
    public let architecture: NetworkArchitecture
    /// All parameters, in the blocks of ``NetworkArchitecture/parameterBlocks``.
    public var parameters: [Scalar]

    /// A network with given parameters.
    ///
    /// - Throws: ``NetworkError/parameterCountMismatch(expected:found:)`` or
    ///   ``NetworkError/nonFiniteParameter(block:index:value:)``.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public init(architecture: NetworkArchitecture, parameters: [Scalar]) throws(NetworkError) {
        guard parameters.count == architecture.parameterCount else {
            throw NetworkError.parameterCountMismatch(expected: architecture.parameterCount, found: parameters.count)
        }
        if let index = parameters.firstIndex(where: { !$0.isFinite }) {
            let block = architecture.parameterBlocks.first { $0.range.contains(index) }
            throw NetworkError.nonFiniteParameter(
                block: block?.name ?? "parameters", index: index - (block?.range.lowerBound ?? 0),
                value: Double(parameters[index]))
        }
        self.init(architecture: architecture, checkedParameters: parameters)
    }

    init(architecture: NetworkArchitecture, checkedParameters: [Scalar]) {
        self.architecture = architecture
        parameters = checkedParameters
    }

    /// The same network in another scalar type.
    public init<Other: NetworkScalar>(_ other: RecurrentNetwork<Other>) {
        self.init(architecture: other.architecture, checkedParameters: other.parameters.map { Scalar($0) })
    }

    /// The logits `[T, B, O]` of a batch in the order its sequences were given, 0 past a sequence's end.
    ///
    /// Allocates its buffers anew; keep a ``BackpropagationThroughTime`` and use its `forward` for many batches.
    /// - Throws: ``NetworkError`` if the batch has other sizes than the network.
    public func forward(_ batch: SequenceBatch<Scalar>) throws(NetworkError) -> [Scalar] {
        try BackpropagationThroughTime(architecture: architecture).forward(network: self, batch: batch)
    }
}
