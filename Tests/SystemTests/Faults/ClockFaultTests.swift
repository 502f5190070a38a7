import Foundation
import Testing

extension EndToEnd {
    /// The machine's clock is set by a day, forth and back, while values come in.
    @Suite(.enabled(if: FaultyDisk.isAvailable, "a C compiler makes the clock that can be set"))
    struct ClockFaultTests {
        @Test(arguments: [86_400, -86_400])
        func `a clock that is set by a day and back`(_ seconds: Int) async throws {
            let workspace = try Workspace()
            let disk = try await FaultyDisk(in: workspace)
            let daemon = try await DaemonProcess(in: workspace, environment: disk.environment)
            let connection = try daemon.connect()
            let now = Int(Date().timeIntervalSince1970)
            /// Values of the true time, whatever the daemon takes it for.
            func send(_ name: String) throws -> String? {
                let message = WardMessage(
                    controlID: name, patient: name, effective: now, results: WardResult.failing)
                return try connection.exchange(message.text)?.code
            }
            func remark(_ text: String) async throws {
                try await poll(until: "readiness says \(text)") {
                    let ready = try httpGet("/readyz", port: daemon.httpPort)
                    return ready.status == 200 && ready.body.contains(text)
                }
            }
            #expect(try send("before") == "AA")
            try disk.shiftClock(by: seconds)
            try await remark("the clock was set by \(seconds > 0 ? "" : "-")86")
            #expect(try send("meanwhile") == "AA")
            try disk.shiftClock(by: 0)
            try await remark(#""reasons":[]"#)
            #expect(try send("after") == "AA")
            #expect(daemon.log.split(separator: "\n").count { $0.contains("the clock was set") } == 2)

            // A clock that is behind takes true values for those of the future; they wait, and can be read again.
            let waiting = try await workspace.count("SELECT count(*) FROM quarantine WHERE reason = 'invalid-time'")
            #expect(waiting == (seconds > 0 ? 0 : WardResult.failing.count))
            if waiting > 0 {
                try await workspace.wardwatch("quarantine", "replay", "--reason", "invalid-time", "--clock-was-behind")
            }
            try await workspace.assessmentsHaveCaughtUp()
            let stored = try await workspace.rows(
                """
                SELECT identifier, (SELECT count(*) FROM observation WHERE encounterID = encounter.id),
                    (SELECT count(*) FROM alert WHERE encounterID = encounter.id)
                FROM patient JOIN encounter ON encounter.patientID = patient.id ORDER BY identifier
                """)
            #expect(stored == ["after", "before", "meanwhile"].map { [$0, "\(WardResult.failing.count)", "1"] })
            #expect(try await daemon.stop() == 0)
            #expect(try await workspace.command(["audit", "verify"]).status == 0)
        }
    }
}
