import ClinicalDomain
import Store
import TerminalBoard

/// Keeps a board up to date with the database and reads no more than has changed.
///
/// Each change costs one walk along an index of the open stays, which tells who has changed, and the lines on the screen.
/// Those are read again whatever happened, so what is seen is never older than the last change; for the other lines
/// what the walk does not tell (a step that was scored because time passed) is read every few seconds.
final class WardFeed {
    /// As the daemon: stays without a value for so long before the newest of all are not in the ward any more.
    private static let activeHours = 14.0 * 24
    private let store: WardwatchStore
    private let glyphs: Glyphs
    /// By number of the stay.
    private var marks: [StayMark] = []
    private var stays: [EncounterID: BoardStay] = [:]
    private var alerts: [EncounterID: [BoardAlert]] = [:]
    private var faults: [String] = []
    /// The end of the audit trail when the alerts were read; each change of an alert adds to it.
    private var auditHead: Int64?
    /// What the details were read for.
    private var detailed: [EncounterID: DetailKey] = [:]

    private struct DetailKey: Hashable {
        var stay: BoardStay
        var alerts: [BoardAlert]?
    }

    init(store: WardwatchStore, glyphs: Glyphs) { (self.store, self.glyphs) = (store, glyphs) }

    /// Takes over what has changed.
    ///
    /// - Parameters:
    ///   - board: the board.
    ///   - all: whether to read every stay.
    func refresh(_ board: inout Board, all: Bool = false) async throws {
        let current = try await store.stayMarks(activeWithinHours: Self.activeHours)
        let (changedMarks, removed) = StayMark.difference(from: marks, to: current)
        let stale = all ? Set(current.map(\.encounterID)) : Set(changedMarks).union(board.visible).subtracting(removed)
        marks = current
        for id in changedMarks { detailed[id] = nil }
        for id in removed {
            stays[id] = nil
            detailed[id] = nil
        }
        let alertsHaveChanged = try await readAlerts()
        let read = try await store.boardStays(stale.sorted())
        let changed = read.filter { stays[$0.encounterID] != $0 }
        for stay in changed { stays[stay.encounterID] = stay }
        if !changed.isEmpty || !removed.isEmpty { board.update(changed.map(patient), removed: removed) }
        if alertsHaveChanged {
            board.update(alerts: alerts)
            board.status.faults = faults
        }
        try await readDetails(&board)
    }

    /// Reads what the lines on the screen show besides, where it is missing or old.
    func readDetails(_ board: inout Board) async throws {
        var details: [EncounterID: BoardDetail] = [:]
        for id in board.visible {
            guard let stay = stays[id] else { continue }
            let key = DetailKey(stay: stay, alerts: alerts[id])
            guard detailed[id] != key else { continue }
            details[id] = try await detail(of: stay)
            detailed[id] = key
        }
        if !details.isEmpty { board.update(details: details) }
    }

    private func patient(_ stay: BoardStay) -> BoardPatient {
        let risk = stay.score?.risk
        return BoardPatient(
            id: stay.encounterID, patient: stay.patient, unit: stay.unit, bed: stay.bed, risk: risk?.probability,
            threshold: risk?.threshold, news2: stay.score?.news2, news2IsPartial: stay.score?.news2IsPartial ?? false,
            newest: stay.lastEffective, alerts: alerts[stay.encounterID] ?? [])
    }

    private func readAlerts() async throws -> Bool {
        let head = try await store.auditHead()?.id ?? 0
        guard head != auditHead else { return false }
        auditHead = head
        alerts = [:]
        faults = []
        // Nobody is alerted in shadow, and so neither is who looks at the board.
        for alert in try await store.alertsInForce() where !alert.isShadow {
            if let stay = alert.encounterID {
                alerts[stay, default: []].append(BoardAlert(alert))
            } else if alert.state != .acknowledged {
                faults.append("\(alert.reason.rawValue) \(alert.subject) fails")
            }
        }
        return true
    }

