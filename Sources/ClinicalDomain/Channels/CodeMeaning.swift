/// What a coded term says is measured.
public enum CodeMeaning: Hashable, Sendable {
    /// A channel of the table.
    ///
    /// The rank, 0 to 9, says how good the source is: of several results in one time step the lowest counts.
    case channel(Channel, rank: Int)
    /// Known, and not for us: arrhythmia counts, perfusion index, waveforms, rows that describe the device.
    case ignored
    /// Code and text mean different things, so neither can be believed.
    ///
    /// `expected` says what would have fitted, such as `MDC_PRESS_BLD_SYS beside 150017`.
    case conflict(expected: String)
    /// Not in the table.
    case unknown
}
