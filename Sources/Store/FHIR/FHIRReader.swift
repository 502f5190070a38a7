import ClinicalDomain
import Foundation
import GRDB

/// Finds FHIR resources within one snapshot or transaction.
public struct FHIRReader {
    private static let columns = """
        r.type, r.logicalID, v.version, v.updated, v.isDeleted, m.body, r.patient, r.visit, r.id
        """

    let database: Database

    /// The current version of a resource, also where that is a deletion; nil when there never was one.
    public func current(type: String, id: String) throws -> FHIRVersion? {
        try version(
            sql: "WHERE r.type = ? AND r.logicalID = ? AND v.version = r.version", arguments: [type, id])
    }

    /// One version of a resource; nil when there is none of that number.
    public func version(_ number: Int, type: String, id: String) throws -> FHIRVersion? {
        try version(
            sql: "WHERE r.type = ? AND r.logicalID = ? AND v.version = ?", arguments: [type, id, number])
    }

    /// The version that came in a message, if it is still the current one; nil for other messages.
    ///
    /// What is read again from a message (see ``WardwatchStore/replay(_:messageID:by:)``) goes to the patient and the
    /// visit of this version, and not at all where a later version has replaced it.
    public func current(ofMessage messageID: Int64) throws -> FHIRVersion? {
        try version(sql: "WHERE v.messageID = ? AND v.version = r.version", arguments: [messageID])
    }

    /// The current versions of the resources that a query finds, in its order.
    public func search(_ query: FHIRQuery) throws -> [FHIRVersion] {
        let (filter, page) = (query.filter, query.page)
        return try Row.fetchAll(
            database,
            sql: "\(Self.selection) WHERE \(filter.sql) AND v.version = r.version\(page.sql)",
            arguments: StatementArguments(filter.arguments + page.arguments)
        ).map { FHIRVersion($0) }
    }

    /// How many resources a query finds, whatever its page.
    public func count(_ query: FHIRQuery) throws -> Int {
        let filter = query.filter
        return try Int.fetchOne(
            database, sql: "SELECT count(*) FROM fhirResource r WHERE \(filter.sql)",
            arguments: StatementArguments(filter.arguments)) ?? 0
    }

    /// The place after a resource in the order of a query.
    public func position(after version: FHIRVersion, in query: FHIRQuery) throws -> FHIRQuery.Position {
        let key = try Int64.fetchOne(
            database, sql: "SELECT \(query.orderKey) FROM fhirResource r WHERE r.id = ?", arguments: [version.number])
        return FHIRQuery.Position(key: key ?? .min, number: version.number)
    }

    private func version(sql: String, arguments: StatementArguments) throws -> FHIRVersion? {
        try Row.fetchOne(database.cachedStatement(sql: "\(Self.selection) \(sql)"), arguments: arguments)
            .map { FHIRVersion($0) }
    }

    static let selection = """
        SELECT \(columns) FROM fhirResource r JOIN fhirVersion v ON v.resourceID = r.id
        JOIN message m ON m.id = v.messageID
        """
}

extension FHIRVersion {
    fileprivate init(_ row: Row) {
        let (version, updated): (Int, Int64) = (row[2], row[3])
        let body: Data = row[5]
        self.init(
            type: row[0], id: row[1], version: version, updated: Instant(millisecondsSince1970: updated),
            isDeleted: row[4], body: Array(body), patient: row[6], visit: row[7], number: row[8])
    }
}
