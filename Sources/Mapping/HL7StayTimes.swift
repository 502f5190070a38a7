internal import ClinicalDomain
internal import HL7v2

/// The times of a stay in one message.
///
/// Some senders rewrite PV1-44 (admitted) with every event. What equals the event's own time is therefore taken for
/// the admission only where the event is one.
struct HL7StayTimes {
    /// When the event happened: EVN-6, else EVN-2, else MSH-7; for a cancellation without EVN-6, which there is the time
    /// of what is cancelled (HL7 v2, chapter 3, EVN-6).
    private(set) var event: Instant?
    /// PV1-44, where it can be trusted; the event's own time where an admission states none.
    private(set) var admitted: Instant?
    /// PV1-45; the store takes the event's time where a discharge states none.
    private(set) var discharged: Instant?
    /// PV1-44 and PV1-45 that are no times.
    private(set) var quarantine: [QuarantineEntry] = []

    init(message: HL7MessageMapping, group: HL7PatientGroup, event kind: StayEvent) {
        let clock = message.clock
        func time(_ segment: HL7Segment?, _ field: Int) -> Instant? {
            (try? segment?.timestamp(field: field))?.flatMap { $0 }.flatMap(clock.instant)
        }
        let segment = message.eventSegment
        let isCancellation = [.cancelAdmission, .cancelTransfer, .cancelDischarge].contains(kind)
        let eventTimes = [isCancellation ? nil : time(segment, 6), time(segment, 2), clock.written]
        // A time that has not come yet would keep every later event from counting.
        event = eventTimes.lazy.compactMap { $0 }.first { ClockTolerance.accepts($0, received: message.latest) }
        if let visit = group.visit {
            discharged = read(visit, 45, message)
            let isAnnounced = kind == .preadmit || kind == .cancelAdmission
            let stated = isAnnounced ? nil : read(visit, 44, message)
            switch kind {
            case .admit: admitted = stated ?? event
            case .preadmit, .cancelAdmission: admitted = nil
            default: admitted = eventTimes.contains(stated) ? nil : stated
            }
        } else if kind == .admit {
            admitted = event
        }
    }

    /// A time of the visit; one that cannot be read, or has not come yet, is quarantined.
    private mutating func read(_ visit: HL7Segment, _ field: Int, _ message: HL7MessageMapping) -> Instant? {
        do {
            guard let instant = try visit.timestamp(field: field).flatMap(message.clock.instant) else { return nil }
            if ClockTolerance.accepts(instant, received: message.latest) { return instant }
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "\(visit.path(field: field))", found: instant.iso8601,
                    hint: ClockTolerance.hint))
            return nil
        } catch {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "\(visit.path(field: field))",
                    found: visit.field(field).verbatimText, hint: error.hint))
            return nil
        }
    }
}
