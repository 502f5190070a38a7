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

    /// The canonical value of a text.
    ///
    /// - Parameters:
    ///   - channel: the channel.
    ///   - text: a decimal number with a point; for consciousness also an ACVPU letter, word or answer code.
    ///   - unit: the unit as it arrived; may be empty only for scores.
    ///   - place: where the value stands, for the quarantine.
    ///   - unitPlace: where the unit stands.
    public func canonicalValue(
        of channel: Channel, text: String, unit: String, place: String, unitPlace: String
    ) -> Result<CanonicalValue, Refusal> {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if channel.id == .consciousness, let level = Self.consciousness[trimmed.uppercased()] {
            return .success(CanonicalValue(channel: channel, value: level, original: trimmed))
        }
        guard let number = Self.decimal(trimmed) else {
            return .failure(
                Refusal(.notNumeric, place, text, "expected a decimal number such as 36.8 for \(channel.id)"))
        }
        let isUnitless = unit.isEmpty && channel.unit.hasPrefix("{")
        guard let value = isUnitless ? number : channel.canonicalValue(number, unit: unit) else {
            let accepted = channel.acceptedUnits.joined(separator: ", ")
            return .failure(Refusal(.unknownUnit, unitPlace, unit, "units accepted for \(channel.id): \(accepted)"))
        }
        guard channel.plausibleRange.contains(value) else {
            let range = channel.plausibleRange
            return .failure(
                Refusal(
                    .implausible, place, "\(text) \(unit)",
                    "plausible for \(channel.id): \(range.lowerBound) to \(range.upperBound) \(channel.unit)"))
        }
        let original = isUnitless || unit == channel.unit ? "" : "\(trimmed) \(unit)"
        return .success(CanonicalValue(channel: channel, value: value, original: original))
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
}

/// Why one value cannot be used.
public struct Refusal: Error, Hashable, Sendable {
    /// What goes into the quarantine.
    public let entry: QuarantineEntry

    init(_ reason: QuarantineEntry.Reason, _ place: String, _ found: String, _ hint: String) {
        entry = QuarantineEntry(reason: reason, place: place, found: found, hint: hint)
    }
}
