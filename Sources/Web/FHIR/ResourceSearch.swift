public import ClinicalDomain

/// Which resources of one type to find, in which order, and which page of them.
public struct ResourceSearch: Hashable, Sendable {
    /// Something that must hold of a resource.
    public enum Condition: Hashable, Sendable {
        /// Its logical id is one of these.
        case ids([String])
        /// It has one of these terms.
        case terms([TermMatch])
        /// The business identifier of a resource that it refers to is one of these.
        ///
        /// The reference itself states the identifier (terms `parameter:identifier`), or leads to a resource of the
        /// type that has it.
        case identifier(parameter: String, type: ResourceType, [TermMatch])
        /// Its date compares with one of these.
        case date([DateMatch])
        /// The time of its last change compares with one of these.
        case lastUpdated([DateMatch])
    }

    /// A pattern for a term.
    public struct TermMatch: Hashable, Sendable {
        /// The name of the index; see ``ResourceIndex/Term``.
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

    /// A comparison of a resource's span of time with that of the parameter.
    ///
    /// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/search.html#prefix>.
    public struct DateMatch: Hashable, Sendable {
        /// How the spans compare: the prefixes of the standard.
        public enum Comparison: String, CaseIterable, Hashable, Sendable {
            /// The parameter's span contains the resource's.
            case equal = "eq"
            /// It does not.
            case notEqual = "ne"
            /// The resource's span reaches past the parameter's.
            case greater = "gt"
            /// It begins before the parameter's.
            case less = "lt"
            /// `gt` or `eq`.
            case greaterOrEqual = "ge"
            /// `lt` or `eq`.
            case lessOrEqual = "le"
            /// It begins after the parameter's end.
            case startsAfter = "sa"
            /// It ends before the parameter's start.
            case endsBefore = "eb"
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
    public enum Order: Hashable, Sendable {
        /// The order of creation.
        case created
        /// Their date; those without come first.
        case date
        /// The time of their last change.
        case lastUpdated
    }

    /// A place between two resources of the order, as the repository understands it.
    public struct Position: Hashable, Sendable {
        /// What the order compares, of the resource before.
        public var key: Int64
        /// The resource before.
        public var number: Int64

        /// A place of its parts.
        public init(key: Int64, number: Int64) { (self.key, self.number) = (key, number) }
    }

    /// The resource type.
    public var type: ResourceType
    /// What must hold, all of it.
    public var conditions: [Condition] = []
    /// The order.
    public var order = Order.created
    /// Whether the order is reversed.
    public var isDescending = false
    /// Where the page begins; nil for the first one.
    public var after: Position?
    /// At most so many resources.
    public var limit = 0

    /// A search for all resources of a type.
    public init(type: ResourceType) { self.type = type }
}
