import ClinicalDomain
import Store
import TerminalBoard

/// Keeps a board up to date with the database and reads no more than has changed.
///
/// After each commit the stays are read that got a value since the last time or wait to be scored, and the lines on the
/// screen: what is seen is never older than the last commit. Moves and discharges of other stays show at the next walk
/// along all of them, a step that was scored because time passed when everything is read.
final class WardFeed {
    /// What is looked at.
    enum Extent {
        /// Stays with new values, and the screen.
        case changes
        /// All stays, of which those are read that have changed.
        case marks
        /// All stays.
        case everything
    }

    /// As the daemon: stays without a value for so long before the newest of all are not in the ward any more.
    private static let activeHours = 14.0 * 24
    private let store: WardwatchStore
    private let glyphs: Glyphs
    private var stays: [EncounterID: BoardStay] = [:]
    /// Those whose newest values are not scored yet.
    private var unscored: Set<EncounterID> = []
    /// The newest message that brought a value, and the newest value's time.
    private var newest = (message: Int64(0), value: Instant(millisecondsSince1970: 0))
    private var alerts: [EncounterID: [BoardAlert]] = [:]
    private var faults: [String] = []
    /// The end of the audit trail when the alerts were read; each change of an alert adds to it.
    private var auditEnd: Int64?
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
    ///   - extent: how much to look at.
    /// - Returns: whether something may look different now; the ages in the heading apart.
    @discardableResult
    func refresh(_ board: inout Board, _ extent: Extent) async throws -> Bool {
        let (seen, count) = (board.visible, stays.count)
        var ids = Set(seen)
        if extent == .changes {
            ids.formUnion(unscored)
        } else {
            let marks = try await store.stayMarks(activeWithinHours: Self.activeHours)
            let current = Set(marks.map(\.encounterID))
            let isRead = { (mark: StayMark) in extent == .everything || self.stays[mark.encounterID]?.mark != mark }
            ids.formUnion(marks.lazy.filter(isRead).map(\.encounterID))
            ids.formUnion(stays.keys.lazy.filter { !current.contains($0) })
        }
        let reading = try await store.boardReading(ids, since: extent == .everything ? nil : newest.message)
        let alertsHaveChanged = try await readAlerts(auditEnd: reading.auditEnd)
        // A value that was dated ahead and taken back ages nobody for ever.
        if extent == .everything { newest.value = Instant(millisecondsSince1970: 0) }
        for stay in reading.stays {
            newest.message = max(newest.message, stay.mark.changedBy)
            newest.value = max(newest.value, stay.lastEffective)
        }
        let oldest = newest.value.advanced(byHours: -Self.activeHours)
        let present = reading.stays.filter { $0.lastEffective >= oldest }
        let removed = ids.subtracting(present.map(\.encounterID)).filter { stays[$0] != nil }
        let changed = present.filter { stays[$0.encounterID] != $0 }
        for id in removed { (stays[id], detailed[id]) = (nil, nil) }
        unscored.subtract(ids)
        unscored.formUnion(present.lazy.filter { !$0.isScored }.map(\.encounterID))
        for stay in changed { stays[stay.encounterID] = stay }
        if !changed.isEmpty || !removed.isEmpty { board.update(changed.map(patient), removed: removed.sorted()) }
        if alertsHaveChanged {
            board.update(alerts: alerts)
            board.status.faults = faults
        }
        let detailsHaveChanged = try await readDetails(&board)
        return alertsHaveChanged || detailsHaveChanged || !removed.isEmpty || board.visible != seen
            || stays.count != count || changed.contains { seen.contains($0.encounterID) }
    }

    /// Reads what the lines on the screen show besides, where it is missing or old.
    ///
    /// - Returns: whether something was read.
    @discardableResult
    func readDetails(_ board: inout Board) async throws -> Bool {
        var details: [EncounterID: BoardDetail] = [:]
        for id in board.visible {
            guard let stay = stays[id] else { continue }
            let key = DetailKey(stay: stay, alerts: alerts[id])
            guard detailed[id] != key else { continue }
            details[id] = try await detail(of: stay)
            detailed[id] = key
        }
        if !details.isEmpty { board.update(details: details) }
        return !details.isEmpty
    }

    private func patient(_ stay: BoardStay) -> BoardPatient {
        let risk = stay.score?.risk
        return BoardPatient(
            id: stay.encounterID, patient: stay.patient, unit: stay.unit, bed: stay.bed, risk: risk?.probability,
            threshold: risk?.threshold, news2: stay.score?.news2, news2IsPartial: stay.score?.news2IsPartial ?? false,
            newest: stay.lastEffective, alerts: alerts[stay.encounterID] ?? [])
    }

    private func readAlerts(auditEnd: Int64) async throws -> Bool {
        guard auditEnd != self.auditEnd else { return false }
        self.auditEnd = auditEnd
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
