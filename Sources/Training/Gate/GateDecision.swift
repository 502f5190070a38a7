/// What the gate decided, with everything that it looked at.
public struct GateDecision: Sendable, Hashable, Codable {
    /// What becomes of a challenger.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        /// It is put into use.
        case promote
        /// It is not, but the champion with a calibration and thresholds fitted again is.
        case recalibrate
        /// The champion stays as it is.
        case keep
    }

    /// What becomes of the challenger.
    public var verdict: Verdict
    /// Why, in a sentence.
    public var reason: String
    /// Everything that was looked at.
    public var checks: [GateCheck]

    /// A decision of its parts.
    public init(verdict: Verdict, reason: String, checks: [GateCheck]) {
        (self.verdict, self.reason, self.checks) = (verdict, reason, checks)
    }

    /// The checks that failed.
    public var failures: [GateCheck] { checks.filter { $0.verdict == .failed } }
}
