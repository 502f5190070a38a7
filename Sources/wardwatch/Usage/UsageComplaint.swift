import ArgumentParser
import Daemon

/// What is wrong with some arguments, and what was probably meant.
struct UsageComplaint {
    let text: String
    let hint: String?
    /// The command whose help says more.
    let command: String

    /// A complaint about the first word that names no command; nil when there is none.
    init?(unknownCommandIn path: CommandPath) {
        guard let word = path.unknown else { return nil }
        let commands = path.group.configuration.subcommands
        text = "there is no command '\((path.names.dropFirst() + [word]).joined(separator: " "))'"
        command = path.text
        if let near = Suggestion.nearest(to: word, among: commands.map { $0.name }) {
            hint = "did you mean '\(near)'?"
        } else if commands.contains(where: { $0.name == "show" }) {
            hint = "did you mean 'show \(word)'?"
        } else {
            hint = "the commands are: \(commands.map { $0.name }.joined(separator: ", "))"
        }
    }

    /// A complaint of the argument parser, which says it in the sentences of its `UsageGenerator`.
    ///
    /// - Parameters:
    ///   - message: what is wrong, in one or more sentences.
    ///   - fullMessage: the same with the help of the argument that it is about.
    init(message: String, fullMessage: String, path: CommandPath) {
        command = path.text
        let words = Self.quoted(message)
        let help = fullMessage.split(separator: "\n").first { $0.hasPrefix("Help:") }
            .map { $0.dropFirst(5).trimmingPrefix { $0 == " " }.replacing("  ", with: ": ", maxReplacements: 1) }
        let sentences = message.split(separator: ". ", maxSplits: 1).map(String.init)
        let first = sentences.first ?? message
        if message.hasPrefix("Unknown option"), path.group.configuration.defaultSubcommand == nil,
            !path.command.configuration.subcommands.isEmpty
        {
            (text, hint) = (Self.begun(first), "options follow the command: `\(command) COMMAND …`")
        } else if message.contains(". Did you mean '"), let near = words.last {
            (text, hint) = (Self.begun(first), "did you mean '\(near)'?")
        } else if message.contains(". Please provide one of "), let wrong = words.first {
            let listed = message.split(separator: "\n").filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
            let choices = listed.isEmpty ? Array(words.dropFirst(2)) : listed
            text = Self.begun(first)
            hint =
                Suggestion.nearest(to: wrong, among: choices).map { "did you mean '\($0)'?" }
                ?? "the values are: \(choices.joined(separator: ", "))"
        } else if let misplaced = path.group.configuration.subcommands.map({ $0.name }).first(where: words.contains),
            message.contains("nexpected argument")
        {
            let group = path.names.dropLast().joined(separator: " ")
            (text, hint) = (Self.begun(message), "options follow the command: `\(group) \(misplaced) …`")
        } else {
            (text, hint) = (Self.begun(message), help.map { Self.begun(String($0)) })
        }
    }

    /// The words between single quotes.
    private static func quoted(_ message: String) -> [String] {
        message.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The sentence as it goes on after a colon, without its point.
    private static func begun(_ sentence: String) -> String {
        let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Says it on standard error.
    func tell() {
        Terminal.complain(Terminal.printable(text), hint: hint.map { Terminal.printable($0) })
        Terminal.say("see `\(command) --help`")
    }
}
