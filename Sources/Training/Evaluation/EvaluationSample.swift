/// Some or all steps of some or all patients, made ready to be measured again and again with other weights.
struct EvaluationSample {
    /// How scores are to be measured.
    struct Terms {
        var threshold: Double
        var isProbability: Bool
        var hasUtility: Bool
        var predictsStay: Bool
    }

    /// A stay with its number, its patient's number and its tally.
    struct Member {
        var stay: UInt32
        var patient: UInt32
        var tally: StayTally
    }

    private let terms: Terms
    private let patientCount: Int
    private let steps: RankedSteps
    private let predictions: RankedSteps?
    private let risks: HosmerLemeshow.SortedRisks?
    /// The patients with stays here, rising, and their tallies one after the other.
    private let patients: [Int]
    private let tallies: [Double]
    /// Lead times of the caught events, rising.
    private let leads: [(hours: Double, patient: Int)]
    /// Calibration from every single step, where a walk has only bins.
    private let calibration: (intercept: Double, slope: Double)

    /// A sample.
    ///
    /// - Parameters:
    ///   - steps: the steps that were asked about, in the order of ``RankedStep/isBefore(_:_:)``.
    ///   - members: the stays with their tallies.
    ///   - patientCount: number of all patients, also of those who are not in the sample.
    ///   - terms: how to measure.
    init(steps: [RankedStep], members: [Member], patientCount: Int, terms: Terms) {
        (self.terms, self.patientCount) = (terms, patientCount)
        self.steps = RankedSteps(sorted: steps, isProbability: terms.isProbability)
        var members = members
        if terms.predictsStay {
            let last = Self.lastSteps(steps)
            predictions = RankedSteps(sorted: last, isProbability: false)
            risks = terms.isProbability ? HosmerLemeshow.SortedRisks(sorted: last) : nil
            let byStay = Dictionary(uniqueKeysWithValues: last.map { ($0.stay, $0) })
            for index in members.indices {
                guard let step = byStay[members[index].stay] else { continue }
                members[index].tally.addPrediction(
                    score: step.score, isPositive: step.isPositive, threshold: terms.threshold)
            }
        } else {
            (predictions, risks) = (nil, nil)
        }
        var patients: [Int] = []
        var tallies: [Double] = []
        let byPatient = members.sorted { ($0.patient, $0.stay) < ($1.patient, $1.stay) }
        var index = 0
        while index < byPatient.count {
            let patient = byPatient[index].patient
            var sum = StayTally()
            while index < byPatient.count, byPatient[index].patient == patient {
                sum.add(byPatient[index].tally)
                index += 1
            }
            patients.append(Int(patient))
            tallies += sum.values
        }
        (self.patients, self.tallies) = (patients, tallies)
        leads = byPatient.compactMap { member in member.tally.leadHours.map { ($0, Int(member.patient)) } }
            .sorted { $0.0 < $1.0 }
        if terms.isProbability {
            let (scores, labels) = (steps.map(\.score), steps.map(\.isPositive))
            calibration = (
                LogisticRecalibration.intercept(probabilities: scores, labels: labels) ?? .nan,
                LogisticRecalibration.slope(probabilities: scores, labels: labels) ?? .nan
            )
        } else {
            calibration = (.nan, .nan)
        }
    }

    /// Stays for their alerts alone.
    init(stays: [ScoredStay], replay: AlertReplay) {
        let members = stays.enumerated().map { number, stay in
            Member(
                stay: UInt32(number), patient: UInt32(number),
                tally: StayTally(stay, threshold: replay.threshold, hasUtility: false, replay: replay))
        }
        self.init(
            steps: [], members: members, patientCount: stays.count,
            terms: Terms(threshold: replay.threshold, isProbability: false, hasUtility: false, predictsStay: false))
    }

    /// The measures of the patients as they are.
    func table() -> MeasureTable {
        var table = table(weights: Array(repeating: 1, count: patientCount))
        (table[.calibrationIntercept], table[.calibrationSlope]) = calibration
        return table
    }

