import Daemon
import Foundation
import Testing

struct ExampleConfigurationTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private func read(_ text: String) throws -> WardwatchConfiguration {
        try ConfigurationReader.read(path: try temporary.write("wardwatch.toml", text), environment: [:])
    }

    @Test func `it is the default configuration with the database of an installation`() throws {
        #expect(
            try read(ExampleConfiguration.text)
                == WardwatchConfiguration(
                    databasePath: "/var/lib/wardwatch/wardwatch.sqlite"))
    }

    @Test func `every key stands in it once, and is valid where its sign of a comment is taken away`() throws {
        let lines = ExampleConfiguration.text.split(separator: "\n")
        let (keys, tables) = (lines.prefix { !$0.hasPrefix("#[[") }, lines.drop { !$0.hasPrefix("#[[") })
        let text = keys.map { line in
            line.wholeMatch(of: #/#([a-z0-9_]+ = .*)/#).map { String($0.1) } ?? String(line)
        }.joined(separator: "\n")
        var expected = WardwatchConfiguration(databasePath: "/var/lib/wardwatch/wardwatch.sqlite")
        expected.alertRules.timeZone = expected.timeZone
        #expect(try read(text) == expected)
        let assignments = text.matches(of: #/(?m)^[a-z0-9_]+ = /#).count
        #expect(assignments == ConfigurationKey.all.count)
        for table in ConfigurationTable.all { #expect(tables.contains("#[[\(table.name)]]")) }
    }
}
