import ClinicalDomain
import Daemon
import Foundation
import Ingest
import Simulation
import Store

/// Recorded patients of the 2019 challenge as if they lay on one ward now: hour by hour, all admitted together.
struct RecordedReplay {
    let paths: [String]
    let limit: Int?
    let start: Instant?

    /// The events in order of time.
    func events() throws -> (sequence: any Sequence<SimulatedEvent>, hours: Double) {
        var files = try ImportJob.files(of: paths, format: .physionet2019)
        if let limit { files = Array(files.prefix(max(0, limit))) }
        let admitted = try start ?? WardwatchStore.systemClock().advanced(byHours: -longestStay(files))
        let reader = FileDeliveries(format: .physionet2019, admitted: admitted)
        var events: [SimulatedEvent] = []
        for file in files {
            guard let delivery = try reader.records(path: file, received: admitted).first,
                var subject = delivery.subject
            else {
                continue
            }
            // On a ward nobody knows yet when the stay will end.
            subject.encounter.discharged = nil
            for (time, observations) in Dictionary(grouping: delivery.observations, by: \.key.effective) {
                events.append(
                    SimulatedEvent(at: time, subject: subject, observations: observations, outcomes: []))
            }
        }
        events.sort { ($0.at, $0.subject.patient.identifier) < ($1.at, $1.subject.patient.identifier) }
        return (events, events.last?.at.hours(since: admitted) ?? 0)
    }

    /// Hours from admission to the last row of the longest record: so long ago all are admitted, and the last row is now.
    private func longestStay(_ files: [String]) throws -> Double {
        let epoch = Instant(millisecondsSince1970: 0)
        let reader = FileDeliveries(format: .physionet2019, admitted: epoch)
        return try files.reduce(0) { longest, file in
            let times = try reader.records(path: file, received: epoch).flatMap(\.observations).map(\.key.effective)
            return max(longest, times.max()?.hours(since: epoch) ?? 0)
        }
    }
}
