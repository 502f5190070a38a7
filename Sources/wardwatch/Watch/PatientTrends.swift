import ClinicalDomain
import Scoring
import Store
import TerminalBoard

/// What is drawn and said about one stay, read from the database.
struct PatientTrends {
    let stay: EncounterID
    let encounter: Encounter
    let patient: String
    let chart: PatientChart
    /// Why the patient is where they are: the alert in force, or NEWS2.
    let reasons: [String]
    /// The newest steps of the chart's time, oldest first, with the vital signs that were taken in each.
    let steps: [StepRow]

    /// Reads a stay.
    ///
    /// - Parameters:
    ///   - patient: the patient's identifier.
    ///   - stay: the stay; nil for the newest.
    ///   - hours: how much time to draw, up to the newest value.
    ///   - policy: from which NEWS2 on an alert is raised.
    ///   - glyphs: what the terminal can show.
    /// - Returns: nil when there is no such patient or stay.
    init?(
        _ store: WardwatchStore, patient: String, stay: EncounterID? = nil, hours: Double, policy: AlertPolicy,
        glyphs: Glyphs
    ) async throws {
        let stays = try await store.encounters(ofPatient: patient)
        guard let found = stay.map({ id in stays.first { $0.id == id } }) ?? stays.last else { return nil }
        (self.stay, encounter, self.patient) = (found.id, found.encounter, patient)
        let newest = try await store.boardReading([found.id]).stays.first?.lastEffective
        let last = try await store.startOfNewestSteps(1, of: found.id)
        // The newest value, else the newest step, else when the stay ended.
        let end = newest ?? last?.advanced(byHours: 1) ?? encounter.discharged ?? WardwatchStore.systemClock()
        let start = end.advanced(byHours: -hours)
        let assessments = try await store.assessments(of: found.id, since: start).map(\.assessment)
        let scores = try await store.scores(of: found.id, since: start)
        let observations = try await store.observations(of: found.id, since: start)
        let alerts = try await store.alerts(of: found.id, since: start)
        chart = PatientChart(
            from: start, to: end,
            curves: PatientCurves(scores, observations, policy: policy).all,
            alerts: alerts.map { AlertSpan($0, glyphs: glyphs) })
        let timeline = PatientSteps(observations)
        // Of several models that scored a step, the one that did so last is the one of the scores.
        let models = Dictionary(scores.map { ($0.step, $0.risk?.model ?? "") }) { $1 }
        let shown = assessments.filter { models[$0.step] == $0.risk?.model ?? "" }
        steps = shown.map { StepRow($0, timeline) }
        var lines: [String] = []
        if let alert = alerts.last(where: { $0.isInForce && !$0.reason.isTechnical }),
            let evidence = try await store.alert(id: alert.id)?.evidence
        {
            lines += ReasonWords.full(alert, try AlertEvidence(stored: evidence))
        }
        if let news2 = shown.last?.news2 {
            let words = ReasonWords.news2(news2)
            lines.append(
                "NEWS2 \(news2.isPartial ? "at least " : "")\(news2.total)\(words.isEmpty ? "" : ": \(words)")"
                    + (news2.isPartial ? "; not known: \(ReasonWords.missing(news2))" : ""))
        }
        reasons = lines
    }

    /// Who and where.
    func title(_ glyphs: Glyphs) -> StyledLine {
        var line = StyledLine("patient \(glyphs.shown(patient))", .strong)
        if !encounter.visitNumber.isEmpty { line.append("  visit \(glyphs.shown(encounter.visitNumber))") }
        let place = [encounter.unit, encounter.bed].filter { !$0.isEmpty }.joined(separator: " ")
        if !place.isEmpty { line.append("  \(glyphs.shown(place))") }
        if encounter.discharged != nil { line.append("  discharged", .caution) }
        return line
    }
}

extension AlertSpan {
    /// An alert on the axis.
    init(_ alert: Alert, glyphs: Glyphs) {
        let reasons = alert.reasons.map(\.rawValue) + (alert.subject.isEmpty ? [] : [glyphs.shown(alert.subject)])
        let by = alert.acknowledgedBy.map { " by \(glyphs.shown($0))" } ?? ""
        let isShadow = alert.isShadow ? "  (shadow: nobody was alerted)" : ""
        self.init(
            id: alert.id, raised: alert.raised, acknowledged: alert.acknowledged, cleared: alert.cleared,
            words: "\(reasons.joined(separator: " "))  \(alert.state.rawValue)\(by)\(isShadow)")
    }
}
