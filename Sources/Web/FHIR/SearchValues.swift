internal import ClinicalDomain
internal import FHIR
internal import Foundation
internal import Hummingbird

/// The value of a search parameter: alternatives separated by commas, where `\,` `\|` `\$` `\\` stand for themselves.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/search.html#escaping>.
struct SearchValues {
    /// The name of the parameter, for refusals.
    let name: String
    private let alternatives: [Substring]

    init(_ value: String, of name: String) throws {
        self.name = name
        alternatives = Self.split(value[...], at: ",")
        guard !alternatives.contains(where: \.isEmpty) else {
            throw FHIRFailure(.badRequest, .value, "A value is empty.", at: "http.\(name)")
        }
    }

    /// Plain texts.
    var texts: [String] { alternatives.map(Self.unescape) }

    /// `code`, `system|code`, `|code`, `system|`.
    func tokens(_ index: String) throws -> [ResourceSearch.TermMatch] {
        try alternatives.map { alternative in
            let parts = Self.split(alternative, at: "|").map(Self.unescape)
            switch parts.count {
            case 1: return ResourceSearch.TermMatch(parameter: index, text: parts[0])
            case 2 where !parts[0].isEmpty || !parts[1].isEmpty:
                return ResourceSearch.TermMatch(
                    parameter: index, text: parts[1].isEmpty ? nil : parts[1], system: parts[0])
            default:
                throw FHIRFailure(.badRequest, .value, "Expected code or system|code.", at: "http.\(name)")
            }
        }
    }

    /// The beginnings of names.
    func prefixes(_ index: String) -> [ResourceSearch.TermMatch] {
        texts.map { ResourceSearch.TermMatch(parameter: index, text: ResourceIndex.fold($0), isPrefix: true) }
    }

    /// `ID`, `Type/ID` or an address, as targets of references.
    ///
    /// - Parameter base: the address of this service, which is cut off.
    func targets(_ index: String, type: ResourceType, base: String) -> [ResourceSearch.TermMatch] {
        texts.map { text in
            let local = text.hasPrefix(base + "/") && !base.isEmpty ? String(text.dropFirst(base.count + 1)) : text
            return ResourceSearch.TermMatch(
                parameter: index, text: local.contains("/") || local.contains(":") ? local : "\(type.rawValue)/\(local)"
            )
        }
    }

    /// Whether they are business identifiers, `system|value`.
    var areIdentifiers: Bool { alternatives.allSatisfy { Self.split($0, at: "|").count > 1 } }

    /// Dates and times with a prefix; without an offset in UTC.
    func dates() throws -> [ResourceSearch.DateMatch] {
        try texts.map { text in
            let comparison = ResourceSearch.DateMatch.Comparison(rawValue: String(text.prefix(2)))
            // A plus sign that the client did not encode has become a space.
            let value = String(text.dropFirst(comparison == nil ? 0 : 2)).replacing(" ", with: "+")
            guard let span = FHIRDateTime(search: value)?.milliseconds() else {
                throw FHIRFailure(
                    .badRequest, .value,
                    "Expected a date or time such as ge2026-11-23 or lt2026-11-23T01:02:03Z, with the prefix eq, ne, "
                        + "gt, lt, ge, le, sa, eb or none.", at: "http.\(name)")
            }
            let first = Instant(millisecondsSince1970: span.lowerBound)
            let last = Instant(millisecondsSince1970: span.upperBound - 1)
            return ResourceSearch.DateMatch(comparison ?? .equal, first...last)
        }
    }

    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var (start, isEscaped) = (text.startIndex, false)
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\\" {
                isEscaped = true
            } else if text[index] == separator {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return parts + [text[start...]]
    }

    private static func unescape(_ text: Substring) -> String {
        var (result, isEscaped) = ("", false)
        for character in text {
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                if isEscaped, !",|$\\".contains(character) { result.append("\\") }
                isEscaped = false
                result.append(character)
            }
        }
        return result
    }
}
