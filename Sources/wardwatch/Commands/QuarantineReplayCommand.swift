import ArgumentParser
import ClinicalDomain
import Foundation
import Ingest
import Store

struct QuarantineReplayCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Read the messages of entries again, with the mappings of now.",
        discussion: """
            The channel file, time zone and rules are those of --config. What can be used now is stored and scored; \
            what cannot waits on. Each message is read as a whole, so other entries of it may be settled too.

            Example:
              wardwatch quarantine replay 3 4
              wardwatch quarantine replay --reason unknown-code --dry-run
              wardwatch quarantine replay --all
            """)

    @Argument(help: "The numbers of the entries.")
    var ids: [Int64] = []

    @OptionGroup var selection: QuarantineSelection

    @Flag(help: "Everything that waits.")
    var all = false

    @Flag(help: "Take values whose time lies after their arrival: the clock here was behind when they came.")
    var clockWasBehind = false

    @Flag(help: "Say what would be stored, and store nothing.")
    var dryRun = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if ids.isEmpty, selection.isEmpty, !all {
            throw ValidationError("name entries, a selection such as --reason unknown-code, or --all")
        }
    }

    /// What came of it.
    private struct Tally {
        var messages = 0
        var stored = 0
        var settled = 0
        var waiting = 0
        var added = 0
        /// Entries whose message cannot be read again, by why not.
        var obstacles: [String: Int] = [:]
    }

    func execute() async throws {
        let site = try ImportSite(global)
        let store = try site.store(.existing)
        let listings = try await store.quarantine(selection.filter(ids: ids)).sorted { $0.id < $1.id }
        try await complain(aboutMissing: listings, in: store)
        let replay = MessageReplay(
            settings: site.settings, now: clockWasBehind ? WardwatchStore.systemClock() : nil)
        let bar = ProgressBar(dryRun ? "reading" : "replaying")
        var tally = Tally()
        var done: Set<[UInt8]> = []
        for (index, listing) in listings.enumerated() {
            bar.update(done: index, total: listings.count, detail: "\(tally.stored) observations")
            guard let message = try await store.keptMessage(of: listing) else {
                tally.obstacles[MessageReplay.Obstacle.notKept.description, default: 0] += 1
                continue
            }
            guard done.insert(message.identity).inserted else { continue }
            do {
                let deliveries = try await replay.deliveries(of: message, entry: listing.entry) { type, id in
                    try await store.readFHIR { reader in
                        try reader.current(type: type, id: id).flatMap { $0.isDeleted ? nil : $0.body }
                    }
                }
                let outcome = try await store.replay(
                    deliveries, messageID: listing.messageID, by: NSUserName(), isDryRun: dryRun)
                tally.messages += 1
                tally.stored += outcome.storedCount
                tally.settled += outcome.settled.count
                tally.waiting += outcome.waiting.count
                tally.added += outcome.added
            } catch let obstacle as MessageReplay.Obstacle {
                tally.obstacles[obstacle.description, default: 0] += 1
            }
        }
        bar.finish()
        report(tally)
        try store.close()
        if !ids.isEmpty, tally.messages == 0 { throw ExitCode(1) }
    }

    /// Says which of the numbers wait no longer, or are none.
    private func complain(aboutMissing listings: [QuarantineListing], in store: WardwatchStore) async throws {
        if ids.isEmpty, listings.isEmpty { Terminal.say("nothing waits in quarantine that would be meant") }
        for id in ids where !listings.contains(where: { $0.id == id }) {
            guard let listing = try await store.quarantineEntry(id: id) else {
                throw CommandError("there is no quarantine entry \(id)", hint: "`wardwatch quarantine list`")
            }
            let isOther = listing.state == .waiting
            Terminal.say("entry \(id) is \(isOther ? "not of the selection" : listing.state.rawValue); left alone")
        }
    }

    private func report(_ tally: Tally) {
        let verb = dryRun ? "would be" : "were"
        if tally.messages > 0 {
            Terminal.say(
                "\(tally.messages) messages read again: \(tally.stored) observations \(verb) stored, "
                    + "\(tally.settled) entries \(verb) settled, \(tally.waiting) wait on, \(tally.added) new")
        }
        for (obstacle, count) in tally.obstacles.sorted(by: { $0.key < $1.key }) {
            Terminal.say("\(count) entries left alone: \(obstacle)")
        }
    }
}
