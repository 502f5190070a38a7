import ClinicalDomain
import Foundation
import GRDB

/// Writes deliveries within one transaction.
struct DeliveryWriter {
    let database: Database
    private let channels: ChannelTable
    private(set) var names: InternedNames
    private let findMessage: Statement
    private let insertMessage: Statement
    private let insertObservation: Statement
    private let insertOutcome: Statement
    private let insertQuarantine: Statement

    init(database: Database, channels: ChannelTable, names: InternedNames) throws {
        (self.database, self.channels, self.names) = (database, channels, names)
        findMessage = try database.cachedStatement(sql: "SELECT id FROM message WHERE identity = ?")
        insertMessage = try database.cachedStatement(
            sql: "INSERT INTO message (format, sourceID, identity, body, received) VALUES (?, ?, ?, ?, ?)")
        // A repetition changes no row, and that is how it is noticed. Not INSERT OR IGNORE: it swallows broken CHECKs.
        insertObservation = try database.cachedStatement(
            sql: """
                INSERT INTO observation (encounterID, channelID, effective, sourceID, subID, issued, status, value,
                    codeID, original, messageID)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """)
        insertOutcome = try database.cachedStatement(
            sql: "INSERT INTO outcome (encounterID, name, at, messageID) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        insertQuarantine = try database.cachedStatement(
            sql: """
                INSERT INTO quarantine (messageID, reason, place, found, hint, received) VALUES (?, ?, ?, ?, ?, ?)
                """)
    }

    /// Stores a delivery unless its message is known.
    mutating func append(_ delivery: Delivery) throws -> AppendOutcome {
        let message = delivery.message
        let identity = Data(message.identity)
        if let known = try Int64.fetchOne(findMessage, arguments: [identity]) { return .repetition(of: known) }
        try insertMessage.execute(arguments: [
            message.format.rawValue, try names.source(message.source, database), identity, Data(message.body),
            message.received.millisecondsSince1970,
        ])
        return try store(delivery, messageID: database.lastInsertedRowID)
    }

    /// Stores the content of a delivery whose message is stored already.
    mutating func store(_ delivery: Delivery, messageID: Int64) throws -> AppendOutcome {
        var outcome = AppendOutcome(
            messageID: messageID, encounterID: nil, isRepetition: false, stored: [], outcomes: [],
            patientChanged: false, encounterChanged: false, quarantined: 0)
        var quarantine = delivery.quarantine
        if let subject = delivery.subject, !subject.patient.identifier.isEmpty {
            let patient = try upsert(subject.patient)
            let encounter = try upsert(
                subject.encounter, patientID: patient.id, messageID: messageID, quarantine: &quarantine)
            outcome.encounterID = EncounterID(rawValue: encounter.id)
            outcome.previousMessageID = encounter.changedBy
            (outcome.patientChanged, outcome.encounterChanged) = (patient.changed, encounter.changed)
            outcome.stored = try insert(
                delivery.observations, encounterID: encounter.id, messageID: messageID, quarantine: &quarantine)
            outcome.outcomes = try insert(
                delivery.outcomes, encounterID: encounter.id, messageID: messageID, quarantine: &quarantine)
            try mark(encounter.id, changedBy: messageID, stored: outcome.stored)
            if subject.encounter.discharged == nil, try reopen(encounter.id, stored: outcome.stored) {
                outcome.encounterChanged = true
            }
        } else if delivery.subject != nil || !delivery.observations.isEmpty || !delivery.outcomes.isEmpty {
            quarantine.append(
                QuarantineEntry(
                    reason: .missingPatient, place: "subject", found: "",
                    hint: "expected a patient identifier (PID-3) with the data"))
        }
        for entry in quarantine {
            try insertQuarantine.execute(arguments: [
                messageID, entry.reason.rawValue, entry.place, entry.found, entry.hint,
                delivery.message.received.millisecondsSince1970,
            ])
        }
        outcome.quarantined = quarantine.count
        return outcome
    }

    private mutating func insert(
        _ observations: [Observation], encounterID: Int64, messageID: Int64, quarantine: inout [QuarantineEntry]
    ) throws -> [Observation] {
        var stored: [Observation] = []
        stored.reserveCapacity(observations.count)
        for observation in observations {
            guard let channel = channels[observation.key.channel] else {
                quarantine.append(
                    QuarantineEntry(
                        reason: .unknownCode, place: observation.code, found: observation.key.channel.rawValue,
                        hint: "expected a channel of the channel table"))
                continue
            }
            guard observation.value.isFinite else {
                quarantine.append(
                    QuarantineEntry(
                        reason: .notNumeric, place: observation.code, found: String(observation.value),
                        hint: "expected a finite number"))
                continue
            }
            // Unchecked: the arity is fixed above, and checking it costs as much as binding.
            insertObservation.setUncheckedArguments([
                encounterID, try names.channel(channel, database),
                observation.key.effective.millisecondsSince1970, try names.source(observation.key.source, database),
                observation.key.subID, observation.issued.millisecondsSince1970, observation.status.number,
                observation.value, try names.code(observation.code, database), observation.original, messageID,
            ])
            try insertObservation.execute()
            if database.changesCount > 0 { stored.append(observation) }
        }
        return stored
    }

    private func insert(
        _ events: [OutcomeEvent], encounterID: Int64, messageID: Int64, quarantine: inout [QuarantineEntry]
    ) throws -> [OutcomeEvent] {
        var stored: [OutcomeEvent] = []
        for event in events {
            guard !event.name.isEmpty else {
                quarantine.append(
                    QuarantineEntry(
                        reason: .unsupported, place: "outcome", found: event.at.iso8601,
                        hint: "expected an outcome with a name"))
                continue
            }
            try insertOutcome.execute(arguments: [encounterID, event.name, event.at.millisecondsSince1970, messageID])
            if database.changesCount > 0 { stored.append(event) }
        }
        return stored
    }

    /// A patient with values from after the discharge is still there.
    private func reopen(_ encounterID: Int64, stored: [Observation]) throws -> Bool {
        guard let newest = stored.lazy.map(\.key.effective.millisecondsSince1970).max() else { return false }
        try database.cachedStatement(sql: "UPDATE encounter SET discharged = NULL WHERE id = ? AND discharged < ?")
            .execute(arguments: [encounterID, newest])
        return database.changesCount > 0
    }

    private func mark(_ encounterID: Int64, changedBy messageID: Int64, stored: [Observation]) throws {
        guard let newest = stored.lazy.map(\.key.effective.millisecondsSince1970).max() else { return }
        try database.cachedStatement(
            sql: """
                UPDATE encounter SET changedBy = max(changedBy, ?1), lastEffective = max(coalesce(lastEffective, ?2), ?2)
                WHERE id = ?3
                """
        ).execute(arguments: [messageID, newest, encounterID])
    }

    /// Makes a stay count as not assessed although its data came in a message that is covered already.
    ///
    /// - Returns: the number that an assessment must now reach.
    func markUnassessed(_ encounterID: EncounterID) throws -> Int64 {
        let sql = """
            UPDATE encounter SET changedBy = (SELECT max(id) FROM message),
                assessedThrough = min(assessedThrough, (SELECT max(id) FROM message) - 1)
            WHERE id = ? RETURNING changedBy
            """
        return try Int64.fetchOne(database, sql: sql, arguments: [encounterID.rawValue]) ?? 0
    }
}
