internal import ClinicalDomain
internal import Metrics

/// Counts what came in at one way in, and was committed.
struct IngestMeter {
    /// What metrics call the way in.
    let listener: String

    /// - Parameters:
    ///   - observations: versions that were new.
    ///   - bytes: of the messages.
    ///   - quarantine: why something could not be used.
    func count(observations: Int, bytes: Int, quarantine: [QuarantineEntry.Reason]) {
        for (label, number) in [("observations", observations), ("bytes", bytes)] where number > 0 {
            Counter(label: "wardwatch_ingest_\(label)_total", dimensions: [("listener", listener)])
                .increment(by: number)
        }
        for reason in quarantine {
            Counter(label: "wardwatch_quarantine_total", dimensions: [("reason", reason.rawValue)]).increment()
        }
    }
}
