import Foundation
import Testing

extension EndToEnd {
    /// What the people who run it rely on.
    @Suite struct OperationTests {
        @Test func `SIGTERM stops it within seconds with status 0 and takes the endpoints file away`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let idle = try daemon.connect()
            let message = WardMessage(
                controlID: "1", patient: "stopped", effective: admission, results: WardResult.well)
            #expect(try idle.exchange(message.text)?.code == "AA")
            #expect(FileManager.default.fileExists(atPath: daemon.endpointsPath))
            #expect(try await daemon.stop(within: .seconds(5)) == 0, "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: daemon.endpointsPath))
            #expect(try idle.receive() == nil, "the connection that waited was closed")
            #expect(try await workspace.count("SELECT count(*) FROM encounter WHERE changedBy > assessedThrough") == 0)
            let doctor = try await workspace.command(["doctor"])
            #expect((doctor.output + doctor.errors).contains("not running"))
        }

        @Test func `messages in flight when it is told to stop are answered and stored, or neither`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let connections = try (0..<4).map { _ in try daemon.connect() }
            for (lane, connection) in connections.enumerated() {
                for number in 0..<50 {
                    let message = WardMessage(
                        controlID: "\(lane)-\(number)", patient: "lane\(lane)", effective: admission + number * 60,
                        results: [.heartRate("80")])
                    try connection.send(message.text)
                }
            }
            var answered = try connections[0].receive()?.code == "AA" ? 1 : 0
            #expect(try await daemon.stop() == 0)
            for connection in connections {
                while let answer = try? connection.receive() {
                    #expect(answer.code == "AA")
                    answered += 1
                }
            }
            #expect(answered > 0)
            #expect(try await workspace.count("SELECT count(*) FROM message") >= answered)
            #expect(daemon.loggedErrors.isEmpty, "\(daemon.loggedErrors)")
        }

        @Test func `health, readiness and metrics answer over HTTP`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let message = WardMessage(
                controlID: "1", patient: "measured", effective: admission,
                results: WardResult.failing + [.heartRate("900")])
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try httpGet("/healthz", port: daemon.httpPort).status == 200)
            let ready = try httpGet("/readyz", port: daemon.httpPort)
            #expect(ready.status == 200)
            #expect(ready.body.contains("ready"))
            #expect(try httpGet("/nothing", port: daemon.httpPort).status == 404)
            try await poll(until: "the metrics count it all") {
                let metrics = try httpGet("/metrics", port: daemon.httpPort)
                return metrics.status == 200
                    && [
                        #"wardwatch_ingest_messages_total{listener="mllp",verdict="accepted"} 1"#,
                        #"wardwatch_quarantine_total{reason="implausible"} 1"#,
                        #"wardwatch_alert_transitions_total{reason="news2",state="open"} 1"#,
                        "wardwatch_scoring_duration_seconds_count 1",
                    ].allSatisfy { metrics.body.contains($0) }
            }
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a message that a wrong time zone kept out is brought in by a replay`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            // A sender five hours ahead of UTC that does not say so.
            let local = hl7Time(Int(Date().timeIntervalSince1970) + 5 * 3600).prefix(14)
            let message = [
                "MSH|^~\\&|MON||||\(local)||ORU^R01|Z1|P|2.5", "PID|1||zoned", "OBR|1",
                "OBX|1|NM|8867-4^^LN||77|/min|||||F|||\(local)", "",
            ].joined(separator: "\r")
            #expect(try daemon.connect().exchange(message)?.code == "AA")
            #expect(try await workspace.rows("SELECT reason, state FROM quarantine") == [["invalid-time", "waiting"]])
            let replay = try await workspace.command(
                ["quarantine", "replay", "1"], environment: ["WARDWATCH_SITE_TIME_ZONE": "Asia/Karachi"])
            #expect(replay.status == 0 && replay.errors.contains("1 observations"), "\(replay.errors)")
            #expect(try await workspace.count("SELECT count(*) FROM observation WHERE value = 77") == 1)
            #expect(try await workspace.rows("SELECT state FROM quarantine") == [["replayed"]])
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a backup is a database of its own, and never overwrites`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let message = WardMessage(
                controlID: "1", patient: "copied", effective: admission, results: WardResult.well)
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            let copy = workspace.path("copy.sqlite")
            #expect(try await workspace.command(["backup", copy]).status == 0)
            let listed = try await run(
                Executables.directory.appendingPathComponent("wardwatch").path,
                ["patients", "list", "--database", copy, "--format", "csv"])
            #expect(listed.output.contains("copied"))
            #expect(try await workspace.command(["backup", copy]).status == 1)
            #expect(try await daemon.stop() == 0)
        }
    }
}
