import Synchronization

/// How much unfinished messages take up in memory, over all connections of a listener.
///
/// Every connection may hold a message of the largest size, and thousands may be open: their product is more than a
/// machine has. Beyond the limit, connections that hold much are closed; those that hold little go on.
final class BufferedBytes: Sendable {
    /// In bytes; a connection that holds no more is never closed for what others hold.
    static let smallShare = 16 << 10

    private let total = Atomic(0)
    private let limit: Int

    /// - Parameter limit: in bytes, for all connections together.
    init(limit: Int = 128 << 20) { self.limit = limit }

    /// A connection holds more or less than before.
    ///
    /// - Returns: whether all hold too much.
    func change(by difference: Int) -> Bool {
        total.wrappingAdd(difference, ordering: .relaxed).newValue > limit
    }
}
