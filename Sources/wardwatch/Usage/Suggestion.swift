import Daemon

/// What somebody who mistyped a word probably meant.
enum Suggestion {
    /// The name that a word begins, or else the nearest one; nil when none is near enough to have been meant.
    static func nearest(to word: String, among names: [String]) -> String? {
        let begun = names.filter { word.count >= 3 && $0.hasPrefix(word) }
        return begun.count == 1 ? begun[0] : EditDistance.nearest(to: word, among: names)
    }

    /// A question with up to three names; nil without any.
    static func question(_ names: [String]) -> String? {
        let quoted = names.prefix(3).map { "'\(Terminal.printable($0))'" }
        guard let last = quoted.last else { return nil }
        let others = quoted.dropLast().joined(separator: ", ")
        return "did you mean \(others.isEmpty ? "" : "\(others) or ")\(last)?"
    }
}
