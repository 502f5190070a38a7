import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Stores what a message says of a stay; an observation message only where it says something new.
    ///
    /// - Returns: whether anything was stored.
    mutating func note(_ encounter: Encounter, _ event: StayEvent, _ at: Instant, about stay: StayRow) throws -> Bool {
        var said = StayStatement(event, at: at, messageID: outcome.messageID, encounter)
        if let end = said.discharged, let start = said.admitted ?? stay.admitted, end < start {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "encounter", found: "\(start) to \(end)",
                    hint: "expected a discharge (PV1-45) not before the admission (PV1-44); neither was changed"))
            (said.admitted, said.discharged) = (nil, nil)
        }
        guard event == .observation else { return try insert(said, into: stay) }
        let placed = try placeNews(said, of: stay)
        if placed.isEmpty { (said.unit, said.bed) = ("", "") }
        if stay.isDischargeExplicit, let end = stay.discharged, (said.admitted ?? end) <= end { said.discharged = nil }
        let hasNews =
            !placed.isEmpty || stay.state == .planned || (said.admitted ?? stay.admitted) != stay.admitted
            || (said.discharged ?? stay.discharged) != stay.discharged
        guard hasNews else { return false }
        var isStored = try insert(said, into: stay)
        for later in placed.dropFirst() { isStored = try insert(later, into: stay) || isStored }
        return isStored
    }

    private func insert(_ statement: StayStatement, into stay: StayRow) throws -> Bool {
        try database.cachedStatement(sql: StayStatement.insert)
            .execute(arguments: statement.arguments(encounterID: stay.id))
        return database.changesCount > 0
    }

    /// What a device's word of the place adds to what is known of it.
    ///
    /// Nothing once ADT has placed the patient, or if it was the same at that time. If newer messages agreed with what
    /// was known and so left no trace, a second statement says on their behalf that the patient is back there.
    private func placeNews(_ said: StayStatement, of stay: StayRow) throws -> [StayStatement] {
        func agrees(_ place: (unit: String, bed: String)) -> Bool {
            (said.unit.isEmpty || said.unit == place.unit) && (said.bed.isEmpty || said.bed == place.bed)
        }
        if said.unit.isEmpty, said.bed.isEmpty { return [] }
        if let since = stay.placedSince, since <= said.at { return [] }
        if agrees((stay.unit, stay.bed)), said.at >= stay.earliest ?? said.at { return [] }
        let known = try statements(of: stay.id)
        let place = StayCourse(known.filter { $0.at <= said.at }, rules: context.rules).place
        if agrees((place.unit, place.bed)) { return [] }
        let isContradicted = known.contains { $0.at > said.at && !($0.unit.isEmpty && $0.bed.isEmpty) }
        guard let last = stay.lastEffective, last > said.at, !isContradicted, place != BedLocation(unit: "", bed: "")
        else { return [said] }
        return [
            said,
            StayStatement(
                .observation, at: last, messageID: said.messageID, Encounter(unit: place.unit, bed: place.bed)),
        ]
    }

    private func statements(of encounterID: Int64) throws -> [StayStatement] {
        try Row.fetchAll(database.cachedStatement(sql: StayStatement.select), arguments: [encounterID])
            .map { try StayStatement($0) }
    }

    /// Brings a stay in line with what all messages said of it.
    ///
    /// Its row, its locations and the outcomes concluded from its transfers follow from that. A stay that is cancelled
    /// loses its alerts.
    mutating func settle(_ stay: inout StayRow) throws {
        let course = StayCourse(try statements(of: stay.id), rules: context.rules)
        let before = stay
        (stay.state, stay.unit, stay.bed) = (course.state, course.place.unit, course.place.bed)
        (stay.admitted, stay.discharged) = (course.admitted, course.discharged)
        (stay.isDischargeExplicit, stay.placedSince) = (course.isDischargeExplicit, course.placedSince)
        if stay != before {
            try database.cachedStatement(
                sql: """
                    UPDATE encounter SET state = ?, mergedInto = NULL, unit = ?, bed = ?, admitted = ?, discharged = ?,
                        isDischargeExplicit = ?, placedSince = ? WHERE id = ?
                    """
            ).execute(arguments: [
                stay.state.rawValue, stay.unit, stay.bed, stay.admitted?.millisecondsSince1970,
                stay.discharged?.millisecondsSince1970, stay.isDischargeExplicit,
                stay.placedSince?.millisecondsSince1970, stay.id,
            ])
            outcome.note(stay) { $0.isChanged = true }
        }
        if stay.state == .cancelled, before.state != .cancelled { try clearAlerts(of: stay, .departure) }
        if try store(course.locations, of: stay.id) { outcome.note(stay) { $0.isChanged = true } }
        try store(course.intensiveCareTransfers, withdrawing: course.voidDischarges, of: stay.id)
    }

    /// Clears the alerts in force of a stay that never was or turned out to be another one.
    mutating func clearAlerts(of stay: StayRow, _ why: Alert.Clearing) throws {
        let cleared = try AlertWriter(
            database: database, now: context.now, actor: context.actor, origin: context.actor
        ).clearAll(of: stay.id, at: stay.lastEffective, why)
        outcome.note(stay) { $0.clearedAlerts += cleared }
    }

    /// Stores where the patient lay.
    ///
    /// - Returns: whether it is another course through the units than before.
    private func store(_ locations: [StayCourse.Location], of encounterID: Int64) throws -> Bool {
        let known = try Row.fetchAll(
            database.cachedStatement(sql: HistoryReader.unitSQL), arguments: [encounterID]
        ).map { UnitStay(since: Instant(millisecondsSince1970: $0[0]), unit: $0[1]) }
        try database.cachedStatement(sql: "DELETE FROM stayLocation WHERE encounterID = ?")
            .execute(arguments: [encounterID])
        for location in locations {
            try database.cachedStatement(
                sql: """
                    INSERT INTO stayLocation (encounterID, since, until, unit, bed, bedLabel, messageID)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                encounterID, location.since.millisecondsSince1970, location.until?.millisecondsSince1970, location.unit,
                location.bed, BedLocation.label(location.bed), location.messageID,
            ])
        }
        return known != locations.map { UnitStay(since: $0.since, unit: $0.unit) }
    }

    /// Stores the moves into intensive care as outcomes; those that are no longer true go, and so does a death that came
    /// with a discharge which never was.
    private mutating func store(
        _ transfers: [StayCourse.Transfer], withdrawing discharges: [Int64], of encounterID: Int64
    ) throws {
        let name = "icu-transfer"
        let known = try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT at FROM outcome WHERE encounterID = ? AND isDerived = 1"),
            arguments: [encounterID])
        for at in Set(known).subtracting(transfers.map(\.at.millisecondsSince1970)) {
            try database.cachedStatement(
                sql: "DELETE FROM outcome WHERE encounterID = ? AND name = ? AND at = ? AND isDerived = 1"
            ).execute(arguments: [encounterID, name, at])
        }
        for transfer in transfers {
            try database.cachedStatement(
                sql: """
                    INSERT INTO outcome (encounterID, name, at, messageID, isDerived) VALUES (?, ?, ?, ?, 1)
                    ON CONFLICT DO NOTHING
                    """
            ).execute(arguments: [encounterID, name, transfer.at.millisecondsSince1970, transfer.messageID])
            if database.changesCount > 0 { outcome.outcomes.append(OutcomeEvent(name: name, at: transfer.at)) }
        }
        for discharge in discharges {
            try database.cachedStatement(
                sql: "DELETE FROM outcome WHERE encounterID = ? AND name = 'death' AND messageID = ?"
            ).execute(arguments: [encounterID, discharge])
            if database.changesCount > 0, discharge == outcome.messageID {
                outcome.outcomes.removeAll { $0.name == "death" }
            }
        }
    }
}

extension BedLocation {
    /// What follows the last hyphen of a bed: its name within the room.
    static func label(_ bed: String) -> String {
        bed.lastIndex(of: "-").map { String(bed[bed.index(after: $0)...]) } ?? bed
    }
}
