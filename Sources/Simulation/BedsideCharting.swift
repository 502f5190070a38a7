import ClinicalDomain

/// Everything that is charted and sent about one stay.
struct BedsideCharting {
    private let configuration: SimulationConfiguration
    private let interval: Double
    private let profile: PatientProfile
    private let plan: StayPlan
    private let subject: Delivery.Subject
    private var physiology: PatientPhysiology
    private var stream: RandomStream
    private var oxygen: OxygenTherapy
    private var known = VitalSigns()
    private var events: [SimulatedEvent] = []

    /// The name under which observations are sent.
    static let source = "SIMULATOR"

    private static let codes: [ChannelID: String] = Dictionary(
        uniqueKeysWithValues: ChannelTable.standard.channels.map { ($0.id, $0.loincCodes.first ?? "") })

    /// A stay before its first round.
    ///
    /// - Parameters:
    ///   - subject: the patient, and the stay with its discharge, which is kept back until then.
    ///   - interval: hours between rounds of a patient who is well.
    init(
        configuration: SimulationConfiguration, interval: Double, profile: PatientProfile, plan: StayPlan,
        subject: Delivery.Subject, physiology: PatientPhysiology, stream: RandomStream
    ) {
        (self.configuration, self.interval, self.profile) = (configuration, interval, profile)
        (self.plan, self.subject, self.physiology) = (plan, subject, physiology)
        self.stream = stream
        oxygen = OxygenTherapy(target: profile.saturationTarget)
    }

    /// Charts the stay.
    ///
    /// - Returns: the events in the order of sending, and the times of absence in hours since the start.
    mutating func run() -> (events: [SimulatedEvent], absences: [ClosedRange<Double>]) {
        let habits = configuration.habits
        let absences = stream.episodes(
            perDay: habits.absencesPerDay, hours: habits.absenceHours, from: plan.begin, until: plan.end
        ).filter { $0.upperBound < plan.end }
        var away = absences[...]
        var time = plan.begin + stream.uniform(0...interval)
        while time < plan.end {
            while let next = away.first, next.upperBound < time { away.removeFirst() }
            if let absence = away.first, absence.contains(time) {
                time = absence.upperBound + stream.uniform(0.1...0.5)
                continue
            }
            chart(at: time)
            time += plannedInterval * stream.uniform((1 - habits.intervalJitter)...(1 + habits.intervalJitter))
        }
        sendOutcomes()
        // Stable order for equal times: a dictionary's or a sort's whim must not decide what is sent first.
        let order = events.indices.sorted { (events[$0].at, $0) < (events[$1].at, $1) }
        return (order.map { events[$0] }, absences)
    }

    /// Hours until the next round, by the NEWS2 of what has been charted.
    private var plannedInterval: Double {
        guard let score = NEWS2(known, scale: profile.scale) else { return interval }
        if score.total >= 7 { return min(interval, configuration.habits.emergencyIntervalHours) }
        let isUrgent = score.total >= 5 || !score.redParameters.isEmpty
        return isUrgent ? min(interval, configuration.habits.urgentIntervalHours) : interval
    }

    /// Measures, charts and sends one round, and sets the oxygen for the time after it.
    private mutating func chart(at time: Double) {
        let habits = configuration.habits
        let truth = physiology.state(at: time, oxygenFlow: oxygen.flow)
        let round = ChartedRound(truth, oxygenFlow: oxygen.flow, habits: habits, using: &stream)
        oxygen.adjust(to: truth.oxygenSaturation.rounded())
        let effective = instant(minutes: (time * 60).rounded(.down))
        let isLate = stream.chance(habits.lateShare)
        let delay = stream.uniform(isLate ? habits.lateMinutes : habits.promptMinutes)
        let issued = effective.advanced(bySeconds: (delay * 60).rounded())
        var observations: [Observation] = []
        observations.reserveCapacity(round.entries.count)
        for entry in round.entries {
            known.readings[entry.channel] = VitalSigns.Reading(value: entry.value, effective: effective)
            var observation = Observation(
                key: Observation.Key(channel: entry.channel, effective: effective, source: BedsideCharting.source),
                code: BedsideCharting.codes[entry.channel] ?? "", value: entry.value, issued: issued)
            if stream.chance(habits.correctionShare),
                let mistyped = TypingError.mistyped(entry.value, channel: entry.channel)
            {
                var correction = observation
                observation.value = mistyped
                correction.status = .corrected
                correction.issued = issued.advanced(
                    bySeconds: (stream.uniform(habits.correctionMinutes) * 60).rounded())
                send(at: correction.issued, observations: [correction])
            }
            observations.append(observation)
        }
        if !observations.isEmpty { send(at: issued, observations: observations) }
    }

    /// Sends the onset of sepsis, which is coded one to six hours later, the adverse event, and the discharge.
    private mutating func sendOutcomes() {
        if let deterioration = plan.deterioration, deterioration.pattern == .sepsis, deterioration.onset < plan.end {
            let onset = instant(minutes: (deterioration.onset * 60).rounded(.down))
            let coded = onset.advanced(bySeconds: (stream.uniform(1...6) * 3600).rounded())
            send(at: coded, outcomes: [OutcomeEvent(name: "sepsis", at: onset)])
        }
        guard let discharged = subject.encounter.discharged else { return }
        if let name = plan.adverseEvent {
            send(at: discharged, outcomes: [OutcomeEvent(name: name, at: discharged)])
        } else {
            send(at: discharged)
        }
    }

    private mutating func send(at: Instant, observations: [Observation] = [], outcomes: [OutcomeEvent] = []) {
        var visible = subject
        if let discharged = subject.encounter.discharged, at < discharged { visible.encounter.discharged = nil }
        events.append(
            SimulatedEvent(at: at, subject: visible, observations: observations, outcomes: outcomes))
    }

    private func instant(minutes: Double) -> Instant {
        configuration.start.advanced(bySeconds: minutes * 60)
    }
}
