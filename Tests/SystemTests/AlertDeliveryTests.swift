import Foundation
import Testing

extension EndToEnd {
    /// From the outbox to receivers that others wrote, whatever happens to them and to the daemon.
    @Suite(.enabled(if: Executables.hasPython, "a Python with Tests/requirements.txt is needed"))
    struct AlertDeliveryTests {
        private let workspace: Workspace

        init() throws {
            workspace = try Workspace()
            try workspace.write(AlertReceiverProcess.secret + "\n", to: "secret")
        }

        /// - Parameter retry: the longest waits after a first failure and after many.
        private func webhook(
            _ name: String, port: Int, retry: (first: Int, longest: Int) = (1, 1), _ further: String = ""
        ) -> String {
            """
            [[delivery.receiver]]
            name = "\(name)"
            kind = "webhook"
            url = "http://127.0.0.1:\(port)/alerts"
            secret_file = "\(workspace.path("secret"))"
            retry_first = "\(retry.first)s"
            retry_longest = "\(retry.longest)s"
            \(further)

            """
        }

        private func command(_ name: String) -> String {
            """
            [[delivery.receiver]]
            name = "\(name)"
            kind = "command"
            informs = true
            command = ["/bin/sh", "-c", "cat >> '\(workspace.path(name))'; echo >> '\(workspace.path(name))'"]

            """
        }

        private func daemon(_ receivers: String...) async throws -> DaemonProcess {
            let file = try workspace.write(receivers.joined(), to: "wardwatch.toml")
            return try await DaemonProcess(in: workspace, environment: ["WARDWATCH_CONFIG": file])
        }

        private func send(_ daemon: DaemonProcess, hour: Int, _ results: [WardResult], patients: Range<Int>) throws {
            let connection = try daemon.connect()
            for patient in patients {
                let message = WardMessage(
                    controlID: "H\(hour)-\(patient)", patient: "D\(patient)", admitted: admission,
                    effective: admission + hour * 3600, results: results)
                #expect(try connection.exchange(message.text)?.code == "AA")
            }
        }

        private func receiver(_ port: Int, _ answers: [String]) async throws -> AlertReceiverProcess {
            try await AlertReceiverProcess(
                "http_receiver.py", log: workspace.path("requests"), port: port,
                [AlertReceiverProcess.secret] + answers)
        }

        /// A port that nobody listens on, but somebody did.
        private func silentPort() async throws -> Int {
            let receiver = try await receiver(0, ["200"])
            try await receiver.stop()
            return receiver.port
        }

        private func outbox() async throws -> [(identity: String, patient: String)] {
            try await workspace.rows(
                "SELECT json_extract(message, '$.identity'), json_extract(message, '$.patient') FROM outbox ORDER BY id"
            ).map { ($0[0], $0[1]) }
        }

        @Test func `each alert arrives, in order, though the receiver fails and the daemon is killed again and again`()
            async throws
        {
            let port = try await silentPort()
            let settings = webhook("engine", port: port, "timeout = \"1s\"")
            var daemon = try await daemon(settings)
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<3)
            try await workspace.assessmentsHaveCaughtUp()
            for alert in 1...3 { try await workspace.wardwatch("alerts", "ack", "\(alert)", "--by", "nurse") }
            try await poll(until: "an attempt has failed") {
                try await workspace.count("SELECT count(*) FROM delivery WHERE attempts > 0") > 0
            }
            try await daemon.kill()

            let receiver = try await receiver(port, ["500", "hang", "429:1", "200", "503", "200"])
            for round in 1...3 {
                daemon = try await self.daemon(settings)
                try send(daemon, hour: round, round == 2 ? WardResult.failing : WardResult.well, patients: 0..<3)
                let before = try receiver.lines(AlertReceiverProcess.Request.self).count
                try await poll(until: "some requests have come") {
                    try receiver.lines(AlertReceiverProcess.Request.self).count > before
                }
                try await daemon.kill()
            }
            daemon = try await self.daemon(settings)
            try await workspace.assessmentsHaveCaughtUp()
            try await poll(until: "nothing waits") {
                let settled = "SELECT count(*) FROM delivery WHERE state = 'delivered'"
                return try await workspace.count(settled) == workspace.count("SELECT count(*) FROM outbox")
            }
            #expect(try await daemon.stop() == 0)

            let requests = try receiver.lines(AlertReceiverProcess.Request.self)
            #expect(requests.allSatisfy { $0.signed })
            let arrived = requests.filter { $0.answer == "200" }
            let outbox = try await outbox()
            #expect(outbox.count >= 9, "raised, acknowledged and cleared, three patients")
            #expect(Set(arrived.map(\.body.identity)) == Set(outbox.map(\.identity)))
            for patient in Set(outbox.map(\.patient)) {
                var seen: Set<String> = []
                let first = arrived.filter { $0.body.patient == patient && seen.insert($0.body.identity).inserted }
                #expect(first.map(\.body.identity) == outbox.filter { $0.patient == patient }.map(\.identity))
            }
            try await receiver.stop()
        }

