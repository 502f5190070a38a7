public import ClinicalDomain

/// What to simulate.
///
/// Equal configurations give equal wards, bit by bit.
public struct SimulationConfiguration: Hashable, Sendable {
    /// A nursing unit.
    public struct Unit: Hashable, Sendable {
        /// Point of care, as it is sent (PV1-3.1).
        public var name: String
        /// Number of beds.
        public var beds: Int
        /// Hours between charting rounds of a patient who is well.
        public var chartingIntervalHours: Double

        /// A unit of its parts.
        public init(name: String, beds: Int, chartingIntervalHours: Double) {
            (self.name, self.beds, self.chartingIntervalHours) = (name, beds, chartingIntervalHours)
        }
    }

    /// How patients come and go.
    public enum Stays: Hashable, Sendable {
        /// Everybody is in bed at the start already, and is watched for that many hours.
        case present(hours: Double)
        /// Patients follow one another in the beds, each staying for a number of hours within the range.
        case turnover(hours: ClosedRange<Double>)
    }

    /// Where all randomness comes from.
    public var seed: UInt64
    /// Number of patients.
    public var patients: Int
    /// The number in the first patient's identifier; the others follow.
    ///
    /// It is part of the randomness, so that simulations with other numbers have other patients.
    public var firstPatientNumber: Int
    /// The first moment.
    ///
    /// The hour of the day is read as the ward's local time.
    public var start: Instant
    /// The units with their beds.
    public var units: [Unit]
    /// How patients come and go.
    public var stays: Stays
    /// Share of patients who deteriorate, 0 to 1.
    public var deterioratingShare: Double
    /// The patterns of deterioration, each equally likely.
    public var patterns: [DeteriorationPattern]
    /// Share of the deteriorating whom treatment does not reach, so that an adverse event follows, 0 to 1.
    public var adverseEventShare: Double
    /// How values are charted.
    public var habits: ChartingHabits

    /// A configuration of its parts.
    ///
    /// - Precondition: there is a bed for everybody who is present at once, intervals are positive, shares lie
    ///   between 0 and 1, and there is a pattern if anybody deteriorates.
    public init(
        seed: UInt64, patients: Int, firstPatientNumber: Int = 1, start: Instant, units: [Unit], stays: Stays,
        deterioratingShare: Double = 0.15, patterns: [DeteriorationPattern] = DeteriorationPattern.allCases,
        adverseEventShare: Double = 0.6, habits: ChartingHabits = ChartingHabits()
    ) {
        (self.seed, self.patients, self.firstPatientNumber) = (seed, patients, firstPatientNumber)
        (self.start, self.units, self.stays) = (start, units, stays)
        (self.deterioratingShare, self.patterns) = (deterioratingShare, patterns)
        (self.adverseEventShare, self.habits) = (adverseEventShare, habits)
    }

    /// Beds of all units.
    public var beds: Int { units.reduce(0) { $0 + $1.beds } }

    /// Hours from ``start`` to the end of the last stay that is possible.
    public var durationHours: Double {
        switch stays {
        case .present(let hours): hours
        case .turnover: Double((patients + beds - 1) / max(1, beds)) * turnHours
        }
    }

    /// Hours for which a bed belongs to one patient: the longest stay and six hours for cleaning and admission.
    ///
    /// Every turn has this length, so that a patient's times do not depend on who lay there before.
    var turnHours: Double {
        switch stays {
        case .present(let hours): hours
        case .turnover(let hours): hours.upperBound + 6
        }
    }

    /// The unit of a bed that is counted through all units from 0, and the bed's number within the unit, from 1.
    func place(bed: Int) -> (unit: Unit, bed: Int) {
        var rest = bed
        for unit in units {
            if rest < unit.beds { return (unit, rest + 1) }
            rest -= unit.beds
        }
        preconditionFailure("bed \(bed) of \(beds)")
    }

    /// Stops the program where a value is impossible.
    func check() {
        precondition(patients >= 0 && beds > 0, "\(patients) patients in \(beds) beds")
        precondition(units.allSatisfy { $0.beds > 0 && $0.chartingIntervalHours > 0 }, "no beds or no interval")
        precondition((0...1).contains(deterioratingShare), "deterioratingShare \(deterioratingShare)")
        precondition((0...1).contains(adverseEventShare), "adverseEventShare \(adverseEventShare)")
        precondition(deterioratingShare == 0 || !patterns.isEmpty, "nobody can deteriorate without a pattern")
        precondition((0..<1).contains(habits.intervalJitter), "intervalJitter \(habits.intervalJitter)")
        precondition(
            habits.urgentIntervalHours > 0 && habits.emergencyIntervalHours > 0, "a charting interval of 0")
        switch stays {
        case .present(let hours): precondition(hours > 0 && patients <= beds, "\(patients) at once in \(beds) beds")
        case .turnover(let hours): precondition(hours.lowerBound > 0, "a stay of \(hours.lowerBound) h")
        }
    }
}
