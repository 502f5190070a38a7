/// The vital signs of one patient as they move through time.
///
/// Baseline, circadian rhythm, correlated noise and the effects of illness are added up; then temperature drives heart
/// and breathing, oxygen raises saturation, and low saturation drives breathing.
struct PatientPhysiology {
    private let profile: PatientProfile
    private let plan: StayPlan
    private let startHourOfDay: Double
    private var stream: RandomStream
    private var clock: Double

    /// Pain, activity and worry, which move heart rate, breathing and pressure together.
    ///
    /// Standard units.
    private var arousal = OrnsteinUhlenbeckProcess(hours: 2, deviation: 1)
    private var heartRate = OrnsteinUhlenbeckProcess(hours: 8, deviation: 6)
    private var respiratoryRate = OrnsteinUhlenbeckProcess(hours: 8, deviation: 1.1)
    private var oxygenSaturation = OrnsteinUhlenbeckProcess(hours: 8, deviation: 0.8)
    private var bodyTemperature = OrnsteinUhlenbeckProcess(hours: 12, deviation: 0.18)
    private var systolicPressure = OrnsteinUhlenbeckProcess(hours: 10, deviation: 9)
    private var diastolicPressure = OrnsteinUhlenbeckProcess(hours: 10, deviation: 4)
    private var agitation = OrnsteinUhlenbeckProcess(hours: 20, deviation: 1)

    /// The physiology of a patient during a stay.
    ///
    /// - Parameter startHourOfDay: the hour of the day, 0 to 24, at hour 0 of the simulation.
    init(profile: PatientProfile, plan: StayPlan, startHourOfDay: Double, stream: RandomStream) {
        (self.profile, self.plan, self.startHourOfDay, self.stream) = (profile, plan, startHourOfDay, stream)
        clock = plan.begin
    }

    /// Moves on to a time, which must not lie before the last one, and returns the vital signs then.
    ///
    /// - Parameter oxygenFlow: supplemental oxygen in `L/min`, as it was set before.
    mutating func state(at time: Double, oxygenFlow: Double) -> PhysiologicalState {
        let elapsed = time - clock
        precondition(elapsed >= 0, "time goes back from \(clock) h to \(time) h")
        clock = time
        var state = restingState(at: time, elapsed: elapsed)
        for episode in plan.tachycardia {
            let rise = episode.strength(at: time)
            state.heartRate += rise
            state.respiratoryRate += 0.1 * rise
            state.systolicBloodPressure += 0.4 * rise
        }
        state.bodyTemperature += plan.fever?.strength(at: time) ?? 0
        plan.deterioration?.apply(to: &state, at: time)
        couple(&state, oxygenFlow: oxygenFlow, at: time)
        state.clampToSurvivable()
        return state
    }

    /// Baseline, rhythm of the day and noise.
    ///
    /// Temperature is highest in the late afternoon (Refinetti and Menaker, Physiol Behav 51:613, 1992); pressure and
    /// heart rate peak in the early afternoon and dip at night by about a tenth. Amplitudes and the deviations of the
    /// noise are modelling choices.
    private mutating func restingState(at time: Double, elapsed: Double) -> PhysiologicalState {
        let hourOfDay = (startHourOfDay + time).truncatingRemainder(dividingBy: 24)
        let excitement = arousal.advance(by: elapsed, using: &stream)
        let swing = systolicPressure.advance(by: elapsed, using: &stream)
        var state = profile.baseline
        state.heartRate += 4 * ((hourOfDay - 15) / 24).cosineOfTurns + 3 * excitement
        state.heartRate += heartRate.advance(by: elapsed, using: &stream)
        state.respiratoryRate += 0.5 * ((hourOfDay - 15) / 24).cosineOfTurns + 0.5 * excitement
        state.respiratoryRate += respiratoryRate.advance(by: elapsed, using: &stream)
        state.oxygenSaturation += 0.3 * ((hourOfDay - 15) / 24).cosineOfTurns
        state.oxygenSaturation += oxygenSaturation.advance(by: elapsed, using: &stream)
        state.bodyTemperature += 0.3 * ((hourOfDay - 17) / 24).cosineOfTurns
        state.bodyTemperature += bodyTemperature.advance(by: elapsed, using: &stream)
        state.systolicBloodPressure += 6 * ((hourOfDay - 14) / 24).cosineOfTurns + 3 * excitement + swing
        state.diastolicBloodPressure += 4 * ((hourOfDay - 14) / 24).cosineOfTurns + 0.4 * swing
        state.diastolicBloodPressure += diastolicPressure.advance(by: elapsed, using: &stream)
        let isNight = hourOfDay >= 22 || hourOfDay < 6
        let isAgitated = agitation.advance(by: elapsed, using: &stream) > 0.5
        if isNight, isAgitated, profile.confounders.contains(.nocturnalConfusion) { state.consciousness = 1 }
        return state
    }

    /// What the vital signs do to one another.
    ///
    /// Heart rate rises by 8.5 /min per °C of fever (Karjalainen and Viitasalo, Arch Intern Med 146:1169, 1986),
    /// respiratory rate by 1.5 /min per °C and by 0.5 /min per percent of saturation lost. Oxygen closes the gap to
    /// 98.5 % by 1 − e^(−flow / 4 L/min). The last three numbers are modelling choices.
    private func couple(_ state: inout PhysiologicalState, oxygenFlow: Double, at time: Double) {
        let fever = max(0, state.bodyTemperature - 37.4)
        state.respiratoryRate += 1.5 * fever
        if plan.deterioration?.isArrhythmic(at: time) != true {
            state.heartRate += 8.5 * fever
            let rise = max(0, state.heartRate - profile.baseline.heartRate)
            state.heartRate -= (1 - profile.heartRateResponse) * rise
        }
        let effect = plan.deterioration?.oxygenEffect(at: time) ?? 1
        let gap = max(0, 98.5 - state.oxygenSaturation)
        state.oxygenSaturation += effect * gap * (1 - (-oxygenFlow / 4).exponential)
        let lost = max(0, profile.baseline.oxygenSaturation - 3 - state.oxygenSaturation)
        state.respiratoryRate += 0.5 * lost
    }
}
