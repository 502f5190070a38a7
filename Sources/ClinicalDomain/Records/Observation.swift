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
    ///
    /// A correction replaces what has the same order (OBR-3), code (OBX-3), sub-identifier (OBX-4) and time.
    public struct Key: Hashable, Sendable {
        /// The channel.
        public var channel: ChannelID
        /// When it was true.
        public var effective: Instant
        /// The sending application, device or file format.
        public var source: String
        /// The code as it arrived (LOINC where there is one); two codes of one channel are two results.
        public var code: String
        /// The filler's number of the order or report (OBR-3), or the id of the FHIR resource; often empty.
        public var order: String
        /// Tells results of the same code at the same time apart (OBX-4); usually empty.
        public var subID: String

        /// A key of its parts.
        public init(
            channel: ChannelID, effective: Instant, source: String, code: String = "", order: String = "",
            subID: String = ""
        ) {
            (self.channel, self.effective, self.source) = (channel, effective, source)
            (self.code, self.order, self.subID) = (code, order, subID)
        }
    }

    /// What the result is about.
    public var key: Key
    /// The value in the channel's canonical unit.
    public var value: Double
    /// The value and unit as they arrived, where they differ from the canonical ones; else empty.
    public var original: String
    /// Where the result stands.
    public var status: Status
    /// When the sender issued this version (MSH-7): later versions win.
    public var issued: Instant
    /// How good the source is among those of the channel: of several results in one time step the lowest rank counts.
    ///
    /// A spot check comes before a monitor's trend, an airway sensor before impedance; 0 to 9.
    public var rank: Int

    /// An observation of its parts; its code becomes part of its key.
    public init(
        key: Key, code: String, value: Double, original: String = "", status: Status = .final, issued: Instant,
        rank: Int = 0
    ) {
        (self.key, self.value, self.original) = (key, value, original)
        (self.status, self.issued, self.rank) = (status, issued, rank)
        self.key.code = code
    }

    /// The code as it arrived: that of the key.
    public var code: String { key.code }

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
