import ClinicalDomain
import Foundation
import GRDB
import Migrations
import Testing

@testable import Store

/// Databases that earlier versions wrote (`Tests/Fixtures/Schemas`).
@Suite struct SchemaFixtureTests {
    /// One for each schema but the present one.
    static let versions = Migrations.all.dropLast().map { String($0.name.prefix(4)) }

    private static func text(_ version: String) throws -> String {
        // Tests/StoreTests/SchemaFixtureTests.swift → Tests.
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appendingPathComponent("Fixtures/Schemas/\(version).sql")
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    private static func schema(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY type, name
                """)
    }

    @Test(arguments: versions)
    func `it has the schema that the migrations up to then give`(_ version: String) async throws {
        let written = try DatabaseQueue()
        try await written.writeWithoutTransaction { try $0.execute(sql: try Self.text(version)) }
        let migrated = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        for migration in Migrations.all.prefix(while: { $0.name.prefix(4) <= version }) {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try migrator.migrate(migrated)
        #expect(try await written.read(Self.schema) == migrated.read(Self.schema))
    }

    @Test(arguments: versions)
    func `it opens with its patients, values, alerts and audit trail`(_ version: String) async throws {
        let directory = TemporaryStore.newDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("wardwatch.sqlite").path
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: try Self.text(version)) }
        let observations = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM observation") }
        try queue.close()

        let store = try WardwatchStore(path: path, mode: .existing)
        #expect(store.upgradeCopy == "\(path).\(version)")
        let counts = try await store.counts()
        #expect(counts.patients == 6 && counts.observations == observations)
        #expect(counts.alerts == [.open: 1, .acknowledged: 1, .cleared: 1])
        #expect(counts.quarantine == [.implausible: 1] && counts.outcomes == ["sepsis": 1])
        #expect(try await store.alerts().allSatisfy { $0.alert.reason == .news2 && ($0.news2Total ?? 0) >= 7 })
        #expect(try await store.verifyAudit() == nil)
        #expect(try await store.integrityProblems() == [])
        #expect(try await store.unassessedEncounters().isEmpty, "what was assessed then stays so")
    }
}
