import ArgumentParser
import Daemon
import Foundation
import Store

struct ModelsAddCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register a model that was trained elsewhere.",
        discussion: """
            The file is copied beside the others. A model is not in use before it is promoted.

            Example:
              wardwatch models add models/sepsis-vital-signs --promote
            """)

    @Argument(help: "A model file, or the directory of a published model.", completion: .file())
    var path: String

    @Flag(help: "Put it into use as well.")
    var promote = false

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                "\(path): no such file or directory",
                hint: "name a .safetensors file, or the directory of a published model")
        }
        let store = try global.store(.create)
        let actor = NSUserName()
        let entry = try await ModelAdoption(store: store, directory: try global.modelDirectory())
            .adopt(path: path, by: actor)
        if promote { try await store.promote(name: entry.name, reason: "trained elsewhere", by: actor) }
        Terminal.say(
            "\(Terminal.printable(entry.name)) is \(promote ? "in use for \(Terminal.printable(entry.outcome))" : "registered")"
        )
        try store.close()
    }
}
