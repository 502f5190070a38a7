import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct DeliveriesRetryCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let what was refused, or waits for its next attempt, be tried now.",
        discussion: """
            The running daemon notices within a second. What waits for the end of quiet hours goes on waiting.

            Example:
              wardwatch deliveries retry --receiver pager
            """)

    @Option(help: ArgumentHelp("Only to this receiver.", valueName: "name"))
    var receiver: String?

    @Option(help: ArgumentHelp("Only of the alert of this number.", valueName: "id"))
    var alert: Int64?

    @Option(help: ArgumentHelp("Who asks for it.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        if let receiver, try await !store.receivers().contains(where: { $0.name == receiver }) {
            throw StoreError.unknownReceiver(name: receiver)
        }
        let count = try await store.retryDeliveries(
            receiver: receiver, alert: alert, by: by, from: Terminal.origin)
        Terminal.say(count == 1 ? "1 message is tried again" : "\(count) messages are tried again")
    }
}
