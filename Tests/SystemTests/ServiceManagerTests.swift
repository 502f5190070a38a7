import Foundation
import Testing

extension EndToEnd {
    /// What the service manager is told, and what SIGHUP changes.
    @Suite struct ServiceManagerTests {
        private func configuration(_ workspace: Workspace, _ text: String) throws -> String {
            try workspace.write(text, to: "wardwatch.toml")
        }

        @Test(arguments: [false, true])
        func `it says that it is ready, alive, how it stands, and that it stops`(isAbstract: Bool) async throws {
            let workspace = try Workspace()
            let manager = try ManagerSocket(in: workspace, isAbstract: isAbstract)
            let daemon = try await DaemonProcess(
                in: workspace, environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "300000"])
            #expect(try await manager.waitFor("READY=1").contains("STATUS=0 beds; lag 0 s; no training yet"))
            for _ in 0..<3 { _ = try await manager.waitFor("WATCHDOG=1") }
            for patient in ["a", "b"] {
                let message = WardMessage(
                    controlID: patient, patient: patient, effective: admission, results: WardResult.well)
                #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            }
            _ = try await manager.waitFor("STATUS=2 beds; lag 0 s")
            #expect(try await daemon.stop() == 0)
            #expect(try await manager.waitFor("STOPPING=1").contains("EXTEND_TIMEOUT_USEC="))
        }

        @Test func `without a watchdog and without a manager nothing else is different`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace, environment: ["NOTIFY_SOCKET": "/nowhere/notify"])
            #expect(try httpGet("/healthz", port: daemon.httpPort).status == 200)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `SIGHUP changes codes, alerts, receivers and log level, and a connection goes on`() async throws {
            let workspace = try Workspace()
            let manager = try ManagerSocket(in: workspace)
            let file = try configuration(
                workspace, "[alerts]\nnews2_threshold = 21\nred_parameter = \"off\"\n[log]\nlevel = \"notice\"\n")
            let daemon = try await DaemonProcess(
                in: workspace, environment: ["NOTIFY_SOCKET": manager.name, "WARDWATCH_CONFIG": file])
            let connection = try daemon.connect()
            var number = 0
            func send(_ results: [WardResult]) throws -> String? {
                number += 1
                let message = WardMessage(
                    controlID: "\(number)", patient: "reloaded", effective: admission + number * 3600, results: results)
                return try connection.exchange(message.text)?.code
            }
            var local = WardResult.heartRate("77")
            local.loinc = "HF"
            #expect(try send(WardResult.failing) == "AA")
            #expect(try send([local]) == "AA")
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await workspace.rows("SELECT reason FROM quarantine") == [["unknown-code"]])
            #expect(try await workspace.count("SELECT count(*) FROM alert") == 0)

            let channels = try workspace.write(
                "[[code]]\nsystem = \"LN\"\ncode = \"HF\"\nchannel = \"heartRate\"\n", to: "channels.toml")
            _ = try configuration(
                workspace,
                """
                [site]
                channels_file = "\(channels)"
                [mllp]
                maximum_connections = 7
                [log]
                level = "debug"
                [[delivery.receiver]]
                name = "log"
                kind = "journal"
                """)
            daemon.hangUp()
            #expect(try await manager.waitFor("RELOADING=1").contains("MONOTONIC_USEC="))
            _ = try await manager.waitFor("READY=1")
            #expect(try send([local]) == "AA")
            #expect(try send(WardResult.failing) == "AA")
            try await workspace.assessmentsHaveCaughtUp()
            #expect(try await workspace.count("SELECT count(*) FROM quarantine") == 1)
            #expect(try await workspace.count("SELECT count(*) FROM observation WHERE value = 77") == 1)
            #expect(try await workspace.count("SELECT count(*) FROM alert WHERE state = 'open'") == 1)
            try await poll(until: "the receiver is told") { daemon.log.contains("alert asks for attention") }
            let line = try #require(daemon.log.split(separator: "\n").first { $0.contains("configuration read again") })
            for key in ["site.channels_file", "alerts.news2_threshold", "log.level", "delivery.receiver"] {
                #expect(line.contains(key), "\(line)")
            }
            #expect(daemon.log.contains("restart to change the rest"))
            #expect(daemon.log.contains("keys=mllp.maximum_connections"))

            _ = try configuration(workspace, "[alerts]\nnews_threshold = 5\n")
            daemon.hangUp()
            #expect(
                try await manager.waitFor("READY=1").contains(
                    "STATUS=configuration refused (unknown configuration key alerts.news_threshold)"))
            #expect(daemon.log.contains("did you mean alerts.news2_threshold?"))
            #expect(try send([local]) == "AA")
            #expect(try await workspace.count("SELECT count(*) FROM observation WHERE value = 77") == 2)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `where a file for requests is named, retraining is asked for there`() async throws {
            let workspace = try Workspace()
            let request = workspace.path("retrain")
            // The next full minute; the daemon looks at the clock every five seconds.
            let start = (Int(Date().timeIntervalSince1970) + 8) / 60 * 60 + 60
            let daemon = try await DaemonProcess(
                in: workspace,
                environment: [
                    "WARDWATCH_RETRAINING_ENABLED": "true", "WARDWATCH_RETRAINING_REQUEST_FILE": request,
                    "WARDWATCH_RETRAINING_AT": String(format: "%02d:%02d", start / 3600 % 24, start / 60 % 60),
                ])
            try await poll(until: "the request", within: .seconds(100), every: .milliseconds(200)) {
                FileManager.default.fileExists(atPath: request)
            }
            let text = String(decoding: FileManager.default.contents(atPath: request) ?? Data(), as: UTF8.self)
            #expect(text.contains("DATABASE=\"\(workspace.database)\"\n"))
            #expect(text.contains("OUTCOME=\"deterioration\"\nMAX_TIME=\"1800s\"\n"))
            #expect(daemon.log.contains("retraining requested"))
            #expect(try await daemon.stop() == 0)
        }
    }
}
