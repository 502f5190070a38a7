import ArgumentParser
import Foundation
import Store

struct BackupCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database while the daemon goes on, and check the copy.",
        discussion: """
            The copy is opened, every page is checked, and what it holds is compared with the database. Models lie beside \
            the database and are copied with ordinary tools.

            Example:
              wardwatch backup /backup/ward-2026-11-23.sqlite
            """)

    @Argument(help: "The file to write; it must not exist.", completion: .file())
    var path: String

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandError("\(path) exists already", hint: "name another file; it was left as it is")
        }
        try await store.backup(to: path)
        let copy = try WardwatchStore(path: path, mode: .readOnly)
        let problems = try await copy.integrityProblems() + store.differences(fromCopy: copy)
        if let problem = problems.first {
            throw CommandError("the copy \(path) is not sound: \(problem)", hint: "run `wardwatch doctor --deep`")
        }
        Terminal.say("copied, checked and compared: \(path)")
    }
}
