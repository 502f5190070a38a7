/// The number of single-character insertions, deletions and substitutions between two texts (Levenshtein 1966).
public enum EditDistance {
    /// The distance; 0 for equal texts.
    ///
    /// O(n·m).
    public static func between(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substitution = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }

    /// The name nearest to a wrong one; nil when none is near enough to have been meant.
    ///
    /// Half of its characters may differ, and three of those of a name of five to seven.
    public static func nearest(to name: String, among names: [String]) -> String? {
        let ranked = names.map { ($0, between($0, name)) }
        let limit = min(max(3, name.count / 2), (name.count + 1) / 2)
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= limit else { return nil }
        return best.0
    }
}
