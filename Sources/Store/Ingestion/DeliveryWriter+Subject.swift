import ClinicalDomain
import GRDB

extension DeliveryWriter {
    /// Finds or makes the patient; a birth date or sex that is given replaces the stored one.
    func upsert(_ patient: Patient) throws -> (id: Int64, changed: Bool) {
        let birthDate = patient.birthDate?.description
        let sex = patient.sex == .unknown ? nil : patient.sex.rawValue
        let select = try database.cachedStatement(sql: "SELECT id, birthDate, sex FROM patient WHERE identifier = ?")
        guard let row = try Row.fetchOne(select, arguments: [patient.identifier]) else {
            try database.cachedStatement(sql: "INSERT INTO patient (identifier, birthDate, sex) VALUES (?, ?, ?)")
                .execute(arguments: [patient.identifier, birthDate, patient.sex.rawValue])
            return (database.lastInsertedRowID, true)
        }
        let id: Int64 = row[0]
        let (oldBirthDate, oldSex): (String?, String) = (row[1], row[2])
        if (birthDate ?? oldBirthDate) == oldBirthDate, (sex ?? oldSex) == oldSex { return (id, false) }
        try database.cachedStatement(
            sql: "UPDATE patient SET birthDate = coalesce(?, birthDate), sex = coalesce(?, sex) WHERE id = ?"
        ).execute(arguments: [birthDate, sex, id])
        return (id, true)
    }

    /// Finds or makes the stay; what is given replaces what is stored.
    ///
    /// An admission or discharge that would put the discharge before the admission is not taken over but quarantined.
    func upsert(
        _ encounter: Encounter, patientID: Int64, messageID: Int64, quarantine: inout [QuarantineEntry]
    ) throws -> (id: Int64, changed: Bool, changedBy: Int64) {
        let select = try database.cachedStatement(
            sql: """
                SELECT id, unit, bed, admitted, discharged, changedBy FROM encounter WHERE patientID = ? AND visitNumber = ?
                """)
        let row = try Row.fetchOne(select, arguments: [patientID, encounter.visitNumber])
        let old = Encounter(
            visitNumber: encounter.visitNumber, unit: row?[1] ?? "", bed: row?[2] ?? "",
            admitted: (row?[3]).map { Instant(millisecondsSince1970: $0) },
            discharged: (row?[4]).map { Instant(millisecondsSince1970: $0) })
        let new = old.merging(encounter, quarantine: &quarantine)
        let values: [(any DatabaseValueConvertible)?] = [
            new.unit, new.bed, new.admitted?.millisecondsSince1970, new.discharged?.millisecondsSince1970,
        ]
        guard let id: Int64 = row?[0] else {
            try database.cachedStatement(
                sql: """
                    INSERT INTO encounter (unit, bed, admitted, discharged, patientID, visitNumber, firstMessageID)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: StatementArguments(values + [patientID, encounter.visitNumber, messageID]))
            return (database.lastInsertedRowID, true, 0)
        }
        let changedBy: Int64 = row?[5] ?? 0
        if new == old { return (id, false, changedBy) }
        try database.cachedStatement(
            sql: "UPDATE encounter SET unit = ?, bed = ?, admitted = ?, discharged = ? WHERE id = ?"
        ).execute(arguments: StatementArguments(values + [id]))
        return (id, true, changedBy)
    }
}

extension Encounter {
    /// This stay with what a later message says of it.
    fileprivate func merging(_ later: Encounter, quarantine: inout [QuarantineEntry]) -> Encounter {
        var merged = self
        // A bed belongs to its unit: a move to another unit without a bed leaves none.
        if !later.unit.isEmpty, later.unit != unit { (merged.unit, merged.bed) = (later.unit, "") }
        if !later.bed.isEmpty { merged.bed = later.bed }
        if let discharged, let readmitted = later.admitted, readmitted > discharged, later.discharged == nil {
            // Admitted again under the same number, or by a sender that numbers no visits: the stay goes on.
            (merged.admitted, merged.discharged) = (readmitted, nil)
            return merged
        }
        let (admitted, discharged) = (later.admitted ?? self.admitted, later.discharged ?? self.discharged)
        if let admitted, let discharged, discharged < admitted {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "encounter", found: "\(admitted) to \(discharged)",
                    hint: "expected a discharge (PV1-45) not before the admission (PV1-44); neither was changed"))
        } else {
            (merged.admitted, merged.discharged) = (admitted, discharged)
        }
        return merged
    }
}
