import Foundation
import Testing

extension EndToEnd {
    /// docs/cli-json.md against what the commands print.
    @Suite struct JSONDocumentationTests {
        /// What prints the document of each section.
        private static let lines = [
            "patients list": "wardwatch patients list --all --format json",
            "patients show": "wardwatch patients show SIM-900001 --format json",
            "alerts list": "wardwatch alerts list --format json",
            "alerts follow": "wardwatch alerts follow --after 0 --once | tail -1",
            "alerts policy": "wardwatch alerts policy --format json",
            "alerts show": "wardwatch alerts show 5 --format json",
            "score": "wardwatch score SIM-900001 --format json",
            "models list": "wardwatch models list --format json",
            "retrain":
                "wardwatch retrain --outcome sepsis --network elman --epochs 1 --hidden 4 --format json 2>/dev/null",
            "models show": "wardwatch models show sepsis-surrogate-lstm-1 --format json",
            "models decisions": "wardwatch models decisions --format json",
            "models publish":
                "wardwatch models publish lstm --draws 0 --output published 2>/dev/null; cat published/metrics.json",
            "models unfold": "wardwatch models unfold lstm --patient SIM-900001 --format json",
            "evaluate": "wardwatch evaluate --draws 100 --patients all --subgroups --format json",
            "backtest": "wardwatch backtest --alert-budget 40 --format json",
            "report": "wardwatch report --since 2020-05-25T00:00Z --format json",
            "channels list": "wardwatch channels list --format json",
            "quarantine list": "wardwatch quarantine list --format json",
            "quarantine list --summary": "wardwatch quarantine list --summary --format json",
            "quarantine show": "wardwatch quarantine show 1 --format json",
            "deliveries list": "wardwatch deliveries list --state all --format json",
            "deliveries receivers": "wardwatch deliveries receivers --format json",
            "tokens list": "wardwatch tokens list --file tokens --format json",
            "audit show": "wardwatch audit show --format json",
            "doctor": "wardwatch doctor --format json",
        ]

        @Test func `every command with a JSON format has a section, and every section a command`() async throws {
            let documentation = try JSONDocumentation()
            #expect(Set(documentation.commands) == Set(Self.lines.keys))
            for (names, command) in try await CommandTree.read().command.all() {
                let values = command.arguments?.flatMap { $0.allValues ?? [] } ?? []
                guard values.contains("json") else { continue }
                let call = names.dropFirst().joined(separator: " ")
                #expect(documentation.commands.contains(call), "\(call)")
            }
        }

        @Test(arguments: lines.keys.sorted())
        func `what is printed is documented, and what is documented is printed`(command: String) async throws {
            let documentation = try JSONDocumentation()
            let ward = try await CommandWard.copy()
            let result = try await ward.shell(try #require(Self.lines[command]), within: .seconds(120))
            try #require(result.status == 0, "\(result.errors)")
            let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            let version = JSONDocumentation.Key(path: "version", type: "integer", isOptional: false)
            let keys = documentation.keys(of: command) + [version]
            let paths = JSONDocumentation.paths(of: value)
            for path in paths {
                #expect(
                    keys.contains { $0.covers(path: path[0], type: path[1]) },
                    "\(path[0]) is \(path[1]), and not documented so")
            }
            for key in keys where !key.isOptional {
                let isEmptyList = key.type.hasPrefix("list of ")
                #expect(
                    isEmptyList || paths.contains { key.covers(path: $0[0], type: $0[1]) },
                    "\(key.path) is documented, but not printed")
            }
        }

        @Test func `the fields of CSV are documented paths`() async throws {
            let documentation = try JSONDocumentation()
            let ward = try await CommandWard.copy()
            for (command, line) in Self.lines {
                guard let list = documentation.list(of: command) ?? (command == "channels list" ? "channels" : nil),
                    line.contains("--format json"), command != "retrain"
                else { continue }
                let csv = try await ward.shell(line.replacing("--format json", with: "--format csv"))
                let header = csv.output.split(whereSeparator: \.isNewline).first ?? ""
                let keys = documentation.keys(of: command)
                for field in header.split(separator: ",") {
                    let path = "\(list)[].\(field)"
                    let isKnown = keys.contains { key in
                        key.path == path || key.path.hasSuffix(".*") && path.hasPrefix(key.path.dropLast())
                    }
                    #expect(isKnown, "\(command): \(field)")
                }
            }
        }
    }
}
