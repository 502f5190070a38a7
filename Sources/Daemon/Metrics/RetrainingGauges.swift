internal import ClinicalDomain
internal import Metrics
internal import Store

/// Shows the last run of retraining as gauges: what it decided, and how far it found the new stays from the old ones.
///
/// | gauge | value |
/// | --- | --- |
/// | `wardwatch_input_drift{channel}` | population stability index of the channel; 0.1 is still small |
/// | `wardwatch_calibration_drift_intercept`, `…_slope` | calibration of the model in use on new stays; 0 and 1 are right |
/// | `wardwatch_calibration_drift_observed_expected_ratio` | the same as a ratio; 1 is right |
/// | `wardwatch_training_last_decision{decision}` | 1 for what was decided, 0 for the others |
/// | `wardwatch_training_last_run_timestamp_seconds` | when it ended |
/// | `wardwatch_training_last_duration_seconds` | how long it took |
actor RetrainingGauges {
    private let store: WardwatchStore
    private var shown: Int64?

    init(store: WardwatchStore) { self.store = store }

    /// Looks for a run that has ended since, and shows it.
    func update() async {
        guard let runs = try? await store.retrainingRuns(limit: 10),
            let run = runs.first(where: { $0.result != nil }), run.id != shown, let result = run.result
        else { return }
        shown = run.id
        for decision in RetrainingRun.Decision.allCases {
            Gauge(label: "wardwatch_training_last_decision", dimensions: [("decision", decision.rawValue)])
                .record(decision == result.decision ? 1 : 0)
        }
        if let ended = run.ended {
            Gauge(label: "wardwatch_training_last_run_timestamp_seconds").record(ended.secondsSince1970)
            Gauge(label: "wardwatch_training_last_duration_seconds").record(max(0, ended.seconds(since: run.started)))
        }
        for drift in result.drift {
            switch drift.measure {
            case "populationStability":
                Gauge(label: "wardwatch_input_drift", dimensions: [("channel", drift.channel)]).record(drift.value)
            case "calibrationIntercept": Gauge(label: "wardwatch_calibration_drift_intercept").record(drift.value)
            case "calibrationSlope": Gauge(label: "wardwatch_calibration_drift_slope").record(drift.value)
            case "observedExpectedRatio":
                Gauge(label: "wardwatch_calibration_drift_observed_expected_ratio").record(drift.value)
            default: break
            }
        }
    }
}
