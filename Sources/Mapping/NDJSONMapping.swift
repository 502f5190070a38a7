public import ClinicalDomain
internal import FHIR

/// One line of NDJSON → a delivery: a flat JSON object with the fields of ``ObservationRecord``.
///
///     {"patient":"4711","code":"8867-4","value":88,"unit":"/min","effective":"2026-11-23T01:02:03Z"}
///
/// A name that stands twice, a nested value and a truth value are refused. Numbers keep the digits they are written
/// with, so that identifiers of any length stay whole.
public struct NDJSONMapping: Sendable {
    /// Flat records are small; whatever passes these bounds is none.
    private static let limits = JSONLimits(bytes: 1 << 20, depth: 8, members: 100, values: 200, numberLength: 64)

    private let records: RecordMapping

    /// A mapping by a table of channels.
    public init(channels: ChannelTable = .standard) { records = RecordMapping(channels: channels) }

    /// Maps one line.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - line: the line without its end.
    ///   - number: its number, from 1.
    ///   - received: when it was read.
    public func map(line: [UInt8], number: Int, received: Instant) -> Delivery {
        var message = Delivery.Message(
            format: .ndjson, source: "", identity: MessageIdentity.digest(Array("ndjson".utf8), line), body: line,
            received: received)
        let fields: [String: String]
        do throws(LineFault) {
            fields = try Self.fields(of: line)
        } catch {
            let entry = QuarantineEntry(
                reason: .unparseable, place: "line \(number)\(error.place)",
                found: String(decoding: line.prefix(120), as: UTF8.self), hint: error.hint)
            return Delivery(message: message, subject: nil, quarantine: [entry])
        }
        message.source = CleanText.label(fields["source"])
        return records.map(
            ObservationRecord(fields: fields), message: message, place: RecordMapping.Place(line: "line \(number)"))
    }

    private struct LineFault: Error {
        var place: String
        var hint: String
    }

    private static func fields(of line: [UInt8]) throws(LineFault) -> [String: String] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line, limits: limits)
        } catch {
            throw LineFault(place: ", column \(error.column)", hint: error.description + ". " + error.hint)
        }
        guard let object = value.object else {
            throw LineFault(place: "", hint: "expected one flat JSON object on the line")
        }
        var fields: [String: String] = [:]
        for member in object.members {
            guard ObservationRecord.fieldNames.contains(member.name) else {
                let known = ObservationRecord.fieldNames.sorted().joined(separator: ", ")
                throw LineFault(
                    place: "", hint: "unknown field \(CleanText.label(member.name).prefix(40)); known: \(known)")
            }
            switch member.value {
            case .null: break
            case .string(let text): fields[member.name] = text
            case .number(let number):
                guard member.name == "value" || number.literal.utf8.allSatisfy({ (48...57).contains($0) }) else {
                    throw LineFault(place: ", \(member.name)", hint: "write it in quotes")
                }
                fields[member.name] = number.literal
            case .bool, .array, .object:
                throw LineFault(place: ", \(member.name)", hint: "expected a text or a number")
            }
        }
        return fields
    }
}
