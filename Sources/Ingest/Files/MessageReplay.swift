public import ClinicalDomain
internal import FHIR
internal import Mapping

/// Reads stored messages again, by what the site says now: after a code was mapped, or the zone was corrected.
public struct MessageReplay: Sendable {
    /// Why a message cannot be read again.
    public enum Obstacle: Error, Hashable, Sendable, CustomStringConvertible {
        /// The bytes were no message, so reading them again cannot help.
        case noMessage
        /// The message was not kept, because its file can be read again.
        case notKept
        /// The row of CSV was stored without its header by an older version.
        case noHeader
        /// A newer version of the resource has taken its place.
        case superseded

        /// Why.
        public var description: String {
            switch self {
            case .noMessage: "the bytes are no message; only the sender can send them again"
            case .notKept: "the message was not kept; import its file again"
            case .noHeader: "the row was stored without its header; import its file again"
            case .superseded: "a newer version of the resource has taken its place"
            }
        }
    }

    /// Gives the current version of a stored FHIR resource; nil where there is none.
    public typealias ResourceLookUp = (_ type: String, _ id: String) async throws -> [UInt8]?

    private let settings: FileSettings
    private let now: Instant?

    /// A reader by what the site says.
    ///
    /// - Parameters:
    ///   - settings: what the site says.
    ///   - now: what the clock says; an HL7 message that came while it was behind is no longer one of the future.
    public init(settings: FileSettings, now: Instant? = nil) { (self.settings, self.now) = (settings, now) }

    /// The deliveries of a message.
    ///
    /// - Parameters:
    ///   - message: the message as it is stored.
    ///   - entry: an entry of the quarantine that came of it; it tells where in its file the message stood.
    ///   - lookUp: asked for the patients and stays that a FHIR resource refers to.
    /// - Returns: at least one delivery, except for an HL7 message that says nothing any more.
    /// - Throws: ``Obstacle``, or what `lookUp` throws.
    public func deliveries(
        of message: Delivery.Message, entry: QuarantineEntry, lookUp: ResourceLookUp
    ) async throws -> [Delivery] {
        if entry.reason == .framing { throw Obstacle.noMessage }
        if message.body.isEmpty { throw Obstacle.notKept }
        switch message.format {
        case .hl7v2: return settings.hl7.map(message.body, received: message.received, clock: now).deliveries
        case .ndjson:
            let mapping = NDJSONMapping(channels: settings.channels)
            return [mapping.map(line: message.body, number: Self.line(entry.place), received: message.received)]
        case .csv:
            guard
                let delivery = CSVFileMapping.replay(message.body, site: settings.csv, received: message.received)
            else { throw Obstacle.noHeader }
            return [delivery]
        case .fhir: return try await resource(message, entry, lookUp)
        case .physionet2012, .physionet2019: throw Obstacle.notKept
        }
    }

    private func resource(
        _ message: Delivery.Message, _ entry: QuarantineEntry, _ lookUp: ResourceLookUp
    ) async throws -> [Delivery] {
        guard let body = try? JSONValue(parsing: message.body) else { throw Obstacle.noMessage }
        var references = FHIRReferences()
        var resource = body
        if body["resourceType"]?.string == "Bundle", let main = body["entry"]?[0]?["resource"] {
            resource = main
            for entry in (body["entry"]?.array ?? []).dropFirst() {
                guard let known = entry["resource"] else { continue }
                references.learn(known, fullURL: entry["fullUrl"]?.string)
            }
        } else if let type = resource["resourceType"]?.string, let id = resource["id"]?.string,
            let current = try await lookUp(type, id)
        {
            guard current == message.body else { throw Obstacle.superseded }
        }
        for name in ["subject", "encounter"] {
            guard let target = resource[name].flatMap({ ReferenceElement($0).target }),
                let bytes = try await lookUp(target.type, target.id), let known = try? JSONValue(parsing: bytes)
            else { continue }
            references.learn(known, fullURL: nil)
        }
        var deliveries = FHIRResourceReader(mapping: settings.fhir, references: references).deliveries(
            of: resource, message: message, place: Self.filePlace(entry.place))
        if let version = resource["meta"]?["versionId"]?.string.flatMap({ Int($0) }), version > 1 {
            // As when it came: the server's order of versions decides, not the sender's clock.
            for index in deliveries.indices {
                for number in deliveries[index].observations.indices {
                    deliveries[index].observations[number].issued = message.received
                }
            }
        }
        return deliveries
    }

    /// The number of a line in `line 7, value`; 1 where there is none.
    private static func line(_ place: String) -> Int {
        place.split(whereSeparator: { $0 == " " || $0 == "," }).dropFirst().first.flatMap { Int($0) } ?? 1
    }

    /// `line 7` of `line 7, Observation.code`; empty for a place within a resource alone.
    private static func filePlace(_ place: String) -> String {
        guard place.hasPrefix("line ") || place.hasPrefix("entry ") else { return "" }
        return String(place.prefix { $0 != "," })
    }
}
