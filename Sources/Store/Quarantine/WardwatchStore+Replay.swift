public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// Stores what a message gave when it was read again, all in one transaction.
    ///
    /// What is stored already is recognized. An entry whose complaint comes up again goes on waiting; the others are
    /// marked as replayed, and complaints that are new become entries. What the message says of a patient only fills in
    /// what is unknown, for later messages may have said otherwise meanwhile; what it says of a stay counts at its time,
    /// as ever.
    ///
    /// - Parameters:
    ///   - deliveries: what the message gave, also about several patients; each finds its own stored message by its
    ///     identity, and the first that finds none is that of `messageID`.
    ///   - messageID: the message that was read again.
    ///   - actor: whom the audit trail names.
    ///   - isDryRun: whether nothing is kept of it, so that the outcome only tells what would be.
    /// - Returns: what changed. An ``AppendOutcome/messageID`` in it is the newest of all, because a stay that has values
    ///   from an old message counts as assessed only when an assessment reaches the newest.
    /// - Throws: ``StoreError/unknownMessage(id:)``.
    @discardableResult
    public func replay(
        _ deliveries: [Delivery], messageID: Int64, by actor: String, isDryRun: Bool = false
    ) async throws(StoreError) -> ReplayOutcome {
        try await writeDeliveries(by: actor, isReplay: true, isDryRun: isDryRun) { writer in
            let database = writer.database
            let sql = "SELECT 1 FROM message WHERE id = ?"
            if try Int.fetchOne(database, sql: sql, arguments: [messageID]) == nil {
                throw StoreError.unknownMessage(id: messageID)
            }
            var result = ReplayOutcome()
            var complaints: [Int64: [Complaint]] = [messageID: []]
            for delivery in deliveries {
                let id = try writer.messageID(of: delivery.message) ?? messageID
                try writer.interpret(delivery, messageID: id)
                complaints[id, default: []] += writer.quarantine.map { Complaint(entry: $0, delivery.message.received) }
                writer.outcome.quarantined = writer.quarantine.count
                for stay in writer.outcome.stays where stay.isChanged || !stay.stored.isEmpty {
                    try writer.markUnassessed(stay.encounterID.rawValue)
                }
                writer.outcome.messageID = try Int64.fetchOne(database, sql: "SELECT max(id) FROM message") ?? id
                result.outcomes.append(writer.outcome)
            }
            for (id, complaints) in complaints.sorted(by: { $0.key < $1.key }) {
                try settle(complaints, of: id, writer, &result)
            }
            try AuditChain.append(
                database, at: writer.context.now, actor: actor, action: "quarantine.replay",
                subject: "message/\(messageID)",
                detail: try JSONText.encode([
                    "stored": result.storedCount, "settled": result.settled.count, "waiting": result.waiting.count,
                    "added": result.added,
                ]))
            return result
        }
    }
}

/// Something that could not be used when a message was read again.
private struct Complaint {
    let entry: QuarantineEntry
    let received: Instant

    init(entry: QuarantineEntry, _ received: Instant) { (self.entry, self.received) = (entry, received) }

    /// Whether it is what a waiting entry tells of; the hint may have been worded otherwise.
    func isSame(as other: QuarantineEntry) -> Bool {
        (entry.reason, entry.place, entry.found) == (other.reason, other.place, other.found)
    }
}

/// Compares the entries that wait with what could not be used this time.
private func settle(
    _ complaints: [Complaint], of messageID: Int64, _ writer: DeliveryWriter, _ result: inout ReplayOutcome
) throws {
    let database = writer.database
    var left = complaints
    let waiting = try Row.fetchAll(
        database, sql: "\(QuarantineListing.select) WHERE quarantine.messageID = ? AND quarantine.state = 'waiting'",
        arguments: [messageID]
    ).map { try QuarantineListing($0) }
    for listing in waiting.sorted(by: { $0.id < $1.id }) {
        if let index = left.firstIndex(where: { $0.isSame(as: listing.entry) }) {
            left.remove(at: index)
            result.waiting.append(listing.id)
        } else {
            try database.execute(
                sql: "UPDATE quarantine SET state = 'replayed' WHERE id = ?", arguments: [listing.id])
            result.settled.append(listing.id)
        }
    }
    for complaint in left { try writer.store(complaint.entry, messageID: messageID, received: complaint.received) }
    result.added += left.count
}
