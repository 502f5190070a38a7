/// A message of the outbox on its way to one receiver.
public struct OutboxMessage: Hashable, Sendable {
    /// Its number in the outbox.
    public var id: Int64
    /// What it says.
    public var message: AlertMessage
    /// The same as JSON, as it was written with the change.
    public var json: String
    /// From when on it could be told, by the clock: when it was written, or the end of quiet hours.
    public var ready: Instant
    /// How often it was tried before.
    public var attempts: Int

    /// A message of its parts.
    public init(id: Int64, message: AlertMessage, json: String, ready: Instant, attempts: Int) {
        (self.id, self.message, self.json, self.ready, self.attempts) = (id, message, json, ready, attempts)
    }
}
