import ClinicalDomain
import Foundation
import GRDB

/// Writes deliveries within one transaction.
struct DeliveryWriter {
    /// What the transaction works with besides the database.
    struct Context {
        /// The channels and their canonical units.
        let channels: ChannelTable
        /// How moves become outcomes.
        let rules: StayRules
        /// The clock's time.
        let now: Instant
        /// Whom the audit trail names.
        var actor = "wardwatchd"
        /// Whether messages are read again: then what they say of a patient only fills in what is unknown.
        var isReplay = false
    }

    let database: Database
    let context: Context
    private(set) var names: InternedNames
    /// What the delivery at hand has changed so far.
    var outcome = AppendOutcome(messageID: 0)
    /// What of the delivery at hand could not be used.
    var quarantine: [QuarantineEntry] = []
    private let findMessage: Statement
    private let insertMessage: Statement
    private let insertObservation: Statement
    private let insertOutcome: Statement
    private let insertQuarantine: Statement

    init(database: Database, context: Context, names: InternedNames) throws {
        (self.database, self.context, self.names) = (database, context, names)
        findMessage = try database.cachedStatement(sql: "SELECT id FROM message WHERE identity = ?")
        insertMessage = try database.cachedStatement(
            sql: """
                INSERT INTO message (format, sourceID, identity, body, received, namesNoStay) VALUES (?, ?, ?, ?, ?, ?)
                """)
        // A repetition changes no row, and that is how it is noticed. Not INSERT OR IGNORE: it swallows broken CHECKs.
        insertObservation = try database.cachedStatement(
            sql: """
                INSERT INTO observation (encounterID, channelID, effective, sourceID, codeID, orderNumber, subID, issued,
                    status, value, rank, original, messageID)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """)
        insertOutcome = try database.cachedStatement(
            sql: "INSERT INTO outcome (encounterID, name, at, messageID) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        insertQuarantine = try database.cachedStatement(
            sql: """
                INSERT INTO quarantine (messageID, reason, place, found, hint, received) VALUES (?, ?, ?, ?, ?, ?)
                """)
    }

    /// The number of a message that is stored already.
    func messageID(of message: Delivery.Message) throws -> Int64? {
        try Int64.fetchOne(findMessage, arguments: [Data(message.identity)])
    }

    /// Stores a delivery unless its message is known.
    mutating func append(_ delivery: Delivery) throws -> AppendOutcome {
        let message = delivery.message
        if let known = try messageID(of: message) { return AppendOutcome(messageID: known, isRepetition: true) }
        try insertMessage.execute(arguments: [
            message.format.rawValue, try names.source(message.source, database), Data(message.identity),
            Data(message.body), message.received.millisecondsSince1970, delivery.namesNoStay,
        ])
        return try store(delivery, messageID: database.lastInsertedRowID)
    }

    /// Stores the content of a delivery whose message is stored already.
    mutating func store(_ delivery: Delivery, messageID: Int64) throws -> AppendOutcome {
        try interpret(delivery, messageID: messageID)
        for entry in quarantine { try store(entry, messageID: messageID, received: delivery.message.received) }
        outcome.quarantined = quarantine.count
        return outcome
    }

    /// Stores everything of a delivery but what could not be used, which is left in ``quarantine``.
    mutating func interpret(_ delivery: Delivery, messageID: Int64) throws {
        outcome = AppendOutcome(messageID: messageID)
        quarantine = delivery.quarantine
        if let subject = delivery.subject, subject.patient.identifier.isIdentifier {
            try store(delivery, of: subject)
        } else if delivery.subject == nil, let bed = delivery.bed, !bed.bed.isEmpty {
            try store(delivery, ofBed: bed)
        } else if delivery.subject != nil || delivery.hasContent {
            quarantine.append(
                QuarantineEntry(
                    reason: .missingPatient, place: "subject", found: "",
                    hint: "expected a patient identifier (PID-3) with the data"))
        }
    }

    func store(_ entry: QuarantineEntry, messageID: Int64, received: Instant) throws {
        try insertQuarantine.execute(arguments: [
            messageID, entry.reason.rawValue, entry.place, entry.found, entry.hint, received.millisecondsSince1970,
        ])
    }

    /// Stores a version; what the schema could not hold goes to quarantine.
    ///
    /// - Returns: whether it was stored and not known before.
    mutating func insert(_ observation: Observation, into stay: StayRow) throws -> Bool {
        guard let channel = context.channels[observation.key.channel] else {
            quarantine.append(
                QuarantineEntry(
                    reason: .unknownCode, place: observation.code, found: observation.key.channel.rawValue,
                    hint: "expected a channel of the channel table"))
            return false
        }
        guard observation.value.isFinite else {
            quarantine.append(
                QuarantineEntry(
                    reason: .notNumeric, place: observation.code, found: String(observation.value),
                    hint: "expected a finite number"))
            return false
        }
        let key = observation.key
        // Unchecked: the arity is fixed above, and checking it costs as much as binding.
        insertObservation.setUncheckedArguments([
            stay.id, try names.channel(channel, database), key.effective.millisecondsSince1970,
            try names.source(key.source, database), try names.code(key.code, database), key.order, key.subID,
            observation.issued.millisecondsSince1970, observation.status.number, observation.value,
            min(max(observation.rank, 0), 9), observation.original, outcome.messageID,
        ])
        try insertObservation.execute()
        return database.changesCount > 0
    }

    /// Stores what happened during a stay; what is not known before becomes part of ``outcome``.
    mutating func insert(_ event: OutcomeEvent, into stay: StayRow) throws {
        guard !event.name.isEmpty else {
            quarantine.append(
                QuarantineEntry(
                    reason: .unsupported, place: "outcome", found: event.at.iso8601,
                    hint: "expected an outcome with a name"))
            return
        }
        if event.name == "death", try isKnownDeath(event, of: stay) { return }
        try insertOutcome.execute(arguments: [stay.id, event.name, event.at.millisecondsSince1970, outcome.messageID])
        if database.changesCount > 0 { outcome.outcomes.append(event) }
    }

    /// Whether the death is known already, at that time or before.
    ///
    /// Every later message of a sender may repeat that the patient has died, without saying when: the earliest time
    /// counts, whichever comes first. What somebody labelled by hand stays.
    private func isKnownDeath(_ event: OutcomeEvent, of stay: StayRow) throws -> Bool {
        let at = event.at.millisecondsSince1970
        let known = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT min(at) FROM outcome WHERE encounterID = ? AND name = 'death'"),
            arguments: [stay.id])
        guard let known else { return false }
        if known <= at { return true }
        try database.cachedStatement(
            sql: "DELETE FROM outcome WHERE encounterID = ? AND name = 'death' AND at > ? AND messageID IS NOT NULL"
        ).execute(arguments: [stay.id, at])
        return false
    }
}

extension Delivery {
    /// Whether there is anything that needs a stay.
    fileprivate var hasContent: Bool { !observations.isEmpty || !outcomes.isEmpty || !merges.isEmpty }

    /// Whether its observations belong to whichever stay of the patient covers their time.
    fileprivate var namesNoStay: Bool { subject?.encounter.visitNumber.isEmpty ?? false && !observations.isEmpty }
}

extension String {
    /// Whether this names a patient: senders write the literal `null` where they know none.
    var isIdentifier: Bool { !isEmpty && self != "null" }
}
