/// What a stay adds to the measures that are ratios of sums.
struct StayTally {
    enum Column: Int, CaseIterable {
        case steps, squaredError, utility, bestUtility, silentUtility
        case staysWithOutcome, caughtStays, calls, rightCalls
        case alerts, judgedAlerts, rightAlerts, events, caughtEvents, hours, alarmHours, eventStays, longAlarms
        case predictions, positivePredictions, calledPredictions, rightPredictions, predictionError
    }

    /// One number for each column.
    private(set) var values = Array(repeating: 0.0, count: Column.allCases.count)
    /// Hours from the first alert in the window to the event, for a caught event.
    private(set) var leadHours: Double?

    subscript(column: Column) -> Double {
        get { values[column.rawValue] }
        set { values[column.rawValue] = newValue }
    }

    init() {}

    /// Sums, one for each column.
    init(values: [Double]) { self.values = values }

    /// Counts a stay, or what happened in it in a period since admission.
    init(_ stay: ScoredStay, threshold: Double, hasUtility: Bool, replay: AlertReplay?, period: Range<Double>? = nil) {
        func isIn(_ hours: Double) -> Bool { period?.contains(hours) ?? true }
        let onset = hasUtility ? NormalizedUtility.onset(stay.labels.map { $0 == true }) : nil
        var (hasOutcome, isCaught) = (false, false)
        for step in stay.scores.indices where isIn(stay.hours[step]) {
            let isCall = stay.scores[step] >= threshold
            if hasUtility {
                let call = NormalizedUtility.utility(hour: step, onset: onset, call: true)
                let silence = NormalizedUtility.utility(hour: step, onset: onset, call: false)
                self[.utility] += isCall ? call : silence
                self[.bestUtility] += max(call, silence)
                self[.silentUtility] += silence
            }
            guard let label = stay.labels[step] else { continue }
            let difference = stay.scores[step] - (label ? 1 : 0)
            self[.steps] += 1
            self[.squaredError] += difference * difference
            if label { hasOutcome = true }
            guard isCall else { continue }
            self[.calls] += 1
            if label {
                self[.rightCalls] += 1
                isCaught = true
            }
        }
        self[.staysWithOutcome] = hasOutcome ? 1 : 0
        self[.caughtStays] = isCaught ? 1 : 0
        if let replay {
            add(replay.alerts(scores: stay.scores, hours: stay.hours), of: stay, isWhole: period == nil, isIn)
        }
    }

    private mutating func add(
        _ alerts: [AlertReplay.RaisedAlert], of stay: ScoredStay, isWhole: Bool, _ isIn: (Double) -> Bool
    ) {
        self[.hours] = Double(stay.hours.count { isIn($0) }) * stay.stepHours
        for alert in alerts {
            let inForce = stay.hours[alert.raised..<(alert.cleared ?? stay.hours.count)]
            self[.alarmHours] += Double(inForce.count { isIn($0) }) * stay.stepHours
            guard isIn(stay.hours[alert.raised]) else { continue }
            self[.alerts] += 1
            let lead = stay.firstEvent.map { $0 - stay.hours[alert.raised] } ?? .infinity
            guard lead > 0 else { continue }
            self[.judgedAlerts] += 1
            if lead <= AlertFigures.windowHours { self[.rightAlerts] += 1 }
        }
        guard let event = stay.firstEvent, isIn(event) else { return }
        if isWhole {
            self[.eventStays] = 1
            self[.longAlarms] = self[.alarmHours] > 0.25 * self[.hours] ? 1 : 0
        }
        guard let first = stay.hours.first, first < event else { return }
        self[.events] = 1
        let leads = alerts.map { event - stay.hours[$0.raised] }
        leadHours = leads.first { $0 > 0 && $0 <= AlertFigures.windowHours }
        self[.caughtEvents] = leadHours == nil ? 0 : 1
    }

    /// Counts the prediction for the stay.
    mutating func addPrediction(score: Double, isPositive: Bool, threshold: Double) {
        let isCall = score >= threshold
        let difference = score - (isPositive ? 1 : 0)
        self[.predictions] = 1
        self[.positivePredictions] = isPositive ? 1 : 0
        self[.calledPredictions] = isCall ? 1 : 0
        self[.rightPredictions] = isCall && isPositive ? 1 : 0
        self[.predictionError] = difference * difference
    }

    /// Adds another.
    mutating func add(_ other: StayTally) {
        for index in values.indices { values[index] += other.values[index] }
    }
}
