import Foundation
import Testing

extension EndToEnd {
    /// What the help of every command must have, and that its examples work.
    @Suite struct CommandHelpTests {
        /// What the examples name, and what it is called on the ward of the tests.
        private static let substitutions: [(name: String, here: String)] = [
            ("/etc/wardwatch/wardwatch.toml", "wardwatch.toml"), ("/backup/", ""),
            (" models/sepsis-vital-signs", " \(Executables.packageRoot.path)/models/sepsis-vital-signs"),
            ("sepsis-lstm-2", TrainedWard.models[1]), ("sepsis-lstm", "sepsis-surrogate-lstm"),
            ("sepsis-elman", TrainedWard.models[0]),
            ("sepsis-ensemble", TrainedWard.models[0]), ("rollback sepsis", "rollback \(TrainedWard.outcome)"),
            ("show 17", "show 1"), ("ack 17", "ack 5"), ("snooze 17", "snooze 5"),
            ("resume 10032", "resume SIM-900002"),
            ("pause 10032", "pause SIM-900002"),
            ("SIM-900007", "SIM-900001"),
            ("label 4711", "label SIM-900001"),
            ("--after 4711", "--after 2 --once"), ("alerts follow --unit W1", "alerts follow --once --unit W1"),
            ("--history 800", "--history 5"), ("--speed 1", "--speed 0"),
            ("wardwatch retrain", "wardwatch retrain --epochs 1 --hidden 4"),
            ("wardwatch evaluate", "wardwatch evaluate --draws 100"),
            ("wardwatch models publish", "wardwatch models publish --draws 100"),
        ]

        @Test func `every command has an abstract of one line, and every argument is explained`() async throws {
            for program in ["wardwatch", "wardwatchd"] {
                for (names, command) in try await CommandTree.read(from: program).command.all() {
                    let call = names.joined(separator: " ")
                    let abstract = command.abstract ?? ""
                    #expect((10...78).contains(abstract.count) && abstract.hasSuffix("."), "\(call): \(abstract)")
                    #expect(!command.examples.isEmpty, "\(call) has no example")
                    for argument in command.arguments ?? [] {
                        #expect(argument.abstract?.hasSuffix(".") == true, "\(call): \(argument)")
                    }
                    // An argument parser breaks longer lines anywhere.
                    for line in command.discussion?.split(separator: "\n") ?? [] where line.hasPrefix("  ") {
                        #expect(program == "wardwatchd" || line.count <= 80, "\(call): \(line)")
                    }
                }
            }
        }

        @Test func `the examples of every command work`() async throws {
            let ward = try await CommandWard.copy()
            let daemon = try await DaemonProcess(in: Workspace())
            for (names, command) in try await CommandTree.read().command.all() {
                let workspace = try Workspace(copyOf: ward)
                if names.last == "rollback" {
                    _ = try await workspace.shell("wardwatch models promote \(TrainedWard.models[1])")
                }
                for example in command.examples {
                    #expect(example.hasPrefix("wardwatch "), "\(example)")
                    var line = "\(example)\n".replacing("127.0.0.1:2575", with: "127.0.0.1:\(daemon.mllpPort)")
                    for (name, here) in Self.substitutions { line = line.replacing(name, with: here) }
                    let result = try await workspace.shell(line, within: .seconds(120))
                    #expect(result.status == 0, "\(names.joined(separator: " ")): \(line)\(result.errors)")
                }
            }
        }
    }
}
