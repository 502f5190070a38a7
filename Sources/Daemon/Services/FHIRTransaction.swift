internal import ClinicalDomain
internal import FHIR
internal import Foundation
internal import Mapping
internal import Store
internal import Web

/// Stores versions of resources with what they say clinically, within one transaction.
///
/// A class, because the web's code hands it on while it changes; it lives as long as the transaction.
final class FHIRTransaction: ResourceWriter {
    private(set) var writer: FHIRWriter
    /// Why values could not be used, for the metrics.
    private(set) var quarantineReasons: [QuarantineEntry.Reason] = []
    /// Bytes of the messages that are stored, for the metrics.
    private(set) var bytes = 0
    let now: Instant
    private let mapping: FHIRMapping
    private var snapshot: FHIRSnapshot { FHIRSnapshot(reader: writer.reader) }

    init(writer: FHIRWriter, mapping: FHIRMapping, now: Instant) {
        (self.writer, self.mapping, self.now) = (writer, mapping, now)
    }

    func current(_ type: ResourceType, _ id: String) throws -> ResourceVersion? { try snapshot.current(type, id) }

    func version(_ number: Int, of type: ResourceType, _ id: String) throws -> ResourceVersion? {
        try snapshot.version(number, of: type, id)
    }

    func search(_ search: ResourceSearch) throws -> ResourcePage { try snapshot.search(search) }

    func count(_ search: ResourceSearch) throws -> Int { try snapshot.count(search) }

    func store(
        _ version: ResourceVersion, resource: JSONValue?, index: ResourceIndex
    ) throws -> [OperationOutcome.Issue] {
        let change = FHIRChange(
            version: version, resource: resource, index: index,
            previous: try writer.reader.current(type: version.type.rawValue, id: version.id), reader: writer.reader,
            mapping: mapping)
        var deliveries = try change.deliveries()
        let first = deliveries.removeFirst()
        try writer.store(
            type: version.type.rawValue, id: version.id, version: version.version, updated: version.updated,
            index: version.isDeleted ? nil : FHIRIndex(index), delivery: first)
        for delivery in deliveries { try writer.append(delivery) }
        let quarantine = ([first] + deliveries).flatMap(\.quarantine)
        quarantineReasons += quarantine.map(\.reason)
        bytes += ([first] + deliveries).reduce(0) { $0 + $1.message.body.count }
        return quarantine.map { OperationOutcome.Issue($0) }
    }
}

extension OperationOutcome.Issue {
    /// What could not be used, for the client: where and what to do, without the value.
    fileprivate init(_ entry: QuarantineEntry) {
        self.init(
            severity: .warning, code: .businessRule,
            diagnostics: "\(entry.place): stored, but not scored (\(entry.reason.rawValue)); \(entry.hint)",
            expression: entry.place)
    }
}
