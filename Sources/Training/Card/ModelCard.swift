internal import ClinicalDomain
internal import Foundation
internal import RecurrentNetworks
public import Scoring

/// What a person should know of a model before it is used, as Markdown.
///
/// After Mitchell et al., "Model cards for model reporting" (FAT* 2019). Every number comes from the model or from its
/// evaluation.
public struct ModelCard: Sendable {
    private let model: RiskModel
    private let scorers: [EvaluatedScorer]
    private let data: PublicDataSet?
    private let command: String
    private let bytes: Int

    /// A card of its parts.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - scorers: the model's figures on patients whose outcome it did not learn from, and those of others on the same.
    ///   - data: what it was trained on; nil for data that is not public.
    ///   - command: what trains it again.
    ///   - bytes: the size of its file.
    public init(model: RiskModel, scorers: [EvaluatedScorer], data: PublicDataSet?, command: String, bytes: Int) {
        (self.model, self.scorers, self.data) = (model, scorers, data)
        (self.command, self.bytes) = (command, bytes)
    }

    /// The card.
    public var text: String {
        """
        # \(model.name)

        \(purpose)

        **Research software. Not a medical device, and not to be used for decisions about patients.**

        ## Model

        \(description)

        ## Data

        \(dataSection)

        ## Protocol

        \(protocolSection)

        ## Measures

        95 % intervals in brackets: patients drawn with replacement\(drawn).

        \(measures)

        ## Subgroups

        Groups with fewer than \(SubgroupFigures.minimumOutcomes) outcomes are not measured.

        \(subgroups)

        ## Known weaknesses

        \(weaknesses.map { "- \($0)" }.joined(separator: "\n"))

        ## Train it again

        ```
        \(command)
        ```

        Seed \(model.provenance.seed), program \(model.provenance.lineage?.build ?? "unknown"), SHA-256 of what it read and of \
        the labels `\(model.provenance.dataDigest)`. The same data and program give the same bytes.

        """
    }

    private var own: EvaluatedScorer? { scorers.first }

    private var purpose: String {
        let horizon = model.outcome.horizonHours.map { " within \($0.formatted(0)) hours" } ?? " in the stay"
        return "The risk of \(model.outcome.name)\(horizon), every "
            + "\((Double(model.schema.timeStepSeconds) / 3600).formatted(0)) h, from what was measured until then."
    }

    private var description: String {
        let kinds = Dictionary(grouping: model.networks, by: \.architecture.cell.rawValue)
        let networks = kinds.keys.sorted().map { kind in
            "\(kinds[kind, default: []].count) \(kind) of \(kinds[kind]?.first?.architecture.hiddenSize ?? 0) units"
        }.joined(separator: ", ")
        let sees = [
            model.schema.includesAge ? "age" : nil, model.schema.includesSex ? "sex" : nil,
            model.schema.includesClock ? "the time since admission" : nil,
            model.schema.units.isEmpty ? nil : "the unit (\(model.schema.units.joined(separator: ", ")))",
        ].compactMap(\.self).joined(separator: ", ")
        return """
            - Networks: \(networks); the mean of their outputs is calibrated \
            \(model.calibration.curve == nil ? "linearly in the log-odds" : "by a rising curve").
            - Sees \(model.schema.channels.count) channels \
            (\(model.schema.channels.map(\.id.rawValue).joined(separator: ", "))) and \(sees); \
            \(model.schema.featureCount) features a step.
            - A step counts as positive from \(model.threshold.formatted(4)) on; alerts are raised from \
            \(model.alertThreshold.formatted(4)) on.
            - \(opinion)
            - File: \((Double(bytes) / 1e6).formatted(2)) MB.
            """
    }

    private var opinion: String {
        model.strangenessLimit == nil
            ? "Has an opinion on any input."
            : "Has no opinion where a value lies further out than in all but 1 in \((1 / Familiarity.errorRate).formatted(0)) "
                + "of the stays it was calibrated on. The measures count such steps too."
    }

    private var dataSection: String {
        let counts = model.provenance.patients
        let stays = own.map { "\($0.figures.stays) stays, \($0.figures.staysWithOutcome) with the outcome." } ?? ""
        guard let data else { return "Not public. \(stays)" }
        return """
            \(data.title). \(counts.first.map { "\($0) stays were trained on." } ?? "") \(stays)

            - Licence: \(data.licence). The weights are shared under the same terms.
            - Source: <\(data.address)>
            - Citation: \(data.citation)
            """
    }

