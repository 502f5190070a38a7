import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Lets patients turn out to be this one.
    ///
    /// Their stays move; those with the same visit number, and the implicit ones, become one. Their identifiers name
    /// this patient from now on, also those that nobody had yet. What they were merged into before goes along, so every
    /// identifier points straight to a patient who was not merged. Merging again changes nothing.
    ///
    /// - Returns: whether anything changed.
    mutating func merge(_ merges: [PatientMerge], into survivor: Int64) throws -> Bool {
        var isChanged = false
        for merge in merges {
            guard merge.priorIdentifier.isIdentifier else {
                quarantine.append(
                    QuarantineEntry(
                        reason: .missingPatient, place: "merge", found: merge.priorIdentifier,
                        hint: "expected the identifier that is given up (MRG-1)"))
                continue
            }
            let prior = try PatientRow.find(merge.priorIdentifier, database)
            if prior?.id == survivor { continue }
            isChanged = true
            let united = try prior.map { try unite($0, into: survivor) } ?? 0
            if prior == nil {
                try database.cachedStatement(
                    sql: "INSERT INTO patient (identifier, sex, mergedInto) VALUES (?, 'unknown', ?)"
                ).execute(arguments: [merge.priorIdentifier, survivor])
            }
            let priorID = prior?.id ?? database.lastInsertedRowID
            try AuditChain.append(
                database, at: context.now, actor: context.actor, action: "patient.merge",
                subject: "patient/\(survivor)",
                detail: try JSONText.encode([
                    "prior": "patient/\(priorID)", "message": "\(outcome.messageID)", "stays": "\(united)",
                ]))
        }
        outcome.patientChanged = outcome.patientChanged || isChanged
        return isChanged
    }

    /// - Returns: how many stays moved.
    private mutating func unite(_ prior: PatientRow, into survivor: Int64) throws -> Int {
        try database.cachedStatement(sql: "UPDATE patient SET mergedInto = ?2 WHERE id = ?1 OR mergedInto = ?1")
            .execute(arguments: [prior.id, survivor])
        if let known = try PatientRow.find(id: survivor, database) {
            let sex = prior.sex == Sex.unknown.rawValue ? nil : prior.sex
            _ = try describe(known, birthDate: prior.birthDate, sex: sex, isOverriding: false)
        }
        let moving = try liveStays(of: prior.id)
        for stay in moving {
            let select = try database.cachedStatement(sql: StayRow.selectByNumber)
            if let row = try Row.fetchOne(select, arguments: [survivor, stay.visitNumber]) {
                let same = try StayRow(row)
                if same.state == .merged { try revive(same.id) }
                try unite(stay.id, into: same.id)
            } else {
                try database.cachedStatement(sql: "UPDATE encounter SET patientID = ? WHERE id = ?")
                    .execute(arguments: [survivor, stay.id])
            }
        }
        for stay in try liveStays(of: survivor) {
            try markUnassessed(stay.id)
            outcome.note(stay) { $0.isChanged = true }
        }
        return moving.count
    }

    /// Makes a stay that turned out to be another one a stay of its own again, without anything in it.
    private func revive(_ id: Int64) throws {
        try database.cachedStatement(sql: "UPDATE encounter SET state = 'begun', mergedInto = NULL WHERE id = ?")
            .execute(arguments: [id])
    }
}
