import ArgumentParser

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "List what receivers of alerts wait for and refused; try it again.",
        discussion: """
            Receivers are named in the daemon's configuration ([[delivery.receiver]]); see docs/delivery.md.

            Example:
              wardwatch deliveries list --state refused
            """,
        subcommands: [DeliveriesListCommand.self, DeliveriesReceiversCommand.self, DeliveriesRetryCommand.self],
        defaultSubcommand: DeliveriesListCommand.self)
}
