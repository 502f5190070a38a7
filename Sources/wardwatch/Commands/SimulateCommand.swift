import ArgumentParser
import ClinicalDomain
import Foundation
import Simulation
import Store

struct SimulateCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Send a realistic ward, or recorded patients, as fast as wanted.",
        discussion: """
            The same seed gives the same ward. --to takes mllp://HOST:PORT, database (the one of --database), a file \
            name, or - for standard output. Files and standard output get NDJSON, with outcomes; MLLP gets ORU^R01. \
            --speed is hours of ward time in a second; 0 is as fast as possible.

            Example:
              wardwatch simulate --beds 24 --hours 24 --speed 1 --to mllp://127.0.0.1:2575
              wardwatch simulate --history 800 --to database
              wardwatch simulate --replay ./training_setA --limit 100 --to database
            """)

    @Option(help: ArgumentHelp("Where to: mllp://HOST:PORT, database, a file, or -.", valueName: "target"))
    var to = "-"

    @Option(help: ArgumentHelp("Beds of the ward.", valueName: "number"))
    var beds = 24

    @Option(help: ArgumentHelp("Hours of ward time.", valueName: "hours"))
    var hours = 24.0

    @Option(
        help: ArgumentHelp(
            "Instead of a ward: finished stays of so many patients, for training.", valueName: "patients"))
    var history: Int?

    @Option(
        help: ArgumentHelp("Instead of a ward: recorded PhysioNet 2019 files or directories.", valueName: "path"),
        completion: .file())
    var replay: [String] = []

    @Option(help: ArgumentHelp("With --replay, at most so many patients.", valueName: "number"))
    var limit: Int?

    @Option(help: ArgumentHelp("The seed.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "When the simulated time begins (ISO 8601); by default so that it ends now.", valueName: "time"))
    var start: InstantArgument?

    @Option(help: ArgumentHelp("Share of patients who deteriorate, 0 to 1.", valueName: "share"))
    var deteriorating: Double?

    @Option(help: ArgumentHelp("Hours of ward time in a second; 0 is as fast as possible.", valueName: "hours"))
    var speed = 0.0

    @Option(help: ArgumentHelp("MLLP connections; each patient keeps to one.", valueName: "number"))
    var connections = 1

    @Option(help: ArgumentHelp("Share of impossible values, 0 to 1.", valueName: "share"))
    var impossible = 0.0

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...10_000).contains(beds), (0.1...8760).contains(hours), (0...1e6).contains(speed) else {
            throw ValidationError("beds must be 1 to 10000, hours 0.1 to 8760, speed 0 to 1000000")
        }
        guard (0...1).contains(deteriorating ?? 0), (0...1).contains(impossible) else {
            throw ValidationError("deteriorating and impossible must be 0 to 1")
        }
        guard (1...256).contains(connections), history ?? 1 >= 1 else {
            throw ValidationError("connections must be 1 to 256, history at least 1")
        }
        guard history == nil || replay.isEmpty else { throw ValidationError("give --history or --replay, not both") }
    }

    func execute() async throws {
        let events = try await source()
        let target = try await EventTargetArgument.open(
            to, global: global, connections: connections, window: speed > 0 ? 1 : 16)
        let pace = Pace(hoursPerSecond: speed)
        let started = ContinuousClock.now
        var (sent, observations) = (0, 0)
        let bar = ProgressBar("simulating")
        var first: Instant?
        for event in events.sequence {
            let begin = first ?? event.at
            first = begin
            try await pace.wait(until: event.at.hours(since: begin))
            try await target.send(event)
            if !event.observations.isEmpty { sent += 1 }
            observations += event.observations.count
            bar.update(
                done: Int(event.at.seconds(since: begin)), total: Int(events.hours * 3600), detail: "\(event.at)")
        }
        try await target.finish()
        bar.finish()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        Terminal.say(
            "\(sent) charting rounds, \(observations) observations in \(seconds.formatted(1)) s -> \(target.name)"
                + target.summary)
    }

    private func source() async throws -> (sequence: any Sequence<SimulatedEvent>, hours: Double) {
        if !replay.isEmpty {
            return try RecordedReplay(paths: replay, limit: limit, start: start?.instant).events()
        }
        let now = WardwatchStore.systemClock()
        var configuration: SimulationConfiguration
        if let history {
            configuration = .history(patients: history, seed: seed)
            configuration.start = start?.instant ?? now.advanced(byHours: -configuration.durationHours)
        } else {
            configuration = .ward(
                beds: beds, seed: seed, start: start?.instant ?? now.advanced(byHours: -hours), hours: hours)
        }
        if let deteriorating { configuration.deterioratingShare = deteriorating }
        configuration.habits.impossibleShare = impossible
        return (WardSimulation(configuration: configuration).events(), configuration.durationHours)
    }
}

/// Keeps events to the pace of the ward.
struct Pace {
    let hoursPerSecond: Double
    private let started = ContinuousClock.now

    init(hoursPerSecond: Double) { self.hoursPerSecond = hoursPerSecond }

    /// Waits until so many hours of ward time have passed since the start.
    func wait(until hours: Double) async throws {
        guard hoursPerSecond > 0 else { return }
        try await Task.sleep(until: started + .seconds(hours / hoursPerSecond))
    }
}
