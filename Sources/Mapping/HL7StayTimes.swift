internal import ClinicalDomain
internal import HL7v2

/// The times of a stay in one message.
///
/// Some senders rewrite PV1-44 (admitted) with every event. What equals the event's own time is therefore taken for
/// the admission only where the event is one.
struct HL7StayTimes {
    /// When the event happened: EVN-6, else EVN-2, else MSH-7.
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
        let eventTimes = [time(segment, 6), time(segment, 2), clock.written]
        event = eventTimes.lazy.compactMap { $0 }.first
        if let visit = group.visit {
            discharged = read(visit, 45, clock)
            let stated = read(visit, 44, clock)
            switch kind {
            case .admit: admitted = stated ?? event
            case .preadmit, .cancelAdmission: admitted = nil
            default: admitted = eventTimes.contains(stated) ? nil : stated
            }
        } else if kind == .admit {
            admitted = event
        }
    }

    private mutating func read(_ visit: HL7Segment, _ field: Int, _ clock: HL7MessageClock) -> Instant? {
        do {
            return try visit.timestamp(field: field).flatMap(clock.instant)
        } catch {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "\(visit.path(field: field))",
                    found: visit.field(field).verbatimText, hint: error.hint))
            return nil
        }
    }
}
