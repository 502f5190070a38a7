import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// The stay of a number.
    func row(_ id: Int64) throws -> StayRow? {
        try Row.fetchOne(database.cachedStatement(sql: StayRow.select), arguments: [id]).map { try StayRow($0) }
    }

    /// The stays of a patient that a message may mean: that of its visit number, or all that a value without one may
    /// belong to.
    func stays(
        of patientID: Int64, _ visitNumber: String, near observations: [Observation], _ at: Instant
    ) throws -> [StayRow] {
        guard visitNumber.isEmpty else {
            return try Row.fetchAll(
                database.cachedStatement(sql: StayRow.selectByNumber), arguments: [patientID, visitNumber]
            ).map { try StayRow($0) }
        }
        let oldest = observations.lazy.map(\.key.effective).min().map { min($0, at) } ?? at
        return try Row.fetchAll(
            database.cachedStatement(sql: StayRow.selectCandidates),
            arguments: [patientID, oldest.advanced(byHours: -StayCoverage.nearHours).millisecondsSince1970]
        ).map { try StayRow($0) }
    }

    /// Which of the stays a message names; nil for one that is not known yet.
    func named(_ visitNumber: String, _ event: StayEvent, _ at: Instant, in stays: [StayRow]) -> StayRow? {
        guard visitNumber.isEmpty else { return stays.first { $0.state != .merged } }
        switch event {
        case .merge: return nil
        case .admit, .preadmit: return stays.first { !$0.isNumbered && $0.state != .merged }
        default: return StayCoverage(stays).stay(at: at)
        }
    }

    /// Makes a stay, or lets the implicit one take its number: then everything in it is from this stay.
    func open(
        _ encounter: Encounter, of patientID: Int64, _ event: StayEvent, _ at: Instant
    ) throws -> StayRow {
        let number = encounter.visitNumber
        if let adopted = try adopt(encounter, of: patientID, event, at) { return adopted }
        try database.cachedStatement(
            sql: """
                INSERT INTO encounter (patientID, visitNumber, unit, bed, firstMessageID, earliest)
                VALUES (?, ?, '', '', ?, ?)
                ON CONFLICT DO UPDATE SET state = 'begun', mergedInto = NULL, earliest = excluded.earliest
                """
        ).execute(arguments: [patientID, number, outcome.messageID, at.millisecondsSince1970])
        let select = try database.cachedStatement(sql: StayRow.selectByNumber)
        guard let row = try Row.fetchOne(select, arguments: [patientID, number]) else {
            throw StoreError.refused(detail: "a stay was not stored")
        }
        return try StayRow(row)
    }

    /// Gives the implicit stay the number of a stay that begins, if that covers all values in it.
    private func adopt(
        _ encounter: Encounter, of patientID: Int64, _ event: StayEvent, _ at: Instant
    ) throws -> StayRow? {
        guard !encounter.visitNumber.isEmpty, event != .preadmit, event != .cancelAdmission else { return nil }
        let known = try liveStays(of: patientID)
        guard var implicit = known.first(where: { !$0.isNumbered }), implicit.state == .begun,
            implicit.lastEffective != nil, !implicit.isKnown
        else { return nil }
        var new = StayRow(id: 0, patientID: patientID, visitNumber: encounter.visitNumber, earliest: at)
        new.admitted = encounter.admitted
        new.discharged = encounter.discharged ?? (event == .discharge ? at : nil)
        let coverage = StayCoverage(known + [new])
        guard try unnamedTimes(of: implicit).allSatisfy({ coverage.stay(at: $0)?.id == new.id }) else { return nil }
        try database.cachedStatement(sql: "UPDATE encounter SET visitNumber = ?, earliest = ? WHERE id = ?")
            .execute(arguments: [encounter.visitNumber, at.millisecondsSince1970, implicit.id])
        (implicit.visitNumber, implicit.earliest) = (encounter.visitNumber, at)
        return implicit
    }

    /// The stays of a patient that are stays of their own.
    func liveStays(of patientID: Int64) throws -> [StayRow] {
        try Row.fetchAll(database.cachedStatement(sql: StayRow.selectLive), arguments: [patientID])
            .map { try StayRow($0) }
    }

    /// The times at which a stay has values of messages that named no stay.
    func unnamedTimes(of stay: StayRow) throws -> [Instant] {
        let sql = stay.isNumbered ? HotQuery.unnamedTimes : HotQuery.times
        return try Int64.fetchAll(database.cachedStatement(sql: sql), arguments: [stay.id])
            .map(Instant.init(millisecondsSince1970:))
    }
}

extension StayRow {
    /// Whether it covers the same times as before.
    func covers(like before: StayRow?) -> Bool {
        guard let before else { return false }
        return (start, discharged, state == .begun) == (before.start, before.discharged, before.state == .begun)
    }
}
