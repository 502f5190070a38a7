import Synchronization

/// Counts what a part of the pipeline gets done, so that others see whether it gets on.
///
/// Not part of the state of an actor: whoever asks must not wait for the work in hand.
final class ProgressCounter: Sendable {
    private let count = Atomic(0)

    /// Something was done.
    func advance() { count.wrappingAdd(1, ordering: .relaxed) }

    /// How much was done so far.
    var value: Int { count.load(ordering: .relaxed) }
}
