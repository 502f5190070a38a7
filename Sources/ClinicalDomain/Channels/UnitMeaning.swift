/// What a coded unit means for a channel.
public enum UnitMeaning: Hashable, Sendable {
    /// A unit that the channel accepts, in UCUM.
    case unit(String)
    /// Code and text mean different units, so neither can be believed.
    ///
    /// `expected` says what would have fitted, such as `MDC_DIM_PERCENT beside 262688`.
    case conflict(expected: String)
    /// Not in the table, missing, or not a unit of the channel.
    case unknown
}
