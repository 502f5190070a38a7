public import ClinicalDomain
internal import Foundation

/// Turns a coded value with its unit into a canonical value of a channel, or says why it cannot.
///
/// A wrong or missing unit never becomes a default unit, an impossible value never becomes a possible one.
public struct ValueMapping: Sendable {
    /// A value in its channel's canonical unit.
    public struct CanonicalValue: Hashable, Sendable {
        /// The channel.
        public var channel: Channel
        /// The value in the canonical unit.
        public var value: Double
        /// Value and unit as they arrived where they differ, else empty.
        public var original: String
    }

    /// The channels that are known.
    public let channels: ChannelTable

    /// A mapping by a table of channels.
    public init(channels: ChannelTable = .standard) { self.channels = channels }

    /// The levels of consciousness: ACVPU letters, words and LOINC answer codes.
    ///
    /// The codes are the answers of LOINC 67775-7 in NEMSIS (alert, verbal, painful, unresponsive), and Confused.
    private static let consciousness: [String: Double] = [
        "A": 0, "ALERT": 0, "LA9340-6": 0, "C": 1, "CONFUSION": 1, "CONFUSED": 1, "LA6560-2": 1, "V": 2, "VOICE": 2,
        "VERBAL": 2, "LA17108-4": 2, "P": 3, "PAIN": 3, "LA17107-6": 3, "U": 4, "UNRESPONSIVE": 4, "LA9343-0": 4,
    ]

    /// The canonical value of a text whose unit is a mere text.
    ///
    /// - Parameters:
    ///   - channel: the channel.
    ///   - text: the value; see ``canonicalValue(of:text:unit:place:unitPlace:)-(_,_,CodedTerm,_,_)``.
    ///   - unit: the unit as it arrived; may be empty only for scores.
    ///   - place: where the value stands, for the quarantine.
    ///   - unitPlace: where the unit stands.
    public func canonicalValue(
        of channel: Channel, text: String, unit: String, place: String, unitPlace: String
    ) -> Result<CanonicalValue, Refusal> {
        canonicalValue(of: channel, text: text, unit: CodedTerm(code: unit), place: place, unitPlace: unitPlace)
    }

    /// The canonical value of a text with a coded unit.
    ///
    /// Refused: what is no number, what may be two (`1,234`), a bound (`>41.0`), a number by which devices say that
    /// they measure nothing, a unit that is missing, not known or in conflict with its text, and what is not plausible.
    ///
    /// - Parameters:
    ///   - channel: the channel.
    ///   - text: a decimal number with a point, or with a comma and one or two digits after it; for consciousness
    ///     also an ACVPU letter, word or answer code.
    ///   - unit: the unit as it arrived; may be empty only for scores.
    ///   - place: where the value stands, for the quarantine.
    ///   - unitPlace: where the unit stands.
    public func canonicalValue(
        of channel: Channel, text: String, unit: CodedTerm, place: String, unitPlace: String
    ) -> Result<CanonicalValue, Refusal> {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if channel.id == .consciousness, let level = Self.consciousness[trimmed.uppercased()] {
            return .success(CanonicalValue(channel: channel, value: level, original: trimmed))
        }
        guard let number = Self.measured(trimmed) else {
            return .failure(Refusal(.notNumeric, place, text, Self.hint(for: trimmed, channel)))
        }
        let isUnitless = unit.code.isEmpty && unit.text.isEmpty && channel.unit.hasPrefix("{")
        let meaning = isUnitless ? .unit(channel.unit) : channels.unit(unit, of: channel)
        if channels.isSentinel(number, of: channel, unit: meaning.unit) {
            return .failure(Refusal(.notAvailable, place, text, "devices send this number when they measure nothing"))
        }
        switch meaning {
        case .conflict(let expected):
            return .failure(Refusal(.codeConflict, unitPlace, Self.written(unit), expected))
        case .unknown:
            let accepted = channel.acceptedUnits.joined(separator: ", ")
            return .failure(
                Refusal(.unknownUnit, unitPlace, Self.written(unit), "units accepted for \(channel.id): \(accepted)"))
        case .unit(let known):
            let value = channel.canonicalValue(number, unit: known) ?? .nan
            guard channel.plausibleRange.contains(value) else {
                let range = channel.plausibleRange
                return .failure(
                    Refusal(
                        .implausible, place, "\(text) \(Self.arrived(unit))",
                        "plausible for \(channel.id): \(range.lowerBound) to \(range.upperBound) \(channel.unit)"))
            }
            let isCanonical = (isUnitless || unit.code == channel.unit) && !trimmed.contains(",")
            let original = isCanonical ? "" : CleanText.label("\(trimmed) \(Self.arrived(unit))")
            return .success(CanonicalValue(channel: channel, value: value, original: original))
        }
    }

    /// Reads a plain decimal number: digits, one point, a sign, an exponent; nothing else, so never NaN or Inf.
    static func decimal(_ text: String) -> Double? {
        guard let first = text.utf8.first, !text.isEmpty, text.utf8.count <= 32,
            text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 || $0 == 45 || $0 == 43 || $0 == 101 || $0 == 69 }
            ),
            (48...57).contains(first) || first == 45 || first == 43 || first == 46,
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }

    /// A number as senders write it: with a point, or with one comma and one or two digits after it.
    private static func measured(_ text: String) -> Double? {
        guard let comma = text.utf8.firstIndex(of: 44) else { return decimal(text) }
        let fraction = text.utf8[text.utf8.index(after: comma)...]
        guard (1...2).contains(fraction.count), fraction.allSatisfy({ (48...57).contains($0) }),
            text.utf8[..<comma].last.map({ (48...57).contains($0) }) == true, !text.utf8.contains(46)
        else { return nil }
        return decimal(text.replacing(",", with: "."))
    }

    private static func hint(for text: String, _ channel: Channel) -> String {
        switch text.first {
        case "<", ">", "≤", "≥": "a bound is not a value; send what was measured"
        case _ where text.contains(","):
            "a comma with one or two digits after it is a decimal comma; others are ambiguous"
        default: "expected a decimal number such as 36.8 for \(channel.id)"
        }
    }

    /// A unit as a person reads it: of numbers and hexadecimal codes, the text beside them.
    private static func arrived(_ unit: CodedTerm) -> String {
        switch CodingSystem.shortName(unit.system) {
        case CodingSystem.mdc, CodingSystem.mdil: unit.text.isEmpty ? unit.code : unit.text
        default: unit.code.isEmpty ? unit.text : unit.code
        }
    }

    private static func written(_ unit: CodedTerm) -> String {
        unit.text.isEmpty && unit.system.isEmpty ? unit.code : "\(unit.code)^\(unit.text)^\(unit.system)"
    }
}

extension UnitMeaning {
    /// The unit in UCUM, where it is known.
    fileprivate var unit: String? {
        if case .unit(let unit) = self { return unit }
        return nil
    }
}

/// Why one value cannot be used.
public struct Refusal: Error, Hashable, Sendable {
    /// What goes into the quarantine.
    public let entry: QuarantineEntry

    init(_ reason: QuarantineEntry.Reason, _ place: String, _ found: String, _ hint: String) {
        entry = QuarantineEntry(reason: reason, place: place, found: found, hint: hint)
    }
}
