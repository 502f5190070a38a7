import ClinicalDomain

/// The time course of one patient's deterioration.
///
/// The drive u is 0 before ``start``, grows to ``severity`` at ``peak``, and returns to 0 if the patient is treated:
///
///     u(t) = severity · ((t − start) / (peak − start))^shape          start ≤ t ≤ peak
///     u(t) = severity · e^(−(t − peak) / recovery)                    t > peak, treated
///
/// Each pattern turns the drive into changes of the vital signs; at u = 1 the picture is the full one. Times are hours
/// since the start of the simulation.
struct Deterioration {
    /// The way in which the patient gets worse.
    let pattern: DeteriorationPattern
    /// When the first effect begins.
    let start: Double
    /// When the condition is there by definition; the adverse event is counted from here.
    let onset: Double
    /// When the drive is greatest: the adverse event, or the time at which treatment works.
    let peak: Double
    /// The drive at the peak.
    let severity: Double
    /// Exponent of the growth: below 1 early, above 1 late and steep.
    let shape: Double
    /// Time constant of recovery in hours; nil for a patient whom treatment does not reach.
    let recovery: Double?
    /// Position between 0 and 1 that chooses among the variants of a pattern.
    let variant: Double
    /// The drive from which on consciousness suffers.
    let confusionThreshold: Double

    /// The drive at a time.
    func drive(at time: Double) -> Double {
        guard time > start else { return 0 }
        if time <= peak { return severity * ((time - start) / (peak - start)).raised(to: shape) }
        guard let recovery else { return severity }
        return severity * (-(time - peak) / recovery).exponential
    }

    /// Changes vital signs by what the illness does to them at a time.
    func apply(to state: inout PhysiologicalState, at time: Double) {
        let drive = drive(at: time)
        guard drive > 0 else { return }
        switch pattern {
        case .sepsis: applySepsis(drive, to: &state)
        case .respiratoryFailure: applyRespiratoryFailure(drive, to: &state)
        case .bleeding: applyBleeding(drive, to: &state)
        case .arrhythmia: applyArrhythmia(drive, isActive: isArrhythmic(at: time), to: &state)
        }
        if drive > confusionThreshold + 0.3 {
            state.consciousness = max(state.consciousness, 2)
        } else if drive > confusionThreshold {
            state.consciousness = max(state.consciousness, 1)
        }
    }
}
