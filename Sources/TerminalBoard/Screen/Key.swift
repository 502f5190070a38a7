/// What somebody pressed.
public enum Key: Hashable, Sendable {
    /// The arrow upwards.
    case up
    /// The arrow downwards.
    case down
    /// Page up, or Control-B.
    case pageUp
    /// Page down, or Control-F.
    case pageDown
    /// Home.
    case home
    /// End.
    case end
    /// Return.
    case enter
    /// Escape.
    case escape
    /// Backspace.
    case backspace
    /// Control-L: something else wrote on the terminal.
    case redraw
    /// A letter, digit or sign.
    case character(Character)
    /// Text that came in one piece from elsewhere: never a command.
    case paste(String)
}