    /// The measures with weighted patients.
    func table(weights: [UInt16]) -> MeasureTable {
        var table = MeasureTable()
        let sums = sums(weights: weights)
        func ratio(_ part: StayTally.Column, _ whole: StayTally.Column, times factor: Double = 1) -> Double {
            sums[whole] > 0 ? factor * sums[part] / sums[whole] : .nan
        }
        var counts: [RankedSteps.BinCount] = []
        let ranks = steps.ranks(weights: weights, counts: &counts)
        (table[.auroc], table[.auprc]) = (ranks.auroc, ranks.auprc)
        if terms.isProbability {
            let groups = steps.groups(counts)
            table[.brierScore] = ratio(.squaredError, .steps)
            table[.calibrationIntercept] = LogisticRecalibration.intercept(groups) ?? .nan
            table[.calibrationSlope] = LogisticRecalibration.slope(groups) ?? .nan
            let curve = CalibrationCurve(bins: steps.calibrationBins(counts))
            table[.integratedCalibrationIndex] = curve?.integratedCalibrationIndex ?? .nan
        }
        if sums[.bestUtility] > sums[.silentUtility] {
            table[.normalizedUtility] =
                (sums[.utility] - sums[.silentUtility]) / (sums[.bestUtility] - sums[.silentUtility])
        }
        table[.eventSensitivity] = ratio(.caughtStays, .staysWithOutcome)
        table[.positivePredictiveValue] = ratio(.rightCalls, .calls)
        table[.alertSensitivity] = ratio(.caughtEvents, .events)
        table[.alertPositivePredictiveValue] = ratio(.rightAlerts, .judgedAlerts)
        table[.numberNeededToEvaluate] = ratio(.judgedAlerts, .rightAlerts)
        table[.alertsPer100PatientDays] = ratio(.alerts, .hours, times: 2400)
        table[.longAlarmShare] = ratio(.longAlarms, .eventStays)
        table[.alarmTimeShare] = ratio(.alarmHours, .hours)
        addLeadTimes(&table, weights)
        if let predictions {
            let ranks = predictions.ranks(weights: weights, counts: &counts)
            (table[.stayAUROC], table[.stayAUPRC]) = (ranks.auroc, ranks.auprc)
            table[.event1] = HosmerLemeshow.event1(
                positives: sums[.positivePredictions], calls: sums[.calledPredictions],
                rightCalls: sums[.rightPredictions])
        }
        if let risks {
            table[.stayBrierScore] = ratio(.predictionError, .predictions)
            (table[.hosmerLemeshow], table[.event2]) = risks.figures(weights: weights)
        }
        return table
    }

    /// The sums of the tallies of the patients as they are.
    func sums() -> StayTally { sums(weights: Array(repeating: 1, count: patientCount)) }

    private func sums(weights: [UInt16]) -> StayTally {
        let columns = StayTally.Column.allCases.count
        var sums = Array(repeating: 0.0, count: columns)
        tallies.withUnsafeBufferPointer { tallies in
            sums.withUnsafeMutableBufferPointer { sums in
                for (row, patient) in patients.enumerated() where weights[patient] > 0 {
                    let weight = Double(weights[patient])
                    for column in 0..<columns { sums[column] += weight * tallies[row * columns + column] }
                }
            }
        }
        return StayTally(values: sums)
    }

    /// Lead times by whole hours; the window's end belongs to its last hour.
    var leadTimeCounts: [Int] {
        var counts = Array(repeating: 0, count: Int(AlertFigures.windowHours))
        for lead in leads { counts[min(Int(lead.hours), counts.count - 1)] += 1 }
        return counts
    }

    /// Percentiles of the lead times, each repeated as often as its patient counts.
    private func addLeadTimes(_ table: inout MeasureTable, _ weights: [UInt16]) {
        let count = leads.reduce(0) { $0 + Int(weights[$1.patient]) }
        guard count > 0 else { return }
        var repeated: [Double] = []
        repeated.reserveCapacity(count)
        for lead in leads { for _ in 0..<weights[lead.patient] { repeated.append(lead.hours) } }
        table[.leadTime10] = repeated.quantile(0.1)
        table[.leadTime50] = repeated.quantile(0.5)
        table[.leadTime90] = repeated.quantile(0.9)
    }

    /// The last step of each stay, in the order given.
    private static func lastSteps(_ steps: [RankedStep]) -> [RankedStep] {
        var last: [UInt32: UInt32] = [:]
        for step in steps { last[step.stay] = max(last[step.stay] ?? 0, step.step) }
        return steps.filter { last[$0.stay] == $0.step }
    }
}
