import ArgumentParser
import Daemon
import Foundation
import Web

struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Add, list or remove the tokens that HTTP clients of the daemon show.",
        discussion: """
            They stand in the file that http.tokens_file names, as digests. A change holds after \
            `systemctl reload wardwatchd`.

            Example:
              wardwatch tokens add ehr --scope write --file tokens
            """,
        subcommands: [TokensAddCommand.self, TokensListCommand.self, TokensRemoveCommand.self],
        defaultSubcommand: TokensListCommand.self)
}

/// The file that is changed.
struct TokenFileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The file; by default the one that http.tokens_file names.", valueName: "file"),
        completion: .file())
    var file: String?

    func path(_ global: GlobalOptions) throws -> String {
        if let file { return file }
        let path = try global.configuration().httpTokensFile
        guard !path.isEmpty else {
            throw CommandError(
                "the configuration names no file of tokens",
                hint: "set http.tokens_file = \"/etc/wardwatch/tokens\", or give --file")
        }
        return path
    }
}

/// Tells the fault of a file of tokens.
func withTokenFile<Value>(_ body: () throws(TokenFile.Fault) -> Value) throws -> Value {
    do throws(TokenFile.Fault) { return try body() } catch { throw CommandError(error.reason, hint: error.hint) }
}

struct TokensAddCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a token, and print it this once.",
        discussion: """
            read: metrics, risks, FHIR reads and searches; write: also storing, changing and deleting over FHIR; \
            admin: also what changes the daemon, which nothing over HTTP does yet.

            Example:
              wardwatch tokens add ehr --scope write --file tokens
            """)

    @Argument(help: "What it is called.")
    var name: String

    @Option(help: "What its bearer may do.")
    var scope: ScopeArgument

    @OptionGroup var file: TokenFileOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let path = try file.path(global)
        let secret = try withTokenFile { () throws(TokenFile.Fault) in
            try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
                try tokens.add(name: name, scope: scope.scope)
            }
        }
        try StandardOutput.print(secret)
        Terminal.say("it is shown only now; \(path) holds its digest; reload the daemon to take it in")
    }
}

struct TokensListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens by name, with what their bearers may do.",
        discussion: "Example:\n  wardwatch tokens list --file tokens")

    @OptionGroup var file: TokenFileOption
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let path = try file.path(global)
        let tokens = try withTokenFile { () throws(TokenFile.Fault) in try TokenFile.read(path: path) }
        try Listing.show(
            tokens.tokens.map { TokenRow(name: $0.name, scope: $0.scope.rawValue) }, name: "tokens",
            format: format.format, empty: "there are no tokens: nobody gets in")
    }
}

/// A token in a listing.
private struct TokenRow: ListingRow {
    let name: String
    let scope: String

    static let columns: [ListingColumn] = ["name", "scope"]
    static let fields = ["name", "scope"]
    var cells: [String] { [name, scope] }
}

struct TokensRemoveCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a token.",
        discussion: "Example:\n  wardwatch tokens remove prometheus --file tokens")

    @Argument(help: "What it is called.")
    var name: String

    @OptionGroup var file: TokenFileOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let path = try file.path(global)
        try withTokenFile { () throws(TokenFile.Fault) in
            try TokenFile.change(path: path) { tokens throws(AccessTokenError) in try tokens.remove(name: name) }
        }
        Terminal.say("\(name) is removed; reload the daemon to keep it out")
    }
}

/// The scopes as the command line takes them.
enum ScopeArgument: String, ExpressibleByArgument, CaseIterable {
    case read, write, admin

    var scope: AccessScope {
        switch self {
        case .read: .read
        case .write: .write
        case .admin: .admin
        }
    }
}