        @Test func `attempts keep to the back-off, and to what the receiver asks for, over a restart as well`()
            async throws
        {
            let receiver = try await receiver(0, ["500", "503", "500", "500", "429:3", "200"])
            let settings = webhook("engine", port: receiver.port, retry: (1, 4))
            var daemon = try await daemon(settings)
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            try await poll(until: "five attempts have failed", within: .seconds(60)) {
                try await workspace.rows("SELECT attempts FROM delivery") == [["5"]]
            }
            try await daemon.kill()
            daemon = try await self.daemon(settings)
            // Nobody has tried this one yet, but the receiver asked to be left alone.
            try send(daemon, hour: 0, WardResult.failing, patients: 1..<2)
            try await poll(until: "both are delivered") {
                try await workspace.count("SELECT count(*) FROM delivery WHERE state = 'delivered'") == 2
            }
            #expect(try await daemon.stop() == 0)
            try await receiver.stop()

            let requests = try receiver.lines(AlertReceiverProcess.Request.self)
            #expect(requests.count == 7)
            let waits = zip(requests, requests.dropFirst()).map { $1.at - $0.at }
            // A tenth of the first wait at least; at most 1, 2, 4, 4 seconds, and what a busy machine adds.
            for (wait, longest) in zip(waits, [1.0, 2, 4, 4]) {
                #expect(wait >= 0.1 && wait <= longest + 10, "\(waits)")
            }
            #expect(waits[4] >= 3, "Retry-After: \(waits)")
            #expect(waits[4] <= 4 + 20, "never longer than retry_longest: \(waits)")
        }

