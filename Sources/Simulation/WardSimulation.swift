import ClinicalDomain

/// A ward whose patients' vital signs, illnesses and charting are drawn from a seed.
///
/// Nothing is stored: every patient is made again when asked for, always the same, whoever else is asked for.
public struct WardSimulation: Sendable {
    /// What is simulated.
    public let configuration: SimulationConfiguration

    /// A ward as configured.
    ///
    /// - Precondition: the configuration is possible, see ``SimulationConfiguration``.
    public init(configuration: SimulationConfiguration) {
        configuration.check()
        self.configuration = configuration
    }

    /// All patients in the order of their numbers, made one at a time as the sequence is walked.
    public func patients() -> some Sequence<SimulatedPatient> {
        (0..<configuration.patients).lazy.map { patient(at: $0) }
    }

    /// Everything that the ward sends, in the order of sending.
    public func events() -> WardEvents { WardEvents(self) }

    /// The patient at a position, 0 to ``SimulationConfiguration/patients`` − 1; complexity O(length of the stay).
    public func patient(at index: Int) -> SimulatedPatient {
        precondition((0..<configuration.patients).contains(index), "patient \(index) of \(configuration.patients)")
        let number = configuration.firstPatientNumber + index
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: configuration.seed, patient: number, purpose: purpose)
        }
        var profileStream = stream(.profile)
        let profile = PatientProfile(using: &profileStream)
        var courseStream = stream(.course)
        let plan = StayPlan(index: index, configuration: configuration, profile: profile, using: &courseStream)
        let place = configuration.place(bed: index % configuration.beds)
        let subject = Delivery.Subject(
            patient: Patient(
                identifier: "SIM-" + padded(number, to: 6), birthDate: birthDate(age: profile.age), sex: profile.sex),
            encounter: Encounter(
                visitNumber: "SIMV-" + padded(number, to: 6), unit: place.unit.name, bed: padded(place.bed, to: 2),
                admitted: instant(hours: plan.admitted),
                discharged: plan.isDischarged ? instant(hours: plan.end) : nil))
        let physiology = PatientPhysiology(
            profile: profile, plan: plan, startHourOfDay: startHourOfDay, stream: stream(.physiology))
        var charting = BedsideCharting(
            configuration: configuration, interval: place.unit.chartingIntervalHours, profile: profile, plan: plan,
            subject: subject, physiology: physiology, stream: stream(.charting))
        let (events, absences) = charting.run()
        return SimulatedPatient(
            patient: subject.patient, encounter: subject.encounter, events: events,
            groundTruth: groundTruth(profile, plan, absences))
    }

    private func groundTruth(
        _ profile: PatientProfile, _ plan: StayPlan, _ absences: [ClosedRange<Double>]
    ) -> GroundTruth {
        GroundTruth(
            deterioration: plan.deterioration.map { course in
                GroundTruth.Deterioration(
                    pattern: course.pattern, firstEffect: instant(hours: course.start),
                    onset: instant(hours: course.onset), severity: course.severity,
                    treated: course.recovery == nil ? nil : instant(hours: course.peak),
                    adverseEvent: plan.adverseEvent.map { OutcomeEvent(name: $0, at: instant(hours: course.peak)) })
            }, confounders: profile.confounders,
            absences: absences.map { instant(hours: $0.lowerBound)...instant(hours: $0.upperBound) })
    }

    /// When a bed's turn comes up in which the patient at `index` lies: nothing of theirs is sent earlier.
    func earliestEvent(at index: Int) -> Instant {
        switch configuration.stays {
        case .present: configuration.start
        case .turnover:
            configuration.start.advanced(byHours: Double(index / configuration.beds) * configuration.turnHours)
        }
    }

    /// Times are whole minutes, as they are charted, rounded down.
    private func instant(hours: Double) -> Instant {
        configuration.start.advanced(bySeconds: (hours * 60).rounded(.down) * 60)
    }

    private var startHourOfDay: Double {
        let milliseconds = configuration.start.millisecondsSince1970 % 86_400_000
        return Double(milliseconds < 0 ? milliseconds + 86_400_000 : milliseconds) / 3_600_000
    }

    private func birthDate(age: Double) -> CivilDate {
        let day = (configuration.start.hours(since: Instant(millisecondsSince1970: 0)) / 24 - age * 365.2425)
        return CivilDate(daysSince1970: Int64(day.rounded(.down)))
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
