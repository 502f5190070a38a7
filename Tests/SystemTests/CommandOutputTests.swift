import Foundation
import Testing

extension EndToEnd {
    /// Everything that every command prints, compared with the files in Golden.
    ///
    /// `make golden` writes them again.
    @Suite struct CommandOutputTests {
        @Test(arguments: Transcript.names(in: "commands"))
        func `the commands print what they printed`(name: String) async throws {
            let transcript = Transcript("commands/\(name)")
            let made = try await transcript.run(in: try await CommandWard.copy())
            if Transcript.isWriting { return try transcript.write(made) }
            expectSame(made, transcript.text, name)
        }

        @Test(arguments: ["wardwatch", "wardwatchd"])
        func `the help of every command is what it was`(program: String) async throws {
            let workspace = try Workspace()
            for (names, _) in try await CommandTree.read(from: program).command.all() {
                let transcript = Transcript("help/\(names.joined(separator: "-")).txt")
                let result = try await workspace.shell("\(names.joined(separator: " ")) --help")
                #expect(result.status == 0 && result.errors.isEmpty)
                if Transcript.isWriting {
                    try transcript.write(result.output)
                } else {
                    expectSame(result.output, transcript.text, names.joined(separator: " "))
                }
            }
        }

        @Test func `every command has its output in a golden file, and every golden help its command`() async throws {
            let commands = try await CommandTree.read().command.all()
            let lines = Transcript.names(in: "commands").flatMap { Transcript("commands/\($0)").script }
            for (names, command) in commands where !command.isGroup {
                let call = names.joined(separator: " ")
                #expect(lines.contains { $0.contains(call) }, "no file in Golden/commands runs `\(call)`")
            }
            let known = Set((commands.map(\.names) + [["wardwatchd"]]).map { $0.joined(separator: "-") + ".txt" })
            #expect(Set(Transcript.names(in: "help")) == known)
        }

        /// The first line that differs says more than two long texts.
        private func expectSame(_ made: String, _ written: String, _ name: String) {
            let (made, written) = (made.components(separatedBy: "\n"), written.components(separatedBy: "\n"))
            let count = max(made.count, written.count)
            for line in 0..<count {
                let (new, old) = (
                    line < made.count ? made[line] : "the end", line < written.count ? written[line] : "the end"
                )
                if new == old { continue }
                Issue.record("\(name), line \(line + 1): now \"\(new)\", was \"\(old)\"; `make golden` writes it again")
                return
            }
        }
    }
}
