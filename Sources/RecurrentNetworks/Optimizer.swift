/// A rule that moves parameters against their gradients, with the memory it keeps between updates.
///
/// Optimizers are values: a copy continues on its own. ``stateTensors()`` and ``restore(_:)`` carry the memory
/// through a file; an optimizer made with the same arguments and restored goes on to the same bits.
public protocol Optimizer<Scalar>: Sendable {
    /// The type of the parameters.
    associatedtype Scalar: NetworkScalar

    /// η; may be changed between updates, for a schedule.
    var learningRate: Double { get set }

    /// Updates done.
    var stepCount: Int { get }

    /// Moves `parameters` one step against `gradients`.
    ///
    /// - Precondition: both have the count the optimizer was made for.
    mutating func update(parameters: inout [Scalar], gradients: [Scalar])

    /// The memory: `step` `[]` of type I64 and arrays `[parameterCount]`, named as in PyTorch's `state_dict`.
    func stateTensors() -> [Tensor]

    /// Takes over the memory of an optimizer of the same kind for as many parameters.
    ///
    /// - Throws: ``NetworkError`` naming the first tensor that is missing, unknown, misshapen, of another type or not
    ///   finite; the optimizer is then unchanged.
    mutating func restore(_ tensors: [Tensor]) throws(NetworkError)
}
