public import ClinicalDomain

/// What the record of a period says of alerts, of what became of them, of whether they were right, and of the data.
///
/// Nothing in it names a patient, unless ``alerts`` are asked for. Alerts are counted where they were raised,
/// patient-days and time in alarm where they were spent. Times of alerts and events are those of the data, times of
/// answers those of the clock.
public struct WardFigures: Sendable, Hashable, Encodable {
    /// The beginning of the period.
    public var since: Instant
    /// Its end.
    public var until: Instant
    /// The only unit that was looked at; nil for all.
    public var unit: String?
    /// The time zone of days and hours.
    public var timeZone: String
    /// All that was looked at.
    public var all: UnitFigures
    /// By unit, those with most patient-days first.
    public var units: [UnitFigures]
    /// By day and unit, oldest first; days on which there was neither a patient nor an alert are left out.
    public var days: [DayFigures]
    /// By the hour of the day at which people were told, 0 to 23.
    public var hours: [HourFigures]
    /// Whether alerts were followed by events: all first, then by reason.
    public var rightness: [RightnessFigures]
    /// Whether events were preceded by alerts: all first, then by outcome.
    public var events: [EventFigures]
    /// Technical alerts by what is wrong.
    public var technical: [TechnicalFigures]
    /// What the last runs of retraining measured, oldest first.
    public var nights: [WardRecord.Night]
    /// Who sent what, of all units.
    public var sources: [WardRecord.Source]
    /// Whether the messages of ``sources`` are only the newest of the period.
    public var isMessageCountCut: Bool
    /// The clinical alerts with the identifiers of their patients, oldest first; nil unless they are asked for.
    public var alerts: [NamedAlert]?

    /// The figures of a record.
    ///
    /// - Parameters:
    ///   - record: what is on record.
    ///   - unit: the only unit to look at; nil for all. Sources and runs of retraining belong to no unit.
    ///   - time: the site's clock.
    ///   - withIdentifiers: whether the alerts are listed with the identifiers of their patients.
    public init(
        _ record: WardRecord, unit: String? = nil, time: SiteTime = .utc, withIdentifiers: Bool = false
    ) {
        (since, until, self.unit, timeZone) = (record.since, record.until, unit, time.name)
        let period = WardPeriod(record, unit: unit)
        all = UnitFigures(nil, period)
        let names = Set(period.stretches.map(\.unit)).union(period.raised.filter { $0.person != nil }.map(\.unit))
        units = names.map { UnitFigures($0, period) }
            .sorted { ($1.patientDays, $0.unit ?? "") < ($0.patientDays, $1.unit ?? "") }
        days = DayFigures.all(period, time)
        hours = HourFigures.all(period, time)
        rightness = RightnessFigures.all(period)
        events = EventFigures.all(period)
        technical = TechnicalFigures.all(period)
        (nights, sources, isMessageCountCut) = (record.nights, record.sources, record.isCountCut)
        alerts = withIdentifiers ? period.clinical.map { NamedAlert($0, until: record.until) } : nil
    }
}
