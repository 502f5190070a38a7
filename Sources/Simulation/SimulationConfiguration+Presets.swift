public import ClinicalDomain

extension SimulationConfiguration {
    /// A hospital's past: many patients one after another, for training and for trying retraining.
    ///
    /// Three units with 60 beds, stays of 48 to 120 hours, 15 % of the patients deteriorate. A history that ends now
    /// starts ``durationHours`` ago.
    ///
    /// - Parameters:
    ///   - patients: how many.
    ///   - seed: where the randomness comes from.
    ///   - start: the first moment; 2025-01-01T00:00:00Z unless told.
    ///   - firstPatientNumber: the number in the first identifier.
    public static func history(
        patients: Int, seed: UInt64, start: Instant = Instant(millisecondsSince1970: 1_735_689_600_000),
        firstPatientNumber: Int = 1
    ) -> SimulationConfiguration {
        SimulationConfiguration(
            seed: seed, patients: patients, firstPatientNumber: firstPatientNumber, start: start,
            units: [
                Unit(name: "MED1", beds: 24, chartingIntervalHours: 4),
                Unit(name: "SURG", beds: 24, chartingIntervalHours: 4),
                Unit(name: "STEPDOWN", beds: 12, chartingIntervalHours: 2),
            ], stays: .turnover(hours: 48...120))
    }

    /// One ward with all beds taken, for a demonstration or an acceptance test: some patients deteriorate while it runs.
    ///
    /// - Parameters:
    ///   - beds: beds, and patients.
    ///   - seed: where the randomness comes from.
    ///   - start: the first moment.
    ///   - hours: how long it runs.
    ///   - name: the name of the ward.
    ///   - firstPatientNumber: the number in the first identifier; by default apart from those of a history.
    public static func ward(
        beds: Int = 24, seed: UInt64, start: Instant, hours: Double = 24, name: String = "W1",
        firstPatientNumber: Int = 900_001
    ) -> SimulationConfiguration {
        SimulationConfiguration(
            seed: seed, patients: beds, firstPatientNumber: firstPatientNumber, start: start,
            units: [Unit(name: name, beds: beds, chartingIntervalHours: 2)], stays: .present(hours: hours),
            deterioratingShare: 0.25)
    }
}
