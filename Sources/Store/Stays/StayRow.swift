import ClinicalDomain
import GRDB

/// A stay as the writer sees it: a row of `encounter`.
struct StayRow: Hashable, Sendable {
    let id: Int64
    let patientID: Int64
    var visitNumber: String
    var state = StayCourse.State.begun
    var unit = ""
    var bed = ""
    var admitted: Instant?
    var discharged: Instant?
    var isDischargeExplicit = false
    /// The earliest time at which the stay was named.
    var earliest: Instant?
    var placedSince: Instant?
    var lastEffective: Instant?
    var changedBy: Int64 = 0
    /// Whether there may be values in it that named no stay.
    var hasUnnamed = false

    /// A new stay.
    init(id: Int64, patientID: Int64, visitNumber: String, earliest: Instant) {
        (self.id, self.patientID, self.visitNumber, self.earliest) = (id, patientID, visitNumber, earliest)
    }
}

extension StayRow {
    static let columns = """
        id, patientID, visitNumber, state, unit, bed, admitted, discharged, isDischargeExplicit, earliest, placedSince,
        lastEffective, changedBy, hasUnnamed
        """
    static let select = "SELECT \(columns) FROM encounter WHERE id = ?"
    /// The stay of a visit number.
    static let selectByNumber = "SELECT \(columns) FROM encounter WHERE patientID = ? AND visitNumber = ?"
    /// The stays that a value without a visit number may belong to, by the earliest of its times.
    static let selectCandidates = """
        SELECT \(columns) FROM encounter WHERE patientID = ?1
            AND (visitNumber = '' OR state = 'begun' AND (discharged IS NULL OR discharged >= ?2))
        """
    /// All stays of a patient that are stays of their own.
    static let selectLive = "SELECT \(columns) FROM encounter WHERE patientID = ? AND state <> 'merged' ORDER BY id"

    /// The stay of a row of ``columns``.
    init(_ row: Row) throws {
        let name: String = row[3]
        guard let state = StayCourse.State(rawValue: name) else {
            throw StoreError.unreadable(table: "encounter", column: "state", detail: name)
        }
        (id, patientID, visitNumber) = (row[0], row[1], row[2])
        (self.state, unit, bed) = (state, row[4], row[5])
        (admitted, discharged, isDischargeExplicit) = (Instant(row[6]), Instant(row[7]), row[8])
        (earliest, placedSince) = (Instant(row[9]), Instant(row[10]))
        (lastEffective, changedBy, hasUnnamed) = (Instant(row[11]), row[12], row[13])
    }

    /// Whether the sender of its events names it by a number.
    var isNumbered: Bool { !visitNumber.isEmpty }

    /// Whether ADT messages tell when it takes place and where, so that it covers a time.
    var isKnown: Bool { isNumbered || placedSince != nil || isDischargeExplicit }

    /// When it began, as far as is known.
    var start: Instant { admitted ?? earliest ?? Instant(millisecondsSince1970: .min) }
}
