import ClinicalDomain
import Foundation
import TerminalBoard

/// What standard output can show.
struct TerminalKind {
    /// Whether it is a terminal.
    let isTerminal: Bool
    /// Whether it is a terminal on which lines can be written in any order.
    let isScreen: Bool
    let palette: Palette
    let glyphs: Glyphs

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let name = environment["TERM"] ?? ""
        isTerminal = isatty(STDOUT_FILENO) == 1
        isScreen = isTerminal && isatty(STDIN_FILENO) == 1 && !["", "dumb", "unknown"].contains(name)
        let hasStyles = isTerminal && !["", "dumb", "unknown"].contains(name)
        palette = !hasStyles ? .none : environment["NO_COLOR"]?.isEmpty == false ? .monochrome : .colour
        glyphs = TerminalKind.isUnicode(environment) ? .unicode : .ascii
    }

    /// Whether the locale is in UTF-8; where none is set it is taken to be.
    private static func isUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let locale = locale?.lowercased() else { return true }
        return locale.contains("utf-8") || locale.contains("utf8")
    }

    /// How many columns may be taken where the terminal is not taken over: `COLUMNS`, or those that it has, or 80.
    static var width: Int { ScreenSize(columns: Terminal.width ?? 80, rows: 24).columns }

    /// How many cells the terminal has now.
    static func size() -> ScreenSize {
        var window = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 {
            return ScreenSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
        }
        return ScreenSize(columns: width, rows: 24)
    }

    /// The time zone of the machine (`TZ`) as it is at an instant.
    static func clock(at instant: Instant) -> WallClock {
        var (seconds, parts) = (time_t(instant.secondsSince1970), tm())
        localtime_r(&seconds, &parts)
        return WallClock(
            utcOffsetSeconds: parts.tm_gmtoff, zone: parts.tm_zone.map { String(cString: $0) } ?? "local time")
    }
}
