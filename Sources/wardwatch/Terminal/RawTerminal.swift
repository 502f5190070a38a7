import Foundation

/// Back to the terminal's ordinary state: end of a synchronized update, no bracketed paste, wrapping, a cursor, no style,
/// and the screen from before.
private let leaving: StaticString = "\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[0m\u{1B}[?1049l"
private let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[2J"

/// Signals that end a program that has gone wrong, such as SIGBUS when the database's file is cut short.
private let fatalSignals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

// A signal handler can reach nothing but globals. They are written before the handlers are set, and by one thread.
private nonisolated(unsafe) var savedAttributes = termios()
private nonisolated(unsafe) let earlierActions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)

/// Puts the terminal back with calls that a signal handler may make (POSIX.1, async-signal-safe).
private func restore() {
    _ = write(STDOUT_FILENO, leaving.utf8Start, leaving.utf8CodeUnitCount)
    tcsetattr(STDIN_FILENO, TCSANOW, &savedAttributes)
}

/// A terminal in raw mode with its alternate screen, from ``enter()`` to ``leave()``.
///
/// A crash in between puts it back as well. Ctrl-C and Ctrl-Z remain signals.
final class RawTerminal {
    private var isEntered = false

    deinit { leave() }

    /// Takes over the terminal.
    func enter() throws {
        guard !isEntered else { return }
        guard tcgetattr(STDIN_FILENO, &savedAttributes) == 0 else {
            throw CommandError("the terminal cannot be set up", hint: "use --once to print the board once")
        }
        var raw = savedAttributes
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | IGNCR | ISTRIP)
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        isEntered = true
        for number in fatalSignals {
            var action = sigaction()
            // Once put back, the earlier handler sees the signal: a fault comes again by itself on return.
            action.__sigaction_handler.sa_handler = { number in
                restore()
                sigaction(number, &earlierActions[Int(number)], nil)
                raise(number)
            }
            sigaction(number, &action, &earlierActions[Int(number)])
        }
        try write(entering)
    }

    /// Gives the terminal back; a second time does nothing.
    func leave() {
        guard isEntered else { return }
        isEntered = false
        restore()
        for number in fatalSignals { sigaction(number, &earlierActions[Int(number)], nil) }
    }

    /// Writes all of a text, in one call where the terminal takes it.
    ///
    /// - Throws: when the terminal is gone.
    func write(_ text: String) throws {
        guard FileDescriptor.write(Array(text.utf8)[...], to: STDOUT_FILENO) == 0 else { throw TerminalGone() }
    }
}

/// The terminal was closed: nobody is there to be told.
struct TerminalGone: Error {}
