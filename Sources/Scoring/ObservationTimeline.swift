public import ClinicalDomain

/// The observations of one stay, the winning version of each, ordered by when they were true.
///
/// Which version wins is decided by ``Observation/Precedence`` alone, so a timeline does not depend on the order in
/// which versions were applied. A version that is entered in error stays as a tombstone that hides its value.
///
/// Of several results of a channel in one time step that with the lowest ``Observation/rank`` counts, and of those with
/// the same rank the latest: an airway sensor's rate before that of the chest leads, whichever came last.
public struct ObservationTimeline: Sendable {
    private struct Entry: Sendable {
        let effective: Instant
        let source: String
        let code: String
        let order: String
        let subID: String
        var precedence: Observation.Precedence
        var rank: Int
        var value: Double
        var isLive: Bool

        init(_ observation: Observation) {
            let key = observation.key
            (effective, source, code) = (key.effective, key.source, key.code)
            (order, subID) = (key.order, key.subID)
            (precedence, rank, value) = (observation.precedence, observation.rank, observation.value)
            isLive = observation.status != .enteredInError
        }

        func isBefore(_ key: Observation.Key) -> Bool {
            if effective != key.effective { return effective < key.effective }
            return (source, code, order, subID) < (key.source, key.code, key.order, key.subID)
        }

        func matches(_ key: Observation.Key) -> Bool {
            effective == key.effective && subID == key.subID && order == key.order && code == key.code
                && source == key.source
        }

        /// Whether it counts before another one that is earlier in the list and in the same step.
        func counts(before earlier: Entry) -> Bool { rank <= earlier.rank }
    }

    /// The entries of one channel.
    private struct Series: Sendable {
        var entries: [Entry] = []
        /// Whether there was ever more than one rank; if not, the last entry of a step is the one that counts.
        var hasRanks = false
    }

    /// The grid on which observed steps are counted.
    public let grid: TimeGrid
    private var series: [ChannelID: Series] = [:]
    /// The steps for which something was charted, in order; one whose values were all retracted stays a step.
    public private(set) var steps: [Int] = []

    /// An empty timeline.
    public init(grid: TimeGrid) { self.grid = grid }

    /// A timeline of the given observations, in any order.
    public init(grid: TimeGrid, observations: some Sequence<Observation>) {
        self.grid = grid
        for observation in observations { apply(observation) }
    }

    /// The channels that have an entry.
    public var channels: [ChannelID] { series.keys.sorted() }

    /// Takes in one version.
    ///
    /// - Returns: the step from which on scores may have changed, or nil when nothing did.
    /// - Complexity: O(log n) when values arrive in order, O(n) otherwise, n the entries of the channel.
    @discardableResult
    public mutating func apply(_ observation: Observation) -> Int? {
        let key = observation.key
        let step = grid.step(of: key.effective)
        var isNew = false
        let changed = withSeries(key.channel) { series in
            if let first = series.entries.first, first.rank != observation.rank { series.hasRanks = true }
            let index = ObservationTimeline.lowerBound(series.entries) { $0.isBefore(key) }
            if index < series.entries.count, series.entries[index].matches(key) {
                guard series.entries[index].precedence < observation.precedence else { return false }
                series.entries[index] = Entry(observation)
            } else {
                isNew = true
                series.entries.insert(Entry(observation), at: index)
            }
            return true
        }
        if isNew { insert(step: step) }
        return changed ? step : nil
    }

    /// The first observed step after `step`.
    public func nextObservedStep(after step: Int) -> Int? {
        let index = ObservationTimeline.lowerBound(steps) { $0 <= step }
        return index < steps.count ? steps[index] : nil
    }

    /// The last observed step before `step`.
    public func lastObservedStep(before step: Int) -> Int? {
        let index = ObservationTimeline.lowerBound(steps) { $0 < step }
        return index > 0 ? steps[index - 1] : nil
    }

    /// The live value of a channel that counts in the last step with one, before `end`, and at or after `start` if given.
    public func last(_ channel: ChannelID, before end: Instant, from start: Instant? = nil) -> VitalSigns.Reading? {
        guard let series = series[channel] else { return nil }
        var index = ObservationTimeline.lowerBound(series.entries) { $0.effective < end }
        var found: Entry?
        // Where the step of the entry that was found begins: only from there on can another one count before it.
        var bound = start
        while index > 0 {
            index -= 1
            let entry = series.entries[index]
            if let bound, entry.effective < bound { break }
            guard entry.isLive else { continue }
            if let known = found {
                if !known.counts(before: entry) { found = entry }
            } else {
                found = entry
                if !series.hasRanks { break }
                let stepStart = grid.start(of: grid.step(of: entry.effective))
                bound = max(start ?? stepStart, stepStart)
            }
        }
        return found.map { VitalSigns.Reading(value: $0.value, effective: $0.effective) }
    }

    /// The vital signs in force before `end`: the last value of each channel that is not older than `hours`.
    public func vitalSigns(before end: Instant, validForHours hours: Double) -> VitalSigns {
        let start = end.advanced(byHours: -hours)
        var readings: [ChannelID: VitalSigns.Reading] = [:]
        for channel in series.keys {
            if let reading = last(channel, before: end, from: start) { readings[channel] = reading }
        }
        return VitalSigns(readings)
    }

    /// The same timeline in which every value of one channel is another; when it was measured stays.
    public func replacingValues(of channel: ChannelID, with value: Double) -> ObservationTimeline {
        var copy = self
        for index in (copy.series[channel]?.entries ?? []).indices {
            copy.series[channel]?.entries[index].value = value
        }
        return copy
    }

    private mutating func withSeries(_ channel: ChannelID, _ body: (inout Series) -> Bool) -> Bool {
        body(&series[channel, default: Series()])
    }

    private mutating func insert(step: Int) {
        let index = ObservationTimeline.lowerBound(steps) { $0 < step }
        if index == steps.count || steps[index] != step { steps.insert(step, at: index) }
    }

    /// The index of the first element for which `isBefore` is false; elements must be partitioned by it.
    private static func lowerBound<Element>(_ list: [Element], _ isBefore: (Element) -> Bool) -> Int {
        if let last = list.last, isBefore(last) { return list.count }
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(list[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