    private func detail(of stay: BoardStay) async throws -> BoardDetail {
        let start = stay.lastEffective.advanced(byHours: -BoardDetail.hours)
        let scores = try await store.scores(of: stay.encounterID, since: start)
        let observations = try await store.observations(
            of: stay.encounterID, channels: BoardVitalSign.all.map(\.channel) + [.systolicArterialPressure],
            since: start)
        var vitalSigns = observations.courses
        if vitalSigns[.systolicBloodPressure] == nil {
            vitalSigns[.systolicBloodPressure] = vitalSigns[.systolicArterialPressure]
        }
        return BoardDetail(
            risk: scores.compactMap { score in
                score.risk.map { TimedValue(at: score.effective, value: $0.probability) }
            },
            vitalSigns: vitalSigns, reason: try await reason(of: stay))
    }

    /// Why the patient's alert was raised, else what NEWS2 gives points for.
    private func reason(of stay: BoardStay) async throws -> String {
        if let id = alerts[stay.encounterID]?.last(where: { $0.fault == nil })?.id,
            let (listing, text) = try await store.alert(id: id)
        {
            return ReasonWords.short(listing.alert.reason, try text.map(AlertEvidence.init(stored:)))
        }
        guard let step = stay.score?.step else { return "not scored yet" }
        let news2 = try await store.assessments(of: stay.encounterID, since: step).last?.assessment.news2
        return news2.map(ReasonWords.news2) ?? ""
    }
}

extension StayMark {
    /// The stays that are new or have changed, and those that have left; both lists by number.
    static func difference(
        from old: [StayMark], to new: [StayMark]
    ) -> (changed: [EncounterID], removed: [EncounterID]) {
        var (changed, removed): ([EncounterID], [EncounterID]) = ([], [])
        var index = old.startIndex
        for mark in new {
            while index < old.endIndex, old[index].encounterID < mark.encounterID {
                removed.append(old[index].encounterID)
                index += 1
            }
            if index < old.endIndex, old[index].encounterID == mark.encounterID {
                if old[index] != mark { changed.append(mark.encounterID) }
                index += 1
            } else {
                changed.append(mark.encounterID)
            }
        }
        return (changed, removed + old[index...].map(\.encounterID))
    }
}

extension BoardAlert {
    /// The alert as the board shows it.
    init(_ alert: Alert) {
        let standing: Standing =
            switch alert.state {
            case .open, .cleared: .open
            case .acknowledged: .acknowledged(by: alert.acknowledgedBy ?? "")
            case .snoozed: .snoozed(until: alert.snoozedUntil ?? alert.presented, by: alert.acknowledgedBy ?? "")
            }
        let fault = alert.reason.isTechnical ? alert.reason.rawValue.replacing("-", with: " ") : nil
        self.init(id: alert.id, standing: standing, raised: alert.raised, tier: alert.tier, fault: fault)
    }
}

extension [Observation] {
    /// The values that count, by channel in the order of time.
    ///
    /// The greatest version of each result; of several results at one time that of the best rank.
    var courses: [ChannelID: [TimedValue]] {
        var winners: [Observation.Key: Observation] = [:]
        for observation in self {
            if let other = winners[observation.key], observation.precedence < other.precedence { continue }
            winners[observation.key] = observation
        }
        var best: [ChannelID: [Instant: Observation]] = [:]
        for observation in winners.values where observation.status != .enteredInError {
            let (channel, time) = (observation.key.channel, observation.key.effective)
            let other = best[channel]?[time]
            if let other, (other.rank, other.value) <= (observation.rank, observation.value) { continue }
            best[channel, default: [:]][time] = observation
        }
        return best.mapValues { results in
            results.map { TimedValue(at: $0.key, value: $0.value.value) }.sorted { $0.at < $1.at }
        }
    }
}