    private var protocolSection: String {
        guard let split = model.provenance.split, let folds = split.crossFoldCount else {
            return "Measured on validation patients; calibration and thresholds were chosen on them too."
        }
        let test =
            split.isWithoutTest == true
            ? "Nobody was left for a test." : "Test patients were neither trained on nor seen."
        return """
            Cross-fitting: patients are dealt into \(folds) folds, and each network leaves one out. The measures are those of \
            every stay scored by the networks that left its patient out. On the same scores calibration and thresholds were \
            chosen: a few numbers, which makes the measures a little better than those of new patients. \(test) \
            `Benchmarks/results/challenges.md` has the measures of models of the same kind on patients that chose nothing, \
            and on another hospital.
            """
    }

    private var drawn: String {
        own?.figures.bootstrap.map { ", \($0.draws) times, seed \($0.seed)" } ?? ""
    }

    private var measures: String {
        let measures = EvaluationMeasure.allCases.filter { measure in
            scorers.contains { $0.figures.values[measure] != nil }
        }
        return Self.table(
            ["measure"] + scorers.map(\.name),
            measures.map { measure in
                [measure.words.name]
                    + scorers.map { scorer in
                        scorer.figures.values[measure].map {
                            Self.text(Estimate(value: $0, interval: scorer.figures.intervals[measure]), measure)
                        } ?? ""
                    }
            })
    }

    private static let subgroupMeasures: [EvaluationMeasure] = [
        .auroc, .auprc, .normalizedUtility, .calibrationSlope, .integratedCalibrationIndex, .alertSensitivity,
        .alertPositivePredictiveValue, .alertsPer100PatientDays,
    ]

    private var subgroups: String {
        guard let own else { return "" }
        let measures = Self.subgroupMeasures.filter { measure in
            own.figures.subgroups.contains { $0.estimates[measure] != nil }
        }
        return Self.table(
            ["group", "stays", "with the outcome"] + measures.map(\.words.name),
            own.figures.subgroups.map { group in
                [
                    "\(group.subgroup.dimension.rawValue) \(group.subgroup.name)", "\(group.stays)",
                    "\(group.staysWithOutcome)",
                ]
                    + measures.map { measure in group.estimates[measure].map { Self.text($0, measure) } ?? "" }
            })
    }

    /// What the figures show, and what is known of the data.
    private var weaknesses: [String] {
        var found: [String] = []
        for group in own?.figures.subgroups ?? [] {
            let name = "\(group.subgroup.dimension.rawValue) \(group.subgroup.name)"
            if let overall = own?.figures.auroc, let interval = group.estimates[.auroc]?.interval,
                interval.high < overall
            {
                found.append(
                    "Tells patients apart worse in the group \(name): AUROC at most \(interval.high.formatted(3)), overall "
                        + "\(overall.formatted(3)).")
            }
            if let slope = group.estimates[.calibrationSlope]?.interval, slope.high < 0.9 || slope.low > 1.1 {
                found.append(
                    "Risks are too \(slope.high < 0.9 ? "extreme" : "moderate") in the group \(name): calibration slope "
                        + "\(slope.low.formatted(2)) to \(slope.high.formatted(2)).")
            }
        }
        if let predictive = own?.figures.alerts?.alertPositivePredictiveValue {
            found.append(
                "Of 100 alerts \((100 - predictive * 100).formatted(0)) are not followed by the outcome within a day.")
        }
        if let sensitivity = own?.figures.alerts?.alertSensitivity {
            found.append(
                "Of 100 outcomes \((100 - sensitivity * 100).formatted(0)) come without an alert in the day before.")
        }
        if model.schema.includesClock {
            found.append(
                "Part of what it knows is how long patients had been there when the outcome came; where admissions differ, "
                    + "that is wrong.")
        }
        if !model.schema.units.isEmpty {
            found.append("It knows how often the outcome came in each unit; in another hospital that is wrong.")
        }
        return found + (data?.traps ?? [])
    }

    private static func table(_ columns: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String {
            "| \(cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ")) |"
        }
        return ([line(columns), line(columns.map { _ in "---" })] + rows.map(line)).joined(separator: "\n")
    }

    private static func text(_ estimate: Estimate, _ measure: EvaluationMeasure) -> String {
        let digits = measure.words.digits
        let interval = estimate.interval.map { " (\($0.low.formatted(digits)) to \($0.high.formatted(digits)))" } ?? ""
        return estimate.value.formatted(digits) + interval
    }
}

extension Double {
    /// With so many digits after the point.
    fileprivate func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
