import ClinicalDomain
import GRDB

extension Patient {
    /// The patient of a row of ``HistoryReader/encounterColumns``.
    init(_ row: Row) throws {
        let birthDate: String? = row[2]
        let sexName: String = row[3]
        guard let sex = Sex(rawValue: sexName) else {
            throw StoreError.unreadable(table: "patient", column: "sex", detail: sexName)
        }
        self.init(identifier: row[1], birthDate: birthDate.flatMap { CivilDate(iso8601: $0) }, sex: sex)
    }
}

extension Encounter {
    /// The stay of a row of ``HistoryReader/encounterColumns``.
    init(_ row: Row) {
        self.init(
            visitNumber: row[4], unit: row[5], bed: row[6], admitted: Instant(row[7]), discharged: Instant(row[8]))
    }
}

extension Instant {
    /// The instant of a column that may be NULL.
    init?(_ milliseconds: Int64?) {
        guard let milliseconds else { return nil }
        self.init(millisecondsSince1970: milliseconds)
    }
}
