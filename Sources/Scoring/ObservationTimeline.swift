public import ClinicalDomain

/// The observations of one stay, the winning version of each, ordered by when they were true.
///
/// Which version wins is decided by ``Observation/Precedence`` alone, so a timeline does not depend on the order in
/// which versions were applied. A version that is entered in error stays as a tombstone that hides its value.
public struct ObservationTimeline: Sendable {
    private struct Entry: Sendable {
        let effective: Instant
        let source: String
        let subID: String
        var precedence: Observation.Precedence
        var value: Double
        var isLive: Bool

        func isBefore(_ key: Observation.Key) -> Bool {
            (effective, source, subID) < (key.effective, key.source, key.subID)
        }

        func matches(_ key: Observation.Key) -> Bool {
            effective == key.effective && subID == key.subID && source == key.source
        }
    }

    /// The grid on which observed steps are counted.
    public let grid: TimeGrid
    private var entries: [ChannelID: [Entry]] = [:]
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
    public var channels: [ChannelID] { entries.keys.sorted() }

    /// Takes in one version.
    ///
    /// - Returns: the step from which on scores may have changed, or nil when nothing did.
    /// - Complexity: O(log n) when values arrive in order, O(n) otherwise, n the entries of the channel.
    @discardableResult
    public mutating func apply(_ observation: Observation) -> Int? {
        let key = observation.key
        let isLive = observation.status != .enteredInError
        let step = grid.step(of: key.effective)
        var isNew = false
        let changed = withChannel(key.channel) { list in
            let index = ObservationTimeline.lowerBound(list) { $0.isBefore(key) }
            if index < list.count, list[index].matches(key) {
                guard list[index].precedence < observation.precedence else { return false }
                list[index].precedence = observation.precedence
                list[index].value = observation.value
                list[index].isLive = isLive
            } else {
                isNew = true
                list.insert(
                    Entry(
                        effective: key.effective, source: key.source, subID: key.subID,
                        precedence: observation.precedence, value: observation.value, isLive: isLive), at: index)
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

    /// The last live value of a channel that was true before `end`, and at or after `start` where one is given.
    public func last(_ channel: ChannelID, before end: Instant, from start: Instant? = nil) -> VitalSigns.Reading? {
        guard let list = entries[channel] else { return nil }
        var index = ObservationTimeline.lowerBound(list) { $0.effective < end }
        while index > 0 {
            index -= 1
            if let start, list[index].effective < start { return nil }
            if list[index].isLive {
                return VitalSigns.Reading(value: list[index].value, effective: list[index].effective)
            }
        }
        return nil
    }

    /// The vital signs in force before `end`: the last value of each channel that is not older than `hours`.
    public func vitalSigns(before end: Instant, validForHours hours: Double) -> VitalSigns {
        let start = end.advanced(byHours: -hours)
        var readings: [ChannelID: VitalSigns.Reading] = [:]
        for channel in entries.keys {
            if let reading = last(channel, before: end, from: start) { readings[channel] = reading }
        }
        return VitalSigns(readings)
    }

    /// The same timeline in which every value of one channel is another; when it was measured stays.
    public func replacingValues(of channel: ChannelID, with value: Double) -> ObservationTimeline {
        var copy = self
        for index in (copy.entries[channel] ?? []).indices { copy.entries[channel]?[index].value = value }
        return copy
    }

    private mutating func withChannel(_ channel: ChannelID, _ body: (inout [Entry]) -> Bool) -> Bool {
        body(&entries[channel, default: []])
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
