internal import ClinicalDomain

/// The samples of one evaluation: all steps, and those of each subgroup.
struct EvaluationRun {
    /// A subgroup; without a sample when the outcome is too rare in it.
    struct Group {
        var figures: SubgroupFigures
        var sample: EvaluationSample?
    }

    /// All steps that were asked about, in the order of ``RankedStep/isBefore(_:_:)``.
    let steps: [RankedStep]
    /// Everything.
    let overall: EvaluationSample
    /// The replay of the alert policy, where it can be measured.
    let replay: AlertReplay?

    private let scored: [ScoredStay]
    private let terms: EvaluationSample.Terms
    private let options: EvaluationOptions
    /// The patients in alphabetical order, so that draws do not depend on the order of the stays.
    private let patients: [String]
    private let members: [EvaluationSample.Member]

    init(scored: [ScoredStay], terms: EvaluationSample.Terms, options: EvaluationOptions) {
        let names = scored.enumerated().map { number, stay in stay.patient ?? "stay \(number)" }
        let patients = Set(names).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: patients.enumerated().map { ($1, UInt32($0)) })
        let patientOfStay = names.map { numbers[$0] ?? 0 }
        let replay = options.policy.flatMap { policy in
            AlertFigures.canBeMeasured(scored)
                ? AlertReplay(
                    policy: policy, threshold: policy.riskThreshold ?? options.alertThreshold ?? terms.threshold) : nil
        }
        let members = scored.enumerated().map { number, stay in
            EvaluationSample.Member(
                stay: UInt32(number), patient: patientOfStay[number],
                tally: StayTally(stay, threshold: terms.threshold, hasUtility: terms.hasUtility, replay: replay))
        }
        var steps: [RankedStep] = []
        for (number, stay) in scored.enumerated() {
            for step in stay.scores.indices {
                guard let label = stay.labels[step] else { continue }
                steps.append(
                    RankedStep(
                        score: stay.scores[step], isPositive: label, patient: patientOfStay[number],
                        stay: UInt32(number), step: UInt32(step),
                        period: UInt8(EvaluationSubgroup.period(of: stay.hours[step]))))
            }
        }
        steps.sort(by: RankedStep.isBefore)
        (self.scored, self.terms, self.options, self.replay) = (scored, terms, options, replay)
        (self.patients, self.members, self.steps) = (patients, members, steps)
        overall = EvaluationSample(steps: steps, members: members, patientCount: patients.count, terms: terms)
    }

    /// The subgroups, where they are wanted.
    var subgroups: [Group] {
        guard options.hasSubgroups else { return [] }
        var groups: [Group] = []
        for dimension in [EvaluationSubgroup.Dimension.age, .sex, .unit] {
            let subgroups = scored.map { EvaluationSubgroup.of($0, by: dimension) }
            let steps = Dictionary(grouping: steps) { subgroups[Int($0.stay)] }
            for (subgroup, members) in Dictionary(grouping: members, by: { subgroups[Int($0.stay)] }) {
                guard let subgroup else { continue }
                groups.append(group(subgroup, steps: steps[subgroup] ?? [], members: members, terms: terms))
            }
        }
        // A prediction for the whole stay belongs to no period.
        var periodTerms = terms
        periodTerms.predictsStay = false
        let byPeriod = Dictionary(grouping: steps) { Int($0.period) }
        for (number, period) in EvaluationSubgroup.periods.enumerated() {
            let members = members.filter { scored[Int($0.stay)].hours.contains { period.range.contains($0) } }.map {
                var member = $0
                member.tally = StayTally(
                    scored[Int($0.stay)], threshold: terms.threshold, hasUtility: terms.hasUtility, replay: replay,
                    period: period.range)
                return member
            }
            groups.append(
                group(
                    EvaluationSubgroup(dimension: .hours, name: period.name), steps: byPeriod[number] ?? [],
                    members: members, terms: periodTerms))
        }
        return groups.sorted { EvaluationSubgroup.isBefore($0.figures.subgroup, $1.figures.subgroup) }
    }

    /// Every draw measured on every sample.
    func draws(_ samples: [EvaluationSample]) -> [BootstrapDraws] {
        guard let bootstrap = options.bootstrap, !patients.isEmpty else { return [] }
        var tables = samples.map { _ in [MeasureTable]() }
        var weights = Array(repeating: UInt16(0), count: patients.count)
        for draw in 0..<max(0, bootstrap.draws) {
            bootstrap.fill(&weights, draw: draw)
            for (index, sample) in samples.enumerated() { tables[index].append(sample.table(weights: weights)) }
        }
        let origin = BootstrapDraws.Origin(bootstrap: bootstrap, patients: patients)
        return tables.map { BootstrapDraws(origin: origin, tables: $0) }
    }

    private func group(
        _ subgroup: EvaluationSubgroup, steps: [RankedStep], members: [EvaluationSample.Member],
        terms: EvaluationSample.Terms
    ) -> Group {
        let outcomes = members.count { $0.tally[.staysWithOutcome] > 0 }
        let isTooFew = outcomes < SubgroupFigures.minimumOutcomes
        return Group(
            figures: SubgroupFigures(
                subgroup: subgroup, stays: members.count, staysWithOutcome: outcomes, steps: steps.count,
                isTooFew: isTooFew, estimates: [:]),
            sample: isTooFew
                ? nil
                : EvaluationSample(steps: steps, members: members, patientCount: patients.count, terms: terms))
    }
}
