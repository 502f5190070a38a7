/// One measured value of one channel, in the channel's canonical unit.
///
/// An observation is one *version*: a correction is another observation with the same ``Observation/Key`` and a higher
/// ``Observation/Precedence``. Versions are never overwritten, so the order in which they arrive does not matter.
public struct Observation: Hashable, Sendable {
    /// Where a result stands (HL7 table 0085, FHIR `observation-status`).
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// Preliminary (P).
        case preliminary
        /// Final (F, R).
        case final
        /// Corrected (C): replaces what was sent before.
        case corrected
        /// Deleted or wrong (D, W): there is no such value.
        case enteredInError = "entered-in-error"
    }

    /// What is measured, when, and by whom: versions that share it describe the same result.
    public struct Key: Hashable, Sendable {
        /// The channel.
        public var channel: ChannelID
        /// When it was true.
        public var effective: Instant
        /// The sending application, device or file format.
        public var source: String
        /// Tells results of the same code at the same time apart (OBX-4); usually empty.
        public var subID: String

        /// A key of its parts.
        public init(channel: ChannelID, effective: Instant, source: String, subID: String = "") {
            (self.channel, self.effective, self.source, self.subID) = (channel, effective, source, subID)
        }
    }

    /// What the result is about.
    public var key: Key
    /// The code as it arrived (LOINC where there is one).
    public var code: String
    /// The value in the channel's canonical unit.
    public var value: Double
    /// The value and unit as they arrived, where they differ from the canonical ones; else empty.
    public var original: String
    /// Where the result stands.
    public var status: Status
    /// When the sender issued this version (MSH-7): later versions win.
    public var issued: Instant

    /// An observation of its parts.
    public init(
        key: Key, code: String, value: Double, original: String = "", status: Status = .final, issued: Instant
    ) {
        (self.key, self.code, self.value, self.original) = (key, code, value, original)
        (self.status, self.issued) = (status, issued)
    }

    /// The order of versions: later issue, then stronger status, then larger value.
    ///
    /// The greatest version counts.
    ///
    /// The value is the last resort that makes the outcome independent of arrival.
    public struct Precedence: Comparable, Hashable, Sendable {
        let issued: Instant
        let rank: Int
        let value: Double

        /// Compares issue time, then status, then value.
        public static func < (left: Precedence, right: Precedence) -> Bool {
            (left.issued, left.rank, left.value) < (right.issued, right.rank, right.value)
        }
    }

    /// This version's place in the order of versions.
    public var precedence: Precedence {
        let rank =
            switch status {
            case .preliminary: 0
            case .final: 1
            case .corrected: 2
            case .enteredInError: 3
            }
        return Precedence(issued: issued, rank: rank, value: value)
    }
}
