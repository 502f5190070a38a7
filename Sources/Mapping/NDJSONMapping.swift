public import ClinicalDomain
internal import Foundation

/// One line of NDJSON → a delivery: a flat JSON object with the fields of ``ObservationRecord``.
///
///     {"patient":"4711","code":"8867-4","value":88,"unit":"/min","effective":"2026-11-23T01:02:03Z"}
public struct NDJSONMapping: Sendable {
    /// A field's value: text as it is, numbers in their shortest decimal form, whole ones with every digit.
    private enum Scalar: Decodable {
        case text(String)
        case integer(Int64)
        case number(Double)
        case null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let integer = try? container.decode(Int64.self) {
                self = .integer(integer)
            } else {
                let number = try container.decode(Double.self)
                // From 2⁵³ on neighbouring whole numbers, which may be identifiers, would become one.
                guard abs(number) < 0x1p53 else {
                    throw DecodingError.dataCorruptedError(
                        in: container, debugDescription: "a number too long to be exact; write it in quotes")
                }
                self = .number(number)
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .integer(let integer): String(integer)
            case .number(let number): number == number.rounded() ? String(Int64(number)) : String(number)
            case .null: ""
            }
        }
    }

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
        let fields: [String: Scalar]
        do {
            fields = try JSONDecoder().decode([String: Scalar].self, from: Data(line))
        } catch {
            return refuse(message, number, "expected one flat JSON object on the line, long numbers in quotes")
        }
        if let unknown = fields.keys.sorted().first(where: { !ObservationRecord.fieldNames.contains($0) }) {
            let known = ObservationRecord.fieldNames.sorted().joined(separator: ", ")
            return refuse(message, number, "unknown field \(unknown.prefix(40)); known: \(known)")
        }
        message.source = CleanText.label(fields["source"]?.text)
        return records.map(
            ObservationRecord(fields: fields.mapValues(\.text)), message: message, place: "line \(number)")
    }

    private func refuse(_ message: Delivery.Message, _ number: Int, _ hint: String) -> Delivery {
        Delivery(
            message: message, subject: nil,
            quarantine: [
                QuarantineEntry(
                    reason: .unparseable, place: "line \(number)",
                    found: String(decoding: message.body.prefix(120), as: UTF8.self), hint: hint)
            ])
    }
}
