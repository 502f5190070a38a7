import ClinicalDomain
import GRDB

/// Puts new rows of the outbox before one receiver, within one transaction.
struct OutboxReader {
    /// So many rows are looked at in one transaction.
    static let batchSize = 500

    let database: Database
    let now: Instant
    let interest: ReceiverInterest

    /// Looks at the rows that were written since the last time.
    ///
    /// - Returns: whether there may be more.
    func readOn() throws -> Bool {
        guard
            let through = try Int64.fetchOne(
                database.cachedStatement(sql: HotQuery.readThrough), arguments: [interest.name])
        else { throw StoreError.unknownReceiver(name: interest.name) }
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: HotQuery.outboxAfter), arguments: [through, Self.batchSize])
        for row in rows { try look(at: row) }
        guard let last = rows.last else { return false }
        try database.cachedStatement(sql: "UPDATE receiver SET readThrough = ? WHERE name = ?")
            .execute(arguments: [last[0] as Int64, interest.name])
        return rows.count == Self.batchSize
    }

    private func look(at row: Row) throws {
        let (id, alert, event, text): (Int64, Int64, String, String) = (row[0], row[1], row[2], row[5])
        let (written, notBefore): (Int64, Int64) = (row[3], row[4])
        let lane = (row[6] as Int64?) ?? -alert
        guard let message = try? JSONText.decode(AlertMessage.self, text, table: "outbox", column: "message") else {
            // Kept where it is seen; nothing else waits for it.
            try insert(id, lane, state: "refused", isHeld: false, error: "the message cannot be read")
            return
        }
        let told = try Row.fetchAll(
            database.cachedStatement(sql: HotQuery.deliveriesOfAlert), arguments: [alert, interest.name, id])
        let isHeld = notBefore > written
        // What came and went within quiet hours is told to nobody; nor is what others have taken note of, to those who
        // would not be told that.
        let isOver =
            isHeld && !told.isEmpty && told.allSatisfy { Self.isUntouched($0) }
            && (event == "clear" || !interest.informs && ["acknowledge", "snooze"].contains(event))
        if isOver { for other in told { try skip(other[0]) } }
        guard interest.wants(message, wasTold: !told.isEmpty) else { return }
        if !isHeld {
            // An alert that cannot wait any more takes along what of it did.
            for other in told where Self.isUntouched(other) { try bring(other[0], forwardTo: notBefore) }
        }
        // A clock that was set back since must not keep it.
        let ready = isHeld ? notBefore : min(notBefore, now.millisecondsSince1970)
        try insert(id, lane, state: isOver ? "skipped" : "waiting", isHeld: isHeld, ready: ready)
    }

    private func insert(
        _ id: Int64, _ lane: Int64, state: String, isHeld: Bool, ready: Int64 = 0, error: String = ""
    ) throws {
        let isWaiting = state == "waiting"
        try database.cachedStatement(
            sql: """
                INSERT INTO delivery
                    (receiver, outboxID, lane, state, attempts, nextAttempt, settled, isHeld, lastError)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            interest.name, id, lane, state, isWaiting ? ready : nil, isWaiting ? nil : now.millisecondsSince1970,
            isHeld, error,
        ])
    }

    /// Whether a message waits for the end of quiet hours, or did, and was never tried.
    private static func isUntouched(_ row: Row) -> Bool {
        (row[1] as String) == "skipped" || (row[1] as String) == "waiting" && (row[2] as Int) == 0 && row[3]
    }

    private func skip(_ id: Int64) throws {
        try database.cachedStatement(
            sql: """
                UPDATE delivery SET state = 'skipped', nextAttempt = NULL, settled = ?
                WHERE receiver = ? AND outboxID = ? AND state = 'waiting'
                """
        ).execute(arguments: [now.millisecondsSince1970, interest.name, id])
    }

    private func bring(_ id: Int64, forwardTo time: Int64) throws {
        try database.cachedStatement(
            sql: """
                UPDATE delivery SET isHeld = 0, nextAttempt = min(nextAttempt, ?)
                WHERE receiver = ? AND outboxID = ? AND state = 'waiting'
                """
        ).execute(arguments: [time, interest.name, id])
    }
}
