import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Store

struct RestoreCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database, and keep the old one.",
        discussion: """
            Only while wardwatchd is stopped. The backup is checked first. The old files go to a directory beside the \
            database, named by the time. A backup of an older version is migrated at once.

            Example:
              wardwatch backup /backup/copy.sqlite && wardwatch restore /backup/copy.sqlite
            """)

    @Argument(help: "The backup; it stays as it is.", completion: .file())
    var path: String

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let database = try global.configuration().databasePath
        // Neither may begin meanwhile.
        let locks = try [DatabaseLock.Purpose.daemon, .retraining].map {
            try DatabaseLock(databasePath: database, purpose: $0)
        }
        let now = WardwatchStore.systemClock()
        let kept = "\(database).replaced-\(now.iso8601.replacing(":", with: ""))"
        let isReplaced = try DatabaseRestoration(backup: path, path: database).run(keeping: kept)
        let store = try WardwatchStore(path: database, mode: .existing)
        try await store.recordAudit(
            actor: NSUserName(), action: "database.restore", subject: "database",
            detail: ["replaced": isReplaced ? URL(fileURLWithPath: kept).lastPathComponent : ""])
        try store.close()
        withExtendedLifetime(locks) {}
        Terminal.say("restored and checked" + (isReplaced ? "; the old database is in \(kept)" : ""))
    }
}
