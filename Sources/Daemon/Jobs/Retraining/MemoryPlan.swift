internal import ClinicalDomain
internal import Scoring

/// Which stays are left out of a training so that it keeps to its memory: the oldest, of those with the outcome the same
/// share as of those without.
struct MemoryPlan: Sendable {
    /// What a run needs beside the encoded stays: the program, the database's cache, networks and batches.
    private static let fixedBytes = 320 << 20
    /// Of each step beside its row: labels, targets, times, scores.
    private static let bytesPerStep = 96

    private var stays: [(id: EncounterID, start: Instant, hasOutcome: Bool, steps: Int)] = []

    /// Takes in a stay.
    mutating func add(_ history: EncounterHistory, hasOutcome: Bool) {
        let times = history.observations.map(\.key.effective)
        guard let first = times.min(), let last = times.max() else { return }
        let steps = min(times.count, Int(min(last.hours(since: first), 1e6)) + 1)
        stays.append((history.id, first, hasOutcome, steps))
    }

    /// The stays to leave out for a number of bytes.
    func leftOut(maximumBytes: Int, schema: SequenceSchema) -> Set<EncounterID> {
        let perStep = (schema.channels.count + 3) * 4 + Self.bytesPerStep
        let needed = stays.reduce(0) { $0 + $1.steps * perStep }
        let available = max(0, maximumBytes - Self.fixedBytes)
        guard needed > available, needed > 0 else { return [] }
        var result: Set<EncounterID> = []
        for hasOutcome in [true, false] {
            let group = stays.filter { $0.hasOutcome == hasOutcome }.sorted { ($0.start, $0.id) > ($1.start, $1.id) }
            let all = group.reduce(0) { $0 + $1.steps }
            var left = Int(Double(all) * Double(available) / Double(needed))
            for stay in group {
                left -= stay.steps
                if left < 0 { result.insert(stay.id) }
            }
        }
        return result
    }
}
