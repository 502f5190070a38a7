public import ClinicalDomain

/// What a resource can be found by.
public struct FHIRIndex: Hashable, Sendable {
    /// One token, reference or name.
    public struct Term: Hashable, Sendable {
        /// The search parameter with its type in front: `Observation.code`.
        public var parameter: String
        /// The code, the target of a reference, or the folded name.
        public var text: String
        /// The system of a token; empty when it has none.
        public var system: String

        /// A term of its parts.
        public init(parameter: String, text: String, system: String = "") {
            (self.parameter, self.text, self.system) = (parameter, text, system)
        }
    }

    /// The terms.
    public var terms: Set<Term>
    /// First and last millisecond of the date that is searched for; nil when there is none.
    public var date: ClosedRange<Instant>?

    /// An index of its parts.
    public init(terms: Set<Term> = [], date: ClosedRange<Instant>? = nil) { (self.terms, self.date) = (terms, date) }

    /// What the date columns hold where there is no date; no date of a resource is so early.
    static let noDate = Int64.min
}
