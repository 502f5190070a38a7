import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Store

struct AlertsSnoozeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "snooze", abstract: "Put an alert off for a time; then it is presented again.",
        discussion: """
            It comes back earlier when the patient is really worse. The longest time is alerts.snooze_maximum.

            Example:
              wardwatch alerts snooze 17 --for 45m --reason "fluids running, seen by Dr Lee"
            """)

    @Argument(help: "The number of the alert.")
    var id: Int64

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 30m, 2h.", valueName: "time"))
    var duration: DurationArgument

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("Who puts it off.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if by.isEmpty { throw ValidationError("--by must say who it is") }
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say why the alert is put off") }
    }

    func execute() async throws {
        let maximum = try global.configuration().alertPolicy.snoozeMaximumHours
        guard duration.seconds > 0, duration.seconds <= maximum * 3600 else {
            throw ValidationError("--for must be above 0 and at most \(maximum.short) h (alerts.snooze_maximum)")
        }
        let store = try global.store(.existing)
        let until = WardwatchStore.systemClock().advanced(bySeconds: duration.seconds)
        try await store.snooze(alertID: id, by: by, until: until, reason: reason, from: Terminal.origin)
        Terminal.say("alert \(id) put off until \(until) by \(by)")
    }
}
