public import ClinicalDomain

/// Which resources of one type to find, in which order, and which page of them.
public struct FHIRQuery: Hashable, Sendable {
    /// Something that must hold of a resource.
    public enum Condition: Hashable, Sendable {
        /// Its logical id is one of these.
        case ids([String])
        /// It has one of these terms.
        case terms([TermMatch])
        /// The business identifier of a resource that it refers to is one of these.
        ///
        /// The reference itself states it (terms `parameter:identifier`), or leads to a resource of the type that has
        /// it (terms `type.identifier`); the parameters of the patterns are not looked at.
        case identifier(parameter: String, type: String, [TermMatch])
        /// Its date compares with one of these.
        case date([DateMatch])
        /// The time of its last change compares with one of these.
        case lastUpdated([DateMatch])
    }

    /// A pattern for a term.
    public struct TermMatch: Hashable, Sendable {
        /// The search parameter with its type in front.
        public var parameter: String
        /// The text; nil for any.
        public var text: String?
        /// Whether ``text`` is only the beginning of the term's.
        public var isPrefix: Bool
        /// The system, empty for none; nil for any.
        public var system: String?

        /// A pattern of its parts.
        public init(parameter: String, text: String?, isPrefix: Bool = false, system: String? = nil) {
            (self.parameter, self.text, self.isPrefix, self.system) = (parameter, text, isPrefix, system)
        }
    }

    /// A comparison of a resource's span `l...h` with the span `L...H` of the parameter.
    ///
    /// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/search.html#prefix>.
    public struct DateMatch: Hashable, Sendable {
        /// How the spans compare.
        public enum Comparison: Hashable, Sendable {
            /// `eq`: L...H contains l...h.
            case equal
            /// `ne`: it does not.
            case notEqual
            /// `gt`: l...h reaches past H.
            case greater
            /// `lt`: l...h begins before L.
            case less
            /// `ge`: `gt` or `eq`.
            case greaterOrEqual
            /// `le`: `lt` or `eq`.
            case lessOrEqual
            /// `sa`: l...h begins after H.
            case startsAfter
            /// `eb`: l...h ends before L.
            case endsBefore
        }

        /// How the spans compare.
        public var comparison: Comparison
        /// First and last millisecond of the parameter's value.
        public var span: ClosedRange<Instant>

        /// A comparison of its parts.
        public init(_ comparison: Comparison, _ span: ClosedRange<Instant>) {
            (self.comparison, self.span) = (comparison, span)
        }
    }

    /// What the resources are ordered by; among equals the order of creation decides.
    public enum Order: String, Hashable, Sendable {
        /// The order of creation.
        case created
        /// Their date; those without come first.
        case date
        /// The time of their last change.
        case lastUpdated
    }

    /// A place between two resources of the order.
    public struct Position: Hashable, Sendable {
        /// What the order compares, of the resource before.
        public var key: Int64
        /// ``FHIRVersion/number`` of the resource before.
        public var number: Int64

        /// A place after a resource.
        public init(key: Int64, number: Int64) { (self.key, self.number) = (key, number) }
    }

    /// The resource type.
    public var type: String
    /// What must hold, all of it.
    public var conditions: [Condition]
    /// The order.
    public var order: Order
    /// Whether the order is reversed.
    public var isDescending: Bool
    /// Where the page begins; nil for the first one.
    public var after: Position?
    /// At most so many resources.
    public var limit: Int

    /// A query of its parts.
    public init(
        type: String, conditions: [Condition] = [], order: Order = .created, isDescending: Bool = false,
        after: Position? = nil, limit: Int
    ) {
        (self.type, self.conditions, self.order, self.isDescending) = (type, conditions, order, isDescending)
        (self.after, self.limit) = (after, limit)
    }
}
