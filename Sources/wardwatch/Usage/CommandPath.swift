import ArgumentParser

/// Where in the tree of commands some arguments lead.
struct CommandPath {
    /// The names from the root on.
    private(set) var names: [String]
    /// The last group of commands on the way.
    private(set) var group: any ParsableCommand.Type
    /// The command, or the group where none was named.
    private(set) var command: any ParsableCommand.Type
    /// The first word that names no command of the group.
    private(set) var unknown: String?

    init(_ arguments: [String], root: any ParsableCommand.Type) {
        names = [root.name]
        (group, command) = (root, root)
        var words = arguments[...]
        if words.first == "help" { words = words.dropFirst() }
        while !command.configuration.subcommands.isEmpty {
            group = command
            guard let word = words.first else { return }
            if let next = command.configuration.subcommands.first(where: { $0.name == word }) {
                (command, words) = (next, words.dropFirst())
            } else if !word.hasPrefix("-") {
                unknown = word
                return
            } else if let standard = command.configuration.defaultSubcommand {
                command = standard
            } else {
                return
            }
            names.append(command.name)
        }
    }

    /// The names as they are typed.
    var text: String { names.joined(separator: " ") }
}

extension ParsableCommand {
    /// The word that it is called by.
    static var name: String { configuration.commandName ?? _commandName }
}