        @Test func `in quiet hours what can wait waits, over a restart as well, and what cannot is told at once`()
            async throws
        {
            // The hours are told to the minute: they end at the next one that leaves time for a restart.
            let now = Int(Date().timeIntervalSince1970)
            let end = (now + 20 + 59) / 60 * 60
            let clock = { (time: Int) in
                let (hour, minute) = (time / 3600 % 24, time / 60 % 60)
                return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
            }
            let receiver = try await receiver(0, ["200"])
            let settings = """
                [alerts]
                red_parameter = "raise"
                quiet_hours = "\(clock(end - 7200))-\(clock(end))"

                \(webhook("engine", port: receiver.port))
                """
            var daemon = try await daemon(settings)
            let onlyPulse = WardResult.vitalSigns(
                heartRate: 135, respiratoryRate: 14, oxygenSaturation: 98, temperature: 36.8, systolic: 124)
            try send(daemon, hour: 0, onlyPulse, patients: 0..<1)
            try send(daemon, hour: 0, WardResult.failing, patients: 1..<2)
            let told = { try receiver.lines(AlertReceiverProcess.Request.self).map(\.body.patient) }
            try await poll(until: "what cannot wait is told") { try told() == ["D1"] }
            try await workspace.assessmentsHaveCaughtUp()
            #expect(
                try await workspace.count("SELECT count(*) FROM alert WHERE state = 'open'") == 2, "both are recorded")
            let waiting = "SELECT nextAttempt / 1000 FROM delivery WHERE state = 'waiting'"
            try await poll(until: "the other waits for their end") {
                try await workspace.rows(waiting) == [["\(end)"]]
            }
            try await daemon.kill()
            daemon = try await self.daemon(settings)
            try await poll(until: "it is told", within: .seconds(120), every: .milliseconds(200)) {
                try told() == ["D1", "D0"]
            }
            let requests = try receiver.lines(AlertReceiverProcess.Request.self)
            #expect(requests[0].at < Double(end) && requests[1].at >= Double(end))
            #expect(try await daemon.stop() == 0)
            try await receiver.stop()
        }

        @Test func `a dead receiver is an alert that others get, and it ends when something gets through`() async throws
        {
            let port = try await silentPort()
            let daemon = try await daemon(webhook("engine", port: port, "dead_after = \"1s\""), command("witness"))
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            let query = "SELECT state FROM alert WHERE reason = 'receiver' AND subject = 'engine'"
            try await poll(until: "the receiver's alert is raised") { try await workspace.rows(query) == [["open"]] }
            let witnessed = workspace.path("witness")
            try await poll(until: "the other receiver has it") {
                (try? String(contentsOfFile: witnessed, encoding: .utf8))?.contains("\"subject\":\"engine\"") == true
            }
            let doctor = try await workspace.command(["doctor", "--config", workspace.path("wardwatch.toml")])
            #expect(doctor.status == 1 && doctor.output.contains("receiver engine"), "\(doctor.output)")
            let waiting = try await workspace.wardwatch("deliveries", "list", "--receiver", "engine")
            #expect(waiting.contains("waiting") && !waiting.contains("D0"), "\(waiting)")
            let metrics = try await runTool(
                "curl", ["-s", "http://127.0.0.1:\(daemon.httpPort)/metrics"])
            #expect(
                metrics.contains("wardwatch_deliveries_total{outcome=\"failed\",receiver=\"engine\"}")
                    || metrics.contains("wardwatch_deliveries_total{receiver=\"engine\",outcome=\"failed\"}"),
                "\(metrics)")
            #expect(metrics.contains("wardwatch_outbox_waiting{receiver=\"engine\"} 1"))

            let receiver = try await receiver(port, ["200"])
            try await poll(until: "the receiver's alert is cleared") {
                try await workspace.rows(query) == [["cleared"]]
            }
            let requests = try receiver.lines(AlertReceiverProcess.Request.self)
            #expect(requests.map(\.body.event) == ["raise"] && requests.map(\.body.subject) == [""])
            #expect(try await daemon.stop() == 0)
            #expect(!daemon.log.contains("D0"), "no identifier of a patient in the log")
            try await receiver.stop()
        }

        @Test func `a refused message is tried again when somebody asks for it`() async throws {
            let receiver = try await receiver(0, ["400", "200"])
            let daemon = try await daemon(webhook("engine", port: receiver.port))
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            let query = "SELECT state FROM delivery"
            try await poll(until: "it is refused") { try await workspace.rows(query) == [["refused"]] }
            try await workspace.wardwatch("deliveries", "retry", "--receiver", "engine", "--by", "admin")
            try await poll(until: "it is delivered") { try await workspace.rows(query) == [["delivered"]] }
            let unknown = try await workspace.command(["deliveries", "retry", "--receiver", "nobody"])
            #expect(unknown.status == 1 && unknown.errors.contains("hint: "))
            #expect(try await daemon.stop() == 0)
            try await receiver.stop()
        }

        @Test func `while a receiver hangs, messages are taken in, scored, and told to the others`() async throws {
            let hanging = try await receiver(0, ["hang"])
            let daemon = try await daemon(
                webhook("engine", port: hanging.port, "timeout = \"60s\""), command("pager"))
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            try await poll(until: "the receiver hangs") {
                try !hanging.lines(AlertReceiverProcess.Request.self).isEmpty
            }
            try send(daemon, hour: 1, WardResult.failing, patients: 1..<40)
            try await workspace.assessmentsHaveCaughtUp()
            try await poll(until: "the other receiver has all") {
                try await workspace.count(
                    "SELECT count(*) FROM delivery WHERE receiver = 'pager' AND state = 'delivered'")
                    == workspace.count("SELECT count(*) FROM outbox")
            }
            #expect(try hanging.lines(AlertReceiverProcess.Request.self).count == 1, "it hangs still")
            #expect(try await daemon.stop() == 0, "and keeps nobody from stopping")
            try await hanging.stop()
        }

        @Test func `a program that hangs with its children is ended, tried again, and keeps nobody from stopping`()
            async throws
        {
            let once = workspace.path("once")
            let daemon = try await daemon(
                """
                [[delivery.receiver]]
                name = "pager"
                kind = "command"
                timeout = "1s"
                retry_longest = "1s"
                command = ["/bin/sh", "-c", 'test -e "$0" && exit 0; touch "$0"; sleep 300 & wait', "\(once)"]

                """)
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            try await poll(until: "it is delivered at the second attempt") {
                try await workspace.rows("SELECT state, attempts FROM delivery") == [["delivered", "2"]]
            }
            #expect(try await daemon.stop() == 0)
        }

        @Test func `an HL7 engine and the journal are told as well`() async throws {
            let engine = try await AlertReceiverProcess(
                "mllp_receiver.py", log: workspace.path("messages"), ["AR", "AA"])
            let daemon = try await daemon(
                """
                [[delivery.receiver]]
                name = "engine"
                kind = "hl7"
                host = "127.0.0.1"
                port = \(engine.port)
                retry_longest = "1s"

                [[delivery.receiver]]
                name = "log"
                kind = "journal"

                """)
            try send(daemon, hour: 0, WardResult.failing, patients: 0..<1)
            try await poll(until: "both have it") {
                try await workspace.count("SELECT count(*) FROM delivery WHERE state = 'delivered'") == 2
            }
            let messages = try engine.lines(AlertReceiverProcess.Message.self)
            #expect(messages.count == 2 && Set(messages.map(\.control)).count == 1, "rejected once, then taken")
            #expect(messages.last?.patient.first == "D0")
            #expect(messages.last?.results["event"] == ["raise"])
            #expect(daemon.log.contains("alert asks for attention") && !daemon.log.contains("D0"))
            #expect(try await daemon.stop() == 0)
            try await engine.stop()
        }
    }
}
