/// Something that happened to a patient which a model may learn to foresee.
public struct OutcomeEvent: Hashable, Sendable {
    /// The name of the event: `sepsis`, `icu-transfer`, `cardiac-arrest`, `death`, or a site's own.
    public var name: String
    /// When it happened.
    public var at: Instant

    /// An event of its parts.
    public init(name: String, at: Instant) { (self.name, self.at) = (name, at) }
}

/// A named set of events with a horizon: the question that a model answers.
///
///     deterioration = {icu-transfer, cardiac-arrest, death} within 12 h
///
/// A step at time t is positive when the first of the events happens in [t − grace, t + horizon]. Steps later than
/// ``graceHours`` after the first event are not asked about.
public struct OutcomeDefinition: Hashable, Sendable, Codable {
    /// The name of the question.
    public var name: String
    /// The events that count.
    public var events: Set<String>
    /// How far ahead it asks, in hours; nil asks about the whole rest of the stay.
    public var horizonHours: Double?
    /// How long after the event its steps still count as positive, in hours.
    public var graceHours: Double

    /// A definition of its parts.
    public init(name: String, events: Set<String>, horizonHours: Double?, graceHours: Double = 3) {
        (self.name, self.events, self.horizonHours, self.graceHours) = (name, events, horizonHours, graceHours)
    }

    /// Unplanned intensive care, arrest or death within twelve hours: the ward's question.
    public static let deterioration = OutcomeDefinition(
        name: "deterioration", events: ["icu-transfer", "cardiac-arrest", "death"], horizonHours: 12, graceHours: 0)
    /// Sepsis within six hours, up to three hours after onset: the question of the PhysioNet challenge 2019.
    public static let sepsis = OutcomeDefinition(name: "sepsis", events: ["sepsis"], horizonHours: 6)
    /// Death during the stay: the question of the PhysioNet challenge 2012.
    public static let mortality = OutcomeDefinition(name: "mortality", events: ["death"], horizonHours: nil)

    /// The definitions that are built in.
    public static let standard: [OutcomeDefinition] = [.deterioration, .sepsis, .mortality]

    /// The first event of a history that this definition counts.
    public func firstEvent(in history: [OutcomeEvent]) -> Instant? {
        history.lazy.filter { events.contains($0.name) }.map(\.at).min()
    }

    /// The label of a step that ends at `time`, given the first event of the stay: true, false, or nil for not asked.
    public func label(at time: Instant, firstEvent: Instant?) -> Bool? {
        guard let firstEvent else { return false }
        guard let horizonHours else { return time <= firstEvent ? true : nil }
        let ahead = firstEvent.hours(since: time)
        if ahead < -graceHours { return nil }
        return ahead <= horizonHours
    }
}
