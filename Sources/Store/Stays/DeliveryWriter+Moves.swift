import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Moves values of messages that named no stay to the stays that cover them, after it became known what those are.
    ///
    /// They never go back to an implicit stay: what came while a stay was open stays with it, also when it is cancelled.
    /// An implicit stay that is followed by one with a visit number is over; one that lost all its values to one stay is
    /// that stay.
    mutating func reassign(of patientID: Int64) throws {
        let stays = try liveStays(of: patientID)
        guard stays.count > 1 else { return }
        let coverage = StayCoverage(stays)
        for source in stays where source.hasUnnamed {
            var moves: [Int64: [Instant]] = [:]
            for time in try unnamedTimes(of: source) {
                guard let target = coverage.stay(at: time), target.isKnown, target.id != source.id else { continue }
                moves[target.id, default: []].append(time)
            }
            for (target, times) in moves.sorted(by: { $0.key < $1.key }) {
                try move(times, from: source, to: target)
            }
            if !source.isNumbered { try endImplicit(source, coverage, movedTo: Array(moves.keys)) }
        }
    }

    /// Moves the values of some times; those that the target knows fall together with its own.
    private mutating func move(_ times: [Instant], from source: StayRow, to target: Int64) throws {
        let condition = "effective IN (SELECT value FROM json_each(?))"
        try moveObservations(
            from: source.id, to: target,
            where: source.isNumbered ? "\(condition) AND \(HotQuery.isUnnamed)" : condition,
            [try JSONText.encode(times.map(\.millisecondsSince1970))])
        try database.cachedStatement(sql: "UPDATE encounter SET hasUnnamed = 1 WHERE id = ?")
            .execute(arguments: [target])
        for id in [source.id, target] { try countAgain(id) }
    }

    /// Moves observations that meet a condition.
    private func moveObservations(
        from source: Int64, to target: Int64, where condition: String, _ arguments: StatementArguments
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO observation
                SELECT ?, channelID, effective, sourceID, codeID, orderNumber, subID, issued, status, value, rank,
                    original, messageID
                FROM observation WHERE encounterID = ? AND \(condition) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [target, source] + arguments)
        try database.cachedStatement(sql: "DELETE FROM observation WHERE encounterID = ? AND \(condition)")
            .execute(arguments: [source] + arguments)
    }

    /// Marks a stay, whose observations came or went, as not assessed; one without any has nothing to assess.
    private mutating func countAgain(_ id: Int64) throws {
        let newest = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT max(effective) FROM observation WHERE encounterID = ?"),
            arguments: [id])
        try database.cachedStatement(
            sql: """
                UPDATE encounter SET lastEffective = ?2, changedBy = iif(?2 IS NULL, 0, max(changedBy, 1)),
                    assessedThrough = iif(?2 IS NULL, 0, assessedThrough)
                WHERE id = ?1
                """
        ).execute(arguments: [id, newest])
        try markUnassessed(id)
        if let stay = try row(id) { outcome.note(stay) { $0.isChanged = true } }
    }

    /// Makes a stay with observations count as not assessed, although they came in messages that are covered already.
    func markUnassessed(_ id: Int64) throws {
        try database.cachedStatement(
            sql: """
                UPDATE encounter SET changedBy = (SELECT max(id) FROM message),
                    assessedThrough = min(assessedThrough, (SELECT max(id) FROM message) - 1)
                WHERE id = ? AND changedBy > 0
                """
        ).execute(arguments: [id])
    }

    /// Ends an implicit stay, if a stay that is known followed, or lets it be the only stay that its values went to.
    mutating func endImplicit(_ stay: StayRow, _ coverage: StayCoverage, movedTo targets: [Int64]) throws {
        guard var now = try row(stay.id), now.state == .begun, !now.isKnown else { return }
        if now.lastEffective == nil, let target = targets.first, targets.count == 1 {
            return try unite(now.id, into: target)
        }
        guard let last = now.lastEffective ?? now.earliest, now.discharged == nil, coverage.begins(after: last) else {
            return
        }
        let end = StayStatement(
            .observation, at: last, messageID: outcome.messageID,
            Encounter(discharged: max(last, now.admitted ?? last)))
        try database.cachedStatement(sql: StayStatement.insert).execute(arguments: end.arguments(encounterID: now.id))
        try settle(&now)
    }

    /// Lets a stay turn out to be another one: everything known of it is known of the other, and it points there.
    ///
    /// Its alerts are cleared; its assessments stay with it, as what was thought at the time.
    mutating func unite(_ id: Int64, into survivor: Int64) throws {
        guard id != survivor, let stay = try row(id) else { return }
        try moveObservations(from: id, to: survivor, where: "1", [])
        for sql in [
            "UPDATE OR IGNORE stayEvent SET encounterID = ?2 WHERE encounterID = ?1",
            """
            INSERT INTO outcome (encounterID, name, at, messageID, labelledBy)
            SELECT ?2, name, at, messageID, labelledBy FROM outcome WHERE encounterID = ?1 AND isDerived = 0
            ON CONFLICT DO NOTHING
            """,
            """
            UPDATE encounter SET earliest = min(earliest, (SELECT earliest FROM encounter WHERE id = ?1)),
                firstMessageID = min(firstMessageID, (SELECT firstMessageID FROM encounter WHERE id = ?1)),
                hasUnnamed = max(hasUnnamed, (SELECT hasUnnamed FROM encounter WHERE id = ?1))
            WHERE id = ?2
            """,
            "UPDATE encounter SET mergedInto = ?2 WHERE mergedInto = ?1",
            "UPDATE encounter SET state = 'merged', mergedInto = ?2 WHERE id = ?1",
        ] {
            try database.cachedStatement(sql: sql).execute(arguments: [id, survivor])
        }
        for table in ["stayEvent", "stayLocation", "outcome"] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE encounterID = ?").execute(arguments: [id])
        }
        try clearAlerts(of: stay, .merged)
        for id in [id, survivor] { try countAgain(id) }
        if var stay = try row(survivor) { try settle(&stay) }
    }
}
