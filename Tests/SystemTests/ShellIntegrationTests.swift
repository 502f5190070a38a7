import Foundation
import Testing

extension EndToEnd {
    /// Completions and manual pages, as `make completions` and `make manuals` write them.
    @Suite struct ShellIntegrationTests {
        private func script(_ name: String, in workspace: Workspace) async throws {
            let path = Executables.packageRoot.appendingPathComponent("scripts/\(name)").path
            let result = try await workspace.shell(
                "\(path) \(Executables.directory.path) \(name)", environment: ["SOURCE_DATE_EPOCH": "1600000000"])
            #expect(result.status == 0, "\(result.errors)")
        }

        @Test func `the shells take their completions`() async throws {
            let workspace = try Workspace()
            try await script("completions", in: workspace)
            for (shell, file) in [
                ("bash", "bash/wardwatch"), ("zsh", "zsh/_wardwatch"), ("fish", "fish/wardwatch.fish"),
                ("bash", "bash/wardwatchd"), ("zsh", "zsh/_wardwatchd"), ("fish", "fish/wardwatchd.fish"),
            ] {
                let path = workspace.path("completions/\(file)")
                #expect(FileManager.default.contents(atPath: path)?.isEmpty == false)
                // A shell that is not installed cannot judge.
                guard Executables.find(shell) != nil else { continue }
                let result = try await workspace.shell("\(shell) -n \(path)")
                #expect(result.status == 0 && result.errors.isEmpty, "\(file): \(result.errors)")
            }
        }

        @Test func `bash completes commands, values, models and patients`() async throws {
            let ward = try await CommandWard.copy()
            try await script("completions", in: ward)
            let listed = try await ward.shell("wardwatch patients list --format csv | cut -d , -f 1").output
            let patients = listed.split(whereSeparator: \.isNewline).dropFirst().map(String.init).sorted()
            try ward.write(
                """
                source completions/bash/wardwatch
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _wardwatch "$1" "${!#}" "${COMP_WORDS[$COMP_CWORD - 1]}" 2>/dev/null
                printf '%s\\n' "${COMPREPLY[@]}"
                """, to: "complete.bash")
            for (words, expected) in [
                ("wardwatch al", ["alerts"]), ("wardwatch alerts fo", ["follow"]),
                ("wardwatch alerts list --st", ["--state"]), ("wardwatch alerts list --state o", ["open"]),
                ("wardwatch alerts list --format ''", ["table", "json", "ndjson", "csv"]),
                ("wardwatch models show sepsis", TrainedWard.models.reversed()),
                ("wardwatch models list --outcome s", [TrainedWard.outcome]),
                ("wardwatch score SIM-90000", patients), ("wardwatch patients show \(patients[0])", [patients[0]]),
            ] {
                let result = try await ward.shell("bash complete.bash \(words)")
                let found = result.output.split(separator: "\n").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                #expect(found == expected, "\(words): \(result.errors)")
            }
        }

        @Test func `there is a manual page for every command, and the tools have nothing to say about it`() async throws
        {
            let workspace = try Workspace()
            try await script("manuals", in: workspace)
            let commands = try await CommandTree.read().command.all()
            for (names, command) in commands {
                let page = workspace.path("manuals/man1/\(names.joined(separator: "-")).1")
                let text = String(decoding: FileManager.default.contents(atPath: page) ?? Data(), as: UTF8.self)
                #expect(text.contains(".Dd September 13, 2020"))
                for example in command.examples {
                    let first = example.split(separator: " ").prefix(3).joined(separator: " ")
                    #expect(text.replacing("\\-", with: "-").contains(first), "\(page): \(example)")
                }
            }
            #expect(FileManager.default.fileExists(atPath: workspace.path("manuals/man8/wardwatchd.8")))
            if Executables.find("mandoc") != nil {
                // Pages refer to one another, which are not installed.
                let lint = try await workspace.shell(
                    "mandoc -T lint manuals/*/* | grep -v 'referenced manual not found' | head -5")
                #expect(lint.output.isEmpty, "\(lint.output)")
            }
            if Executables.find("man") != nil, Executables.find("groff") != nil {
                let shown = try await workspace.shell(
                    "for page in manuals/*/*; do MANWIDTH=80 man -l --warnings=w $page > shown || echo $page; done; wc -L < shown"
                )
                #expect(shown.errors.isEmpty, "\(shown.errors)")
                #expect(shown.output.split(separator: "\n").count == 1)
            }
        }
    }
}
