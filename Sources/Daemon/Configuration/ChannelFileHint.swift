/// What someone may have meant who mistyped a name.
enum ChannelFileHint {
    /// A sentence about the nearest name, or nil when none is near.
    static func hint(for name: String, among known: [String], _ sentence: (String) -> String) -> String? {
        let ranked = known.map { ($0, EditDistance.between($0, name)) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, name.count / 3) else { return nil }
        return sentence(best.0)
    }
}
