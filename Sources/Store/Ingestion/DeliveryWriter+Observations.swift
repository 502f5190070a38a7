import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Stores observations in a stay and marks it as not assessed.
    ///
    /// - Parameters:
    ///   - isUnnamed: whether the message named a patient and no stay.
    ///   - isOver: whether the message itself says that the stay has ended; if not, later values say that it has not.
    /// - Returns: whether the stay now covers other times than before.
    @discardableResult
    mutating func insert(_ observations: [Observation], into stay: StayRow, isUnnamed: Bool, isOver: Bool) throws
        -> Bool
    {
        var stored: [Observation] = []
        stored.reserveCapacity(observations.count)
        for observation in observations where try insert(observation, into: stay) { stored.append(observation) }
        outcome.note(stay) { $0.stored += stored }
        let times = stored.lazy.map(\.key.effective)
        guard let oldest = times.min(), let newest = times.max() else { return false }
        // A stay covers the times of values that name it; those of others must not widen it.
        let earliest = isUnnamed && stay.isNumbered ? stay.earliest : min(stay.earliest ?? oldest, oldest)
        try database.cachedStatement(
            sql: """
                UPDATE encounter SET changedBy = max(changedBy, ?1),
                    lastEffective = max(coalesce(lastEffective, ?2), ?2), earliest = ?3,
                    hasUnnamed = max(hasUnnamed, ?5)
                WHERE id = ?4
                """
        ).execute(arguments: [
            outcome.messageID, newest.millisecondsSince1970, earliest?.millisecondsSince1970, stay.id, isUnnamed,
        ])
        if !isOver, !stay.isDischargeExplicit, let discharged = stay.discharged, discharged < newest {
            try reopen(stay, at: newest)
            return true
        }
        return stay.admitted == nil && earliest != stay.earliest
    }

    /// A patient with values from after a discharge that was told in passing is still there.
    private mutating func reopen(_ stay: StayRow, at newest: Instant) throws {
        try database.cachedStatement(
            sql: """
                UPDATE stayEvent SET discharged = NULL
                WHERE encounterID = ? AND discharged < ? AND event <> 'discharge'
                """
        ).execute(arguments: [stay.id, newest.millisecondsSince1970])
        if var stay = try row(stay.id) { try settle(&stay) }
    }
}
