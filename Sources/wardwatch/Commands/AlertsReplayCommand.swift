import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Store

struct AlertsReplayCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Make the evidence of alerts again, and compare it with what was stored.",
        discussion: """
            From the stored values, the file of the model that was in use then and the policy that the evidence names. \
            Exit status 1 when any differs. The same bits need the same kind of machine.

            Example:
              wardwatch alerts replay --since 30d
            """)

    @OptionGroup var period: PeriodOptions
    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("At most so many, the newest.", valueName: "number"))
    var limit: CountArgument = 1000

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let alerts = try await store.alerts(
            AlertFilter(
                since: period.since?.instant, until: period.until?.instant, unit: place.unit, patient: place.patient,
                isTechnical: false, limit: limit.value))
        if alerts.isEmpty { try await place.complainAboutUnknownPatient(in: store) }
        try await Self.replay(
            alerts.map(\.alert.id), store: store, global: global)
    }

    /// Replays alerts and says what came of it.
    static func replay(_ ids: [Int64], store: WardwatchStore, global: GlobalOptions) async throws {
        var replay = try await EvidenceReplay(store: store, directory: try global.modelDirectory())
        let bar = ProgressBar("replaying")
        var (identical, different, impossible) = (0, 0, 0)
        for (count, id) in ids.enumerated() {
            switch try await replay.replay(alertID: id) {
            case .identical: identical += 1
            case .impossible(let why):
                impossible += 1
                try StandardOutput.print("alert \(id): cannot be made again: \(why)")
            case .different(let differences):
                different += 1
                for difference in differences.prefix(20) {
                    try StandardOutput.print(
                        "alert \(id): \(difference.place): stored \(difference.stored), now \(difference.now)")
                }
            }
            bar.update(done: count + 1, total: ids.count, detail: "\(count + 1) alerts")
        }
        bar.finish()
        try StandardOutput.print(
            "\(identical) of \(ids.count) identical, \(different) different, \(impossible) cannot be made again")
        if identical < ids.count { throw ExitCode(1) }
    }
}
