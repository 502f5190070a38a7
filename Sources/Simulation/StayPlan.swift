/// When a patient comes, goes, gets worse and is disturbed by harmless things.
///
/// Times are hours since the start.
struct StayPlan {
    /// Admission; before the start for patients who are there already.
    let admitted: Double
    /// First moment that is charted.
    let begin: Double
    /// Last moment that is charted: discharge, adverse event, or the end of the simulation.
    let end: Double
    /// Whether the patient leaves at ``end``.
    let isDischarged: Bool
    /// The deterioration, if any.
    let deterioration: Deterioration?
    /// What follows from the deterioration: the name of the event; nil when it is treated in time.
    let adverseEvent: String?
    /// Episodes of raised heart rate, in `/min`.
    let tachycardia: [BenignEpisode]
    /// A harmless fever, in `Cel`.
    let fever: BenignEpisode?

    /// Draws the course of the stay with this index among all stays.
    ///
    /// Modelling choices: exercise or pain about every second day, +18 to +45 /min; fever of 0.9 to 1.9 °C.
    init(
        index: Int, configuration: SimulationConfiguration, profile: PatientProfile, using stream: inout RandomStream
    ) {
        let length: Double
        let slack: Double
        switch configuration.stays {
        case .present(let hours):
            length = hours
            slack = hours
            admitted = -stream.uniform(6...96)
            begin = 0
        case .turnover(let hours):
            length = stream.uniform(hours)
            slack = length - StayPlan.eventDelayHours.upperBound - 1
            let turn = Double(index / configuration.beds) * configuration.turnHours
            admitted = turn + stream.uniform(0...(configuration.turnHours - length))
            begin = admitted
        }
        tachycardia = stream.episodes(perDay: 0.5, hours: 0.5...2, from: begin, until: begin + length).map {
            BenignEpisode(time: $0, size: stream.uniform(18...45), rampHours: 0.25)
        }
        let feverStart = begin + stream.uniform(0...length)
        let temperature = BenignEpisode(
            time: feverStart...(feverStart + stream.uniform(12...30)), size: stream.uniform(0.9...1.9), rampHours: 4)
        fever = profile.confounders.contains(.benignFever) ? temperature : nil

        let deteriorates = stream.chance(configuration.deterioratingShare)
        let pattern = stream.element(of: configuration.patterns)
        let fails = stream.chance(configuration.adverseEventShare)
        let earliest = min(10, 0.1 * length)
        let onset = begin + stream.uniform(earliest...max(earliest, min(slack, 0.85 * length)))
        if deteriorates, let pattern {
            let course = StayPlan.deterioration(pattern, onset: onset, fails: fails, using: &stream)
            deterioration = course
            adverseEvent = fails ? StayPlan.adverseEvent(pattern, using: &stream) : nil
        } else {
            (deterioration, adverseEvent) = (nil, nil)
        }
        let last = begin + length
        let event = adverseEvent == nil ? nil : deterioration?.peak
        end = min(last, event ?? last)
        if case .turnover = configuration.stays {
            isDischarged = true
        } else {
            isDischarged = event.map { $0 <= last } ?? false
        }
    }

    /// Hours from onset to adverse event.
    ///
    /// A modelling choice: long enough for a warning to help, and around the twelve-hour horizon of
    /// ``OutcomeDefinition/deterioration``.
    static let eventDelayHours = 4.0...14.0

    /// Draws the course after an onset.
    ///
    /// Modelling choices: sepsis shows 3 to 8 hours before its onset is called; treatment works 3 to 9 hours after the
    /// onset, before the picture is full, and halves the signs in 3 to 8 hours.
    private static func deterioration(
        _ pattern: DeteriorationPattern, onset: Double, fails: Bool, using stream: inout RandomStream
    ) -> Deterioration {
        let prodrome = stream.uniform(3...8)
        let eventDelay = stream.uniform(eventDelayHours)
        let treatmentDelay = stream.uniform(3...9)
        let recovery = stream.uniform(4...11)
        return Deterioration(
            pattern: pattern, start: pattern == .sepsis ? onset - prodrome : onset, onset: onset,
            peak: onset + (fails ? eventDelay : treatmentDelay),
            severity: stream.uniform(fails ? 0.5...1.25 : 0.3...0.85), shape: stream.uniform(0.6...1.5),
            recovery: fails ? nil : recovery, variant: stream.uniform(),
            confusionThreshold: stream.uniform(0.6...1.3))
    }

    /// Draws which event a deterioration ends in.
    ///
    /// Shares are modelling choices: transfer is by far the commonest.
    private static func adverseEvent(_ pattern: DeteriorationPattern, using stream: inout RandomStream) -> String {
        let draw = stream.uniform()
        let arrests = pattern == .arrhythmia ? 0.35 : 0.12
        return draw < arrests ? "cardiac-arrest" : draw < arrests + 0.13 ? "death" : "icu-transfer"
    }
}
