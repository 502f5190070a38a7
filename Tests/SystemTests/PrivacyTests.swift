import Foundation
import Testing

extension EndToEnd {
    /// Patients' data stay where they belong.
    @Suite struct PrivacyTests {
        private static let signature = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()

        /// What identifies somebody, each in a shape of its own, so that a leak tells where it comes from.
        private static let secrets = [
            "ZZMRNZZ", "ZZVISITZZ", "ZZFAMILYZZ", "ZZGIVENZZ", "19470319", "1947-03-19", "ZZSTREETZZ", "ZZPHONEZZ",
            "ZZFHIRFAMILYZZ", "zzfhiridzz", "ZZFHIRMRNZZ", "1951-08-27", "ZZSPOOLZZ", "ZZSTDINZZ", "ZZBROKENZZ",
            "ZZOUTSIDEZZ", "ZZQUERYZZ", "ZZTOKENZZ", "ZZPATHZZ", "ZZVALUEZZ", "ZZFILEZZ",
        ]

        private static func message(_ control: String, results: [WardResult] = WardResult.failing) -> String {
            let base = WardMessage(
                controlID: control, patient: "ZZMRNZZ^^^HOSP^MR", name: "ZZFAMILYZZ^ZZGIVENZZ", effective: admission,
                results: results
            ).text
            return base.split(separator: "\r").map { segment in
                var fields = segment.components(separatedBy: "|")
                if fields[0] == "PID" {
                    fields += [String](repeating: "", count: 14 - fields.count)
                    (fields[7], fields[11], fields[13]) = ("19470319", "ZZSTREETZZ 1", "ZZPHONEZZ")
                }
                if fields[0] == "PV1" { fields[19] = "ZZVISITZZ" }
                return fields.joined(separator: "|") + "\r"
            }.joined()
        }

        /// A daemon at its most talkative, with a receiver that fails.
        private func daemon(_ workspace: Workspace) async throws -> DaemonProcess {
            let path = try workspace.write(
                """
                [spool]
                directory = "\(workspace.path("spool"))"
                [log]
                level = "trace"
                [[delivery.receiver]]
                name = "journal"
                kind = "journal"
                [[delivery.receiver]]
                name = "failing"
                kind = "command"
                command = ["/bin/sh", "-c", "cat >&2; echo ZZVALUEZZ >&2; exit 75"]
                retry_first = "1s"
                [[delivery.receiver]]
                name = "signed"
                kind = "webhook"
                url = "http://127.0.0.1:1/"
                secret_file = "\(try workspace.write(Self.signature + "\n", to: "secret"))"
                [[delivery.receiver]]
                name = "gone"
                kind = "fhir"
                url = "http://127.0.0.1:1/fhir"

                """, to: "wardwatch.toml")
            return try await DaemonProcess(
                in: workspace, environment: ["WARDWATCH_CONFIG": path], readsStandardInput: true)
        }

