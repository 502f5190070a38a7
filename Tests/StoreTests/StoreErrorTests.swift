import GRDB
import Testing

@testable import Store

@Suite struct StoreErrorTests {
    static let all: [StoreError] = [
        .missing(path: "/p"), .notPermitted(path: "/p", detail: "d"), .notADatabase(path: "/p"),
        .foreignDatabase(path: "/p"), .newerSchema(path: "/p", found: "v9", known: "v1"),
        .olderSchema(path: "/p", known: "v1"), .migrationFailed(path: "/p", detail: "d"), .locked(path: "/p"),
        .diskFull(path: "/p"), .readOnly(path: "/p"), .corrupt(path: "/p", detail: "d"),
        .inputOutput(path: "/p", detail: "d"), .refused(detail: "d"),
        .unitChanged(channel: "c", stored: "s", expected: "e"), .unreadable(table: "t", column: "c", detail: "d"),
        .unknownAlert(id: 1), .alertCleared(id: 1), .unknownModel(name: "m"), .modelExists(name: "m"),
        .nothingToRollBack(outcome: "o"), .unknownPatient, .ambiguousVisit(visitNumbers: ["a", "b"]),
        .unknownVisit(visitNumber: ""), .unknownMessage(id: 1), .cancelled, .database(code: 1, detail: "d"),
    ]

    @Test(arguments: all) func `every error says what and what to do`(_ error: StoreError) {
        #expect(!error.description.isEmpty)
        #expect(!error.hint.isEmpty)
        #expect(error.hint != error.description)
    }

    @Test func `only what may pass by itself is worth trying again`() {
        #expect(
            StoreErrorTests.all.filter(\.isRetryable) == [
                .locked(path: "/p"), .diskFull(path: "/p"), .inputOutput(path: "/p", detail: "d"),
            ])
    }

    @Test func `an error of a refused row does not show its values`() async throws {
        let temporary = try TemporaryStore()
        let error = await #expect(throws: StoreError.self) {
            try await temporary.store.write { database in
                try database.execute(
                    sql: "INSERT INTO patient (identifier, birthDate, sex) VALUES (?, ?, ?)",
                    arguments: ["SECRET-MRN", "1950", "female"])
            }
        }
        let text = error.map { "\($0) \($0.hint)" } ?? ""
        #expect(text.contains("birthDate"))
        #expect(!text.contains("SECRET-MRN"))
    }
}
