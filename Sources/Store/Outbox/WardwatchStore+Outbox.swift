public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Takes note of the receivers that the configuration names.
    ///
    /// A new one begins with the newest row of the outbox: nobody is told of the past. What waits for one that is named no
    /// more is skipped. If it comes back within a day, as after a start with the wrong configuration, it goes on where it
    /// was; later it begins anew.
    ///
    /// - Returns: the receivers that are named no more since this call, and how many messages waited for each.
    @discardableResult
    public func register(receivers names: [String]) async throws(StoreError) -> [String: Int] {
        let now = now()
        return try await write { database in
            let registry = ReceiverRegistry(database: database, now: now)
            for name in names { try registry.enter(name) }
            return try registry.retireOthers(than: names)
        }
    }

    /// Calls a function after every commit of this process that wrote to the outbox, until the result is let go of.
    ///
    /// The function is called on the thread that writes and must be quick.
    public func observeOutbox(_ written: @escaping @Sendable () -> Void) -> OutboxObservation {
        OutboxObservation(
            DatabaseRegionObservation(tracking: Table("outbox"))
                .start(in: pool, onError: { _ in }, onChange: { _ in written() }))
    }

    /// The messages that a receiver is to get now, at most one of each patient: the oldest that has not arrived.
    ///
    /// New rows of the outbox are looked at first. What waits for the end of quiet hours keeps nothing else waiting.
    ///
    /// - Parameters:
    ///   - interest: the receiver, which ``register(receivers:)`` has taken note of.
    ///   - limit: at most so many, those first that have been due for longest.
    /// - Throws: ``StoreError/unknownReceiver(name:)``.
    public func due(for interest: ReceiverInterest, limit: Int) async throws(StoreError) -> [OutboxMessage] {
        let now = now()
        while try await hasUnread(interest.name) {
            let isMore = try await write { database in
                try OutboxReader(database: database, now: now, interest: interest).readOn()
            }
            if !isMore { break }
        }
        return try await read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: HotQuery.dueDeliveries),
                arguments: [interest.name, now.millisecondsSince1970, limit]
            ).map { row in
                let json: String = row[3]
                return OutboxMessage(
                    id: row[0],
                    message: try JSONText.decode(AlertMessage.self, json, table: "outbox", column: "message"),
                    json: json, ready: Instant(millisecondsSince1970: row[2]), attempts: row[1])
            }
        }
    }

    private func hasUnread(_ name: String) async throws(StoreError) -> Bool {
        try await read { database in
            let through = try Int64.fetchOne(
                database.cachedStatement(sql: HotQuery.readThrough), arguments: [name])
            guard let through else { throw StoreError.unknownReceiver(name: name) }
            return try Int64.fetchOne(database, sql: "SELECT max(id) FROM outbox") ?? 0 > through
        }
    }

    /// Writes down what came of an attempt.
    ///
    /// - Parameters:
    ///   - outboxID: the number of the message.
    ///   - receiver: to whom.
    ///   - attempt: what came of it.
    ///   - nextAttempt: when it is tried again if it failed.
    ///   - pausedUntil: until when the receiver is left alone; nil when it is not.
    public func note(
        _ attempt: DeliveryAttempt, of outboxID: Int64, to receiver: String, nextAttempt: Instant, pausedUntil: Instant?
    ) async throws(StoreError) {
        let now = now().millisecondsSince1970
        try await write { database in
            let (state, next, error): (String, Int64?, String) =
                switch attempt {
                case .delivered: ("delivered", nil, "")
                case .refused(let why): ("refused", nil, why)
                case .failed(let why, _): ("waiting", nextAttempt.millisecondsSince1970, why)
                }
            try database.cachedStatement(
                sql: """
                    UPDATE delivery SET state = ?1, attempts = attempts + 1, nextAttempt = ?2,
                        settled = iif(?2 IS NULL, ?3, NULL), lastError = ?4
                    WHERE receiver = ?5 AND outboxID = ?6 AND state = 'waiting'
                    """
            ).execute(arguments: [state, next, now, error, receiver, outboxID])
            let change =
                attempt == .delivered
                ? "delivered = ?1, failingSince = NULL" : "failingSince = coalesce(failingSince, ?1)"
            try database.cachedStatement(sql: "UPDATE receiver SET \(change), pausedUntil = ?3 WHERE name = ?2")
                .execute(arguments: [now, receiver, pausedUntil?.millisecondsSince1970])
        }
    }

    /// The receivers that the configuration of the daemon names, by name.
    ///
    /// - Parameter name: only this one; nil for all.
    public func receivers(named name: String? = nil) async throws(StoreError) -> [ReceiverState] {
        try await read { database in
            let rows = try Row.fetchAll(database.cachedStatement(sql: HotQuery.receivers), arguments: [name])
            return rows.map { row in
                ReceiverState(
                    name: row[0], waiting: row[1], refused: row[2], oldest: Instant(row[3]),
                    nextAttempt: Instant(row[4]), delivered: Instant(row[5]), failingSince: Instant(row[6]),
                    retried: Instant(row[7]), pausedUntil: Instant(row[8]), stuckSince: Instant(row[9]))
            }
        }
    }

    /// Deliveries, newest message first.
    public func deliveries(_ filter: DeliveryFilter) async throws(StoreError) -> [DeliveryListing] {
        try await read { database in
            let states = try JSONText.encode(filter.states.map(\.rawValue).sorted())
            let sql = """
                SELECT delivery.receiver, delivery.outboxID, outbox.alertID, outbox.event, outbox.tier, outbox.written,
                    delivery.state, delivery.attempts, delivery.nextAttempt, delivery.settled, delivery.lastError,
                    coalesce(json_extract(outbox.message, '$.identity'), '')
                FROM delivery JOIN outbox ON outbox.id = delivery.outboxID
                WHERE (?1 IS NULL OR delivery.receiver = ?1) AND (?2 IS NULL OR outbox.alertID = ?2)
                AND (?3 = '[]' OR delivery.state IN (SELECT value FROM json_each(?3)))
                ORDER BY delivery.outboxID DESC, delivery.receiver LIMIT ?4
                """
            return try Row.fetchAll(
                database, sql: sql, arguments: [filter.receiver, filter.alert, states, filter.limit]
            ).map { try DeliveryListing($0) }
        }
    }

    /// Lets what was refused, and what waits for its next attempt, be tried now.
    ///
    /// What waits for the end of quiet hours goes on waiting.
    ///
    /// - Parameters:
    ///   - receiver: of this one; nil: of all that the configuration names.
    ///   - alert: of this alert; nil: of all.
    /// - Returns: how many messages.
    public func retryDeliveries(
        receiver: String?, alert: Int64?, by actor: String, from origin: String = ""
    ) async throws(StoreError) -> Int {
        let now = now()
        return try await write { database in
            try database.execute(
                sql: """
                    UPDATE delivery SET state = 'waiting', nextAttempt = ?1, settled = NULL
                    WHERE (state = 'refused' OR state = 'waiting' AND attempts > 0)
                    AND receiver IN (SELECT name FROM receiver WHERE retired IS NULL AND (?2 IS NULL OR name = ?2))
                    AND (?3 IS NULL OR outboxID IN (SELECT id FROM outbox WHERE alertID = ?3))
                    """, arguments: [now.millisecondsSince1970, receiver, alert])
            let count = database.changesCount
            try database.execute(
                sql: """
                    UPDATE receiver SET retried = ?1, pausedUntil = NULL
                    WHERE retired IS NULL AND (?2 IS NULL OR name = ?2)
                    """,
                arguments: [now.millisecondsSince1970, receiver])
            if count > 0 {
                _ = try AuditChain.append(
                    database, at: now, actor: actor, action: "delivery.retry",
                    subject: "receiver/\(receiver ?? "*")",
                    detail: try JSONText.encode(["messages": "\(count)", "from": origin]))
            }
            return count
        }
    }
}

/// Keeps ``WardwatchStore/observeOutbox(_:)`` going.
public struct OutboxObservation: Sendable {
    private let cancellable: AnyDatabaseCancellable

    init(_ cancellable: AnyDatabaseCancellable) { self.cancellable = cancellable }

    /// Ends it.
    public func cancel() { cancellable.cancel() }
}