        /// Sends what is right and what is wrong by every way in.
        ///
        /// - Returns: the answers to what was wrong.
        private func sendEverything(to daemon: DaemonProcess, _ workspace: Workspace) async throws -> [String] {
            var answers: [String] = []
            let wrong: [WardResult] = [
                .oxygenSaturation("900"), WardResult(loinc: "8867-4", text: "ZZVALUEZZ", unit: "/min"),
                WardResult(loinc: "ZZVALUEZZ", text: "1", unit: "ZZVALUEZZ"),
            ]
            #expect(try daemon.connect().exchange(Self.message("1", results: WardResult.failing + wrong))?.code == "AA")
            for text in [
                Self.message("2").replacing("ORU^R01^ORU_R01", with: "ADT^A99"),
                Self.message("3").replacing("PID|", with: "ZID|"), "MSH|^~\\&|ZZBROKENZZ\r", "ZZBROKENZZ is no message",
                Self.message("4").replacing("|2.5", with: "|9.9"),
            ] {
                if let answer = try daemon.connect().exchange(text) { answers.append(answer.text) }
            }
            let broken = try daemon.connect()
            try broken.send(bytes: Array("ZZOUTSIDEZZ".utf8) + [0x0B] + Array(Self.message("5").utf8.prefix(200)))
            broken.finishWriting()
            while try broken.receive() != nil {}

            let fhir = FHIRConnection(port: daemon.httpPort)
            let patient = """
                {"resourceType":"Patient","id":"zzfhiridzz","birthDate":"1951-08-27","identifier":[{"value":"ZZFHIRMRNZZ"}],
                "name":[{"family":"ZZFHIRFAMILYZZ"}]}
                """
            #expect(try await fhir.send("PUT", "/Patient/zzfhiridzz", Data(patient.utf8)).status == 201)
            for (method, target, body) in [
                ("PUT", "/Patient/zzfhiridzz", #"{"resourceType":"Patient","birthDate":"ZZVALUEZZ"#),
                ("POST", "/Observation", #"{"resourceType":"Observation","status":"ZZVALUEZZ"}"#),
                (
                    "POST", "/Observation",
                    #"{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/zzfhiridzz"},"#
                        + #""code":{"text":"ZZVALUEZZ"},"valueString":"ZZVALUEZZ","effectiveDateTime":"ZZVALUEZZ"}"#
                ),
                ("GET", "/Observation?subject=Patient/ZZQUERYZZ&ZZQUERYZZ=1", nil),
                ("GET", "/ZZPATHZZ/1", nil), ("GET", "/RiskAssessment?patient=ZZQUERYZZ", nil),
                ("DELETE", "/Patient?identifier=ZZQUERYZZ", nil),
            ] as [(String, String, String?)] {
                let answer = try await fhir.send(
                    method, target, body.map { Data($0.utf8) }, headers: ["Authorization": "Bearer ZZTOKENZZ"])
                // A search names itself in its answer; what is refused does not repeat what was sent.
                if answer.status >= 400 { answers.append(answer.text) }
            }
            answers.append(try httpGet("/ZZPATHZZ?ZZQUERYZZ", port: daemon.httpPort).body)

            let line = #"{"patient":"NAME","effective":"2026-03-01T00:00Z","code":"8867-4","value":190,"unit":"/min"}"#
            for (name, text) in [("ZZFILEZZ.ndjson", "ZZSPOOLZZ"), ("ZZFILEZZ.csv", "ZZSPOOLZZ;")] {
                try workspace.write(line.replacing("NAME", with: text) + "\n\(text) nonsense\n", to: "spool/\(name)")
            }
            try daemon.input?.write(
                contentsOf: Data((line.replacing("NAME", with: "ZZSTDINZZ") + "\nZZSTDINZZ\n").utf8))
            try await poll(until: "the spool is read") {
                FileManager.default.fileExists(atPath: workspace.path("spool/done/ZZFILEZZ.ndjson"))
                    && FileManager.default.fileExists(atPath: workspace.path("spool/failed/ZZFILEZZ.csv"))
            }
            return answers
        }

        /// The command lines and names of a process, its threads and its children, as `ps` shows them to everybody.
        private func titles(of processID: Int32) -> String {
            var text = ""
            for part in ["cmdline", "comm"] {
                text += (try? String(contentsOfFile: "/proc/\(processID)/\(part)", encoding: .utf8)) ?? ""
            }
            for thread in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/task")) ?? [] {
                let task = "/proc/\(processID)/task/\(thread)"
                text += (try? String(contentsOfFile: "\(task)/comm", encoding: .utf8)) ?? ""
                let children = (try? String(contentsOfFile: "\(task)/children", encoding: .utf8)) ?? ""
                text += children.split(separator: " ").compactMap { Int32($0) }.map(titles).joined()
            }
            return text
        }

        @Test func `logs, metrics, health, refusals and process titles name no patient`() async throws {
            let workspace = try Workspace()
            let daemon = try await daemon(workspace)
            var shown = try await sendEverything(to: daemon, workspace)
            let processID = try #require(daemon.processID)
            try await workspace.assessmentsHaveCaughtUp()
            var titles = ""
            try await poll(until: "deliveries have failed twice") {
                titles += self.titles(of: processID)
                return try await workspace.count(
                    "SELECT count(*) FROM delivery WHERE receiver = 'failing' AND attempts >= 2") > 0
            }
            for path in ["/metrics", "/healthz", "/readyz"] {
                shown.append(try httpGet(path, port: daemon.httpPort).body)
            }
            daemon.hangUp()
            try await poll(until: "it has read its configuration again") {
                daemon.log.contains("configuration read again")
            }
            #expect(try await daemon.stop() == 0)
            // What was sent has arrived, and something was said about it.
            #expect(try await workspace.count("SELECT count(*) FROM patient WHERE identifier LIKE '%ZZ%'") >= 3)
            #expect(try await workspace.count("SELECT count(*) FROM quarantine") >= 8)
            for part in ["alert changed", "delivery failed", "spool file refused", "MLLP framing fault"] {
                #expect(daemon.log.contains(part), "\(part)")
            }
            #expect(titles.contains("wardwatchd"))
            // Nor secrets, as text or as the bytes that they stand for.
            #expect(!daemon.log.contains(Self.signature.dropFirst(6)) && !daemon.log.contains("3, 4, 5, 6, 7, 8"))
            for secret in Self.secrets {
                let lines = daemon.log.split(separator: "\n").filter { $0.localizedCaseInsensitiveContains(secret) }
                // The programs of receivers belong to the administrator; what they write is theirs.
                #expect(lines.allSatisfy { !$0.contains("wardwatchd") }, "\(secret): \(lines)")
                #expect(!titles.localizedCaseInsensitiveContains(secret), "\(secret) in a process title")
                for text in shown { #expect(!text.localizedCaseInsensitiveContains(secret), "\(secret): \(text)") }
            }
        }

        @Test func `everything that daemon and commands make is for the user and the group at most`() async throws {
            let workspace = try Workspace()
            // Under a mask that forbids nothing.
            let state = workspace.path("state/deep")
            let script = """
                umask 0
                set -e
                export WARDWATCH_DATABASE=\(state)/ward.sqlite
                wardwatch simulate --history 30 --seed 7 --start 2020-01-01T00:00:00Z --to database
                wardwatch retrain --outcome sepsis --network elman --epochs 1 --hidden 4 --promote always >/dev/null
                wardwatch backup \(state)/copy.sqlite
                wardwatch models export sepsis-surrogate-elman-1 --to safetensors --output \(state)/export.safetensors
                wardwatch report --since 2019-12-01T00:00Z --output \(state)/report.html || true
                wardwatch tokens add a --scope read --file \(state)/tokens >/dev/null
                WARDWATCH_SPOOL_DIRECTORY=\(state)/spool WARDWATCH_MLLP_PORT=0 WARDWATCH_HTTP_PORT=0 \
                WARDWATCH_RETRAINING_ENABLED=false wardwatchd & daemon=$!
                until test -e \(state)/ward.sqlite.endpoints.json; do sleep 0.05; done
                echo nonsense > \(state)/spool/.a && chmod 640 \(state)/spool/.a && mv \(state)/spool/.a \(state)/spool/a.csv
                until test -e \(state)/spool/failed/a.csv; do sleep 0.05; done
                find \(state) -perm /027 -printf '%m %p\\n'
                echo files: $(find \(state) | wc -l)
                kill $daemon; wait $daemon
                """
            let result = try await workspace.shell(script, within: .seconds(180))
            #expect(result.status == 0, "\(result.errors)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.last { $0.hasPrefix("files:") }.map { (Int($0.dropFirst(7)) ?? 0) > 12 } == true, "\(lines)")
            let open = lines.filter { $0.contains(" /") }
            #expect(open.isEmpty, "\(open)")
        }
    }
}
