/// What to write into a field.
///
///     "8867-4"                                      a text, escaped as needed
///     ["8867-4", "Heart rate", "LN"]                components
///     ["ICU", .subcomponents(["Bed 7", "2"])]       subcomponents in a component
///     .repetitions([["1", .empty], ["2"]])          repetitions
public indirect enum HL7Content: Sendable, Hashable {
    /// Nothing.
    case empty
    /// The HL7 null `""`: delete what you have.
    case null
    /// A text; delimiters, control characters and line breaks in it are escaped.
    case text(String)
    /// Components, separated by `^`; not within components.
    case components([HL7Content])
    /// Subcomponents, separated by `&`; only texts within.
    case subcomponents([HL7Content])
    /// Repetitions, separated by `~`; only at the top.
    case repetitions([HL7Content])
    /// Bytes that are already in the notation of the message.
    case verbatim([UInt8])
}

extension HL7Content: ExpressibleByStringLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = value.isEmpty ? .empty : .text(value) }
}

extension HL7Content: ExpressibleByArrayLiteral {
    /// Components.
    public init(arrayLiteral elements: HL7Content...) { self = .components(elements) }
}
