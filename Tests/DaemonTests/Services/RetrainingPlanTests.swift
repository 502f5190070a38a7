import Foundation
import Testing

@testable import Daemon

struct RetrainingPlanTests {
    private func plan(database: String = "/var/lib/wardwatch/wardwatch.sqlite") -> RetrainingPlan {
        var configuration = WardwatchConfiguration(databasePath: database)
        configuration.retrainingMaximumSeconds = 5400
        return RetrainingPlan(configuration)
    }

    @Test func `a child process is told everything`() {
        #expect(
            plan().arguments == [
                "retrain", "--nightly", "--database", "/var/lib/wardwatch/wardwatch.sqlite", "--models",
                "/var/lib/wardwatch/models", "--outcome", "deterioration", "--max-time", "5400s",
            ])
    }

    @Test(arguments: ["/plain", "/a b/c", "/say \"x\"", "/back\\slash", "/$HOME/`id`", "/#;'"])
    func `a shell, whose quoting the service manager shares, reads the request's values as they are`(
        path: String
    ) throws {
        let text = try #require(plan(database: path).requestText)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "\(text)\nprintf '%s|%s|%s' \"$DATABASE\" \"$OUTCOME\" \"$MAX_TIME\""]
        process.standardOutput = output
        try process.run()
        let read = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(read == "\(path)|deterioration|5400s")
    }

    @Test func `a value that would add a line is not written`() {
        #expect(plan(database: "/a\nOUTCOME=x").requestText == nil)
    }

    @Test func `another time, outcome or file is another plan`() {
        var configuration = WardwatchConfiguration(databasePath: "/d")
        let before = RetrainingPlan(configuration)
        #expect(RetrainingPlan(configuration) == before)
        for change: (inout WardwatchConfiguration) -> Void in [
            { $0.retrainingMinute = 1 }, { $0.retrainingOutcome = "x" }, { $0.retrainingRequestFile = "/r" },
            { $0.timeZone = "Asia/Kolkata" }, { $0.retrainingEnabled = false },
        ] {
            configuration = WardwatchConfiguration(databasePath: "/d")
            change(&configuration)
            #expect(RetrainingPlan(configuration) != before)
        }
    }
}
