import Foundation

/// A progress bar on standard error, drawn at most ten times a second and only on a terminal.
final class ProgressBar {
    private let label: String
    private let started = ContinuousClock.now
    private var drawn: ContinuousClock.Instant?

    init(_ label: String) { self.label = label }

    /// Draws the bar.
    ///
    /// - Parameters:
    ///   - done: how much is done.
    ///   - total: of how much.
    ///   - detail: what else to say.
    func update(done: Int, total: Int, detail: String) {
        guard Terminal.showsProgress else { return }
        let now = ContinuousClock.now
        if let drawn, now - drawn < .milliseconds(100), done < total { return }
        drawn = now
        // What is late can lie beyond the end.
        let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
        let filled = Int((share * 24).rounded(.down))
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: 24 - filled)
        let seconds = (now - started) / .seconds(1)
        let left = share > 0.01 ? " \(Int((seconds / share - seconds).rounded())) s left" : ""
        let percent = Int(share * 100)
        write("\r\u{1b}[2K\(label) [\(bar)] \(percent) %\(left)  \(detail)")
    }

    /// Takes the bar away.
    func finish() {
        if drawn != nil { write("\r\u{1b}[2K") }
    }

    private func write(_ text: String) { Terminal.tell(text) }
}
