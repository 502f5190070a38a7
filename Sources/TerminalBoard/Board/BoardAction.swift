public import ClinicalDomain

/// What a key asks of whoever owns the board.
public enum BoardAction: Hashable, Sendable {
    /// Acknowledge these alerts.
    case acknowledge([Int64])
    /// Put these alerts off.
    case snooze([Int64], minutes: Int, reason: String)
    /// Read the chart of a stay and give it to ``Board/show(_:of:at:)``.
    case open(EncounterID)
    /// Write the whole screen again.
    case redraw
    /// End.
    case quit
}
