import ArgumentParser
import ClinicalDomain
import Dispatch
import Foundation
import Store

struct AlertsFollowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: "Print each change of an alert as it happens, one JSON object a line.",
        discussion: """
            Each line is an element of `alerts list --format ndjson` with what changed: cursor, change (such as \
            alert.raise), at, by. State, tier and reasons are those after the change.

            Without --after and --since it begins now. To go on where a reader stopped, pass the cursor of the last \
            line that it has dealt with: no change is missed, none comes twice. It ends with status 0 when it is \
            interrupted or its reader closes the pipe.

            Example:
              wardwatch alerts follow --unit W1 --state open
              wardwatch alerts follow --after 4711 >> alerts.ndjson
            """)

    @Option(help: ArgumentHelp("Begin after this cursor; 0 for everything.", valueName: "cursor"))
    var after: Int64?

    @Option(
        help: ArgumentHelp("Begin at this time, or so long ago: 2026-11-23T08:00Z, 12h.", valueName: "time"))
    var since: MomentArgument?

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("Only changes after which the alert is in this state.", valueName: "state"))
    var state = AlertsListCommand.StateFilter.all

    @Flag(help: "End after what has happened until now.")
    var once = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if after != nil, since != nil { throw ValidationError("give --after or --since, not both") }
        if let after, after < 0 { throw ValidationError("--after must be 0 or more") }
    }

    func execute() async throws {
        let store = try global.store(.readOnly)
        try await place.complainAboutUnknownPatient(in: store)
        // An identifier that was given up in a merge means the patient who is left.
        let known = try await store.patients(PatientFilter(identifier: place.patient ?? "", openOnly: false, limit: 1))
        let patient = known.first?.patient.identifier ?? place.patient
        let following = Task { try await follow(store, patient: patient) }
        let signals = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { following.cancel() }
            source.resume()
            return source
        }
        // Whoever has had enough is noticed when the next change is written, or here.
        let watching = Task {
            while !StandardOutput.isClosed { try await Task.sleep(for: .milliseconds(100)) }
            following.cancel()
        }
        defer {
            watching.cancel()
            for source in signals { source.cancel() }
        }
        do {
            try await following.value
        } catch is CancellationError {
        } catch StoreError.cancelled {
        }
    }

    private func follow(_ store: WardwatchStore, patient: String?) async throws {
        var cursor = try await beginning(store)
        // Begun before the changes are read: what is committed in between is looked for again.
        var commits = try await store.commitsOfOthers(every: .milliseconds(15)).makeAsyncIterator()
        repeat {
            var (changes, next) = try await store.alertChanges(after: cursor)
            while next > cursor {
                let wanted = changes.filter { isWanted($0.listing, patient: patient) }
                let lines = try wanted.map { try Listing.versionedLine(AlertChangeRow($0)) + "\n" }
                if !lines.isEmpty { try StandardOutput.write(lines.joined()) }
                cursor = next
                (changes, next) = try await store.alertChanges(after: cursor)
            }
            if once { return }
        } while try await commits.next() != nil
    }

    /// The place in the audit trail to begin after.
    private func beginning(_ store: WardwatchStore) async throws -> Int64 {
        let head = try await store.auditHead()?.id ?? 0
        if let after, after > head {
            throw CommandError(
                "cursor \(after) is beyond the last change, \(head)",
                hint: "the cursor is of another database, or this one was restored; use --since")
        }
        if let since { return try await store.auditCursor(before: since.instant) }
        return after ?? (once ? 0 : head)
    }

    private func isWanted(_ alert: AlertListing, patient: String?) -> Bool {
        (place.unit ?? alert.unit) == alert.unit && (patient ?? alert.patient) == alert.patient
            && state.states.contains(alert.alert.state)
    }
}

/// A change of an alert in a stream.
struct AlertChangeRow: Encodable {
    private enum CodingKeys: CodingKey {
        case cursor, change, at, by
    }

    private let change: AlertChangeListing

    init(_ change: AlertChangeListing) { self.change = change }

    func encode(to encoder: any Encoder) throws {
        try AlertRow(change.listing).encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(change.cursor, forKey: .cursor)
        try container.encode(change.action, forKey: .change)
        try container.encode(change.at, forKey: .at)
        try container.encode(change.actor, forKey: .by)
    }
}
