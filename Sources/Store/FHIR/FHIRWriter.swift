public import ClinicalDomain
import Foundation
import GRDB

/// Stores versions of FHIR resources and what they say clinically, within one transaction.
public struct FHIRWriter {
    private(set) var deliveries: DeliveryWriter
    /// What the deliveries of this transaction became, in their order.
    public private(set) var outcomes: [AppendOutcome] = []

    init(_ deliveries: DeliveryWriter) { self.deliveries = deliveries }

    /// Finds resources, those of this transaction included.
    public var reader: FHIRReader { FHIRReader(database: deliveries.database) }

    /// Stores a delivery that is no version of a resource.
    public mutating func append(_ delivery: Delivery) throws { outcomes.append(try deliveries.append(delivery)) }

    /// Stores a version of a resource and the delivery that carries its JSON and its values.
    ///
    /// - Parameters:
    ///   - type: the resource type.
    ///   - id: the logical id.
    ///   - version: the number of the version: one more than that of the current one, or 1.
    ///   - updated: when it was made.
    ///   - index: what it can be found by; nil when the version is a deletion.
    ///   - delivery: its message with the JSON as it is served, and what it says clinically. The identity of the
    ///     message must be new.
    public mutating func store(
        type: String, id: String, version: Int, updated: Instant, index: FHIRIndex?, delivery: Delivery
    ) throws {
        try append(delivery)
        let database = deliveries.database
        let messageID = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM message WHERE identity = ?"),
            arguments: [Data(delivery.message.identity)])
        let (low, high) =
            index?.date.map { ($0.lowerBound.millisecondsSince1970, $0.upperBound.millisecondsSince1970) }
            ?? (FHIRIndex.noDate, FHIRIndex.noDate)
        let number = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    INSERT INTO fhirResource
                        (type, logicalID, version, updated, isDeleted, dateLow, dateHigh, patient, visit)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (type, logicalID) DO UPDATE SET version = excluded.version, updated = excluded.updated,
                        isDeleted = excluded.isDeleted, dateLow = excluded.dateLow, dateHigh = excluded.dateHigh,
                        patient = iif(excluded.isDeleted, patient, excluded.patient),
                        visit = iif(excluded.isDeleted, visit, excluded.visit)
                    RETURNING id
                    """),
            arguments: [
                type, id, version, updated.millisecondsSince1970, index == nil, low, high,
                delivery.subject?.patient.identifier ?? "", delivery.subject?.encounter.visitNumber ?? "",
            ])
        try database.execute(
            sql: "INSERT INTO fhirVersion (resourceID, version, updated, isDeleted, messageID) VALUES (?, ?, ?, ?, ?)",
            arguments: [number, version, updated.millisecondsSince1970, index == nil, messageID])
        try database.execute(sql: "DELETE FROM fhirTerm WHERE resourceID = ?", arguments: [number])
        let insert = try database.cachedStatement(
            sql: "INSERT INTO fhirTerm (parameter, text, system, resourceID) VALUES (?, ?, ?, ?)")
        for term in index?.terms ?? [] {
            try insert.execute(arguments: [term.parameter, term.text, term.system, number])
        }
    }
}
