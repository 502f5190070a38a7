import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension EndToEnd {
    /// FHIR clients and checkers that other people wrote, and kills, against the real daemon.
    @Suite(.enabled(if: Executables.hasOracles, "the folder shared is there, or WARDWATCH_SHARED names it"))
    struct FHIRClientTests {
        private static let oracles = Executables.shared.appendingPathComponent("oracles")
        /// Whether the packages lie in the virtual environment of the Python that the tests use.
        private static let hasClients: Bool = {
            let library = URL(fileURLWithPath: Executables.python).deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("lib")
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
            return versions.contains { version in
                ["fhirpy", "fhirclient", "fhirpathpy", "fhir/resources"].allSatisfy {
                    FileManager.default.fileExists(
                        atPath: library.appendingPathComponent("\(version)/site-packages/\($0)").path)
                }
            }
        }()

        private func example(_ name: String) throws -> Data {
            try Data(contentsOf: Self.oracles.appendingPathComponent("fhir/\(name).json"))
        }

        @Test(.enabled(if: hasClients, "the packages of Tests/requirements.txt are installed"))
        func `fhirpy and fhirclient do all that their script asks of them`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let script = try clientScript(workspace)
            let result = try await run(Executables.python, [script, "http://127.0.0.1:\(daemon.httpPort)/fhir"])
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            let lines = result.output.split(separator: "\n").map(String.init)
            for expected in [
                "fhirpy search 1", "fhirpy update ok 2", "fhirpy patch ok", "fhirpy fetch_all 1 count 1",
                "fhirpy 404 -> ResourceNotFound", "fhirpy deleted", "fhirclient search 1", "fhirclient update True",
                "transaction 200 7",
            ] { #expect(lines.contains(expected), "\(expected) in \(result.output)") }
            #expect(lines.contains { $0.hasPrefix("fhirpy created ") && $0.count > 40 })
            #expect(lines.contains { $0.hasPrefix("fhirclient create -> ") && $0.count > 40 })
            #expect(try await daemon.stop() == 0)
            #expect(daemon.loggedErrors.isEmpty)
        }

        /// The script in a folder that has the examples that it reads.
        ///
        /// Two of them are not among the oracles: others of the same code stand in. HL7's transaction is one that no
        /// server can do on an empty database (it changes the second version of a patient), so it goes without the
        /// entries that ask for what cannot be there.
        private func clientScript(_ workspace: Workspace) throws -> String {
            let fhir = workspace.directory.appendingPathComponent("fhir")
            try FileManager.default.createDirectory(at: fhir, withIntermediateDirectories: true)
            for (name, source) in [
                ("r4-Observation-heart-rate", "uscore-heart-rate"),
                ("uscore-oxygen-saturation", "uscore-observation-satO2-fiO2"),
            ] { try example(source).write(to: fhir.appendingPathComponent("\(name).json")) }
            var bundle = try #require(
                try JSONSerialization.jsonObject(with: example("r4-Bundle-bundle-transaction")) as? [String: Any])
            let entries = try #require(bundle["entry"] as? [[String: Any]])
            bundle["entry"] = entries.filter { entry in
                let request = entry["request"] as? [String: String] ?? [:]
                return request["ifMatch"] == nil && request["ifNoneMatch"] == nil
                    && request["url"]?.contains("$") == false
            }
            try JSONSerialization.data(withJSONObject: bundle)
                .write(to: fhir.appendingPathComponent("r4-Bundle-bundle-transaction.json"))
            let script = try String(
                contentsOf: Self.oracles.appendingPathComponent("tools/fhir_clients.py"), encoding: .utf8)
            return try workspace.write(script, to: "tools/fhir_clients.py")
        }

        @Test(.enabled(if: hasClients, "the packages of Tests/requirements.txt are installed"))
        func `what the server returns passes an independent check`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let client = FHIRConnection(port: daemon.httpPort)
            var answers: [String: Data] = [:]
            for name in [
                "r4-Observation-blood-pressure", "r4-Observation-blood-pressure-cancel", "r4-Observation-glasgow",
                "r4-Observation-respiratory-rate", "r4-Observation-unsat", "uscore-blood-pressure",
                "uscore-bp-data-absent", "uscore-heart-rate", "uscore-respiratory-rate", "uscore-weight",
                "r4-Patient-example", "r4-Patient-f001", "r4-Patient-newborn", "uscore-patient-example",
                "r4-Encounter-emerg", "r4-Encounter-f001", "uscore-encounter-1036",
            ] {
                let resource = try #require(
                    try JSONSerialization.jsonObject(with: example(name)) as? [String: Any])
                let type = try #require(resource["resourceType"] as? String)
                let created = try await client.send("POST", "/\(type)", try example(name))
                #expect(created.status == 201, "\(name): \(created.text)")
                answers["created-\(name)"] = created.body
            }
            for (name, method, target, body, headers) in [
                ("metadata", "GET", "/metadata", nil, [:]), ("search", "GET", "/Observation?_count=3", nil, [:]),
                ("empty", "GET", "/Observation?code=none", nil, [:]), ("patients", "GET", "/Patient", nil, [:]),
                ("encounters", "GET", "/Encounter?_sort=-date", nil, [:]),
                ("count", "GET", "/Observation?_summary=count", nil, [:]),
                ("missing", "GET", "/Patient/none", nil, [:]),
                ("refused", "GET", "/Observation?x=1", nil, [:]), ("method", "GET", "", nil, [:]),
                ("not-json", "POST", "/Observation", Data("{".utf8), [:]),
                ("invalid", "POST", "/Observation", try example("negative/value_and_dar"), [:]),
                (
                    "warning", "POST", "/Observation", try example("uscore-weight"),
                    ["Prefer": "return=OperationOutcome"]
                ),
                ("transaction-failed", "POST", "", try example("r4-Bundle-bundle-transaction"), [:]),
                (
                    "transaction", "POST", "",
                    Data(
                        (#"{"resourceType":"Bundle","type":"transaction","entry":[{"resource":"#
                            + #"{"resourceType":"Patient","gender":"male"},"request":{"method":"POST","url":"Patient"}},"#
                            + #"{"request":{"method":"GET","url":"Patient?gender=male"}}]}"#).utf8),
                    ["Prefer": "return=representation"]
                ),
                (
                    "batch", "POST", "",
                    Data(
                        (#"{"resourceType":"Bundle","type":"batch","entry":["#
                            + #"{"request":{"method":"GET","url":"Patient/none"}},"#
                            + #"{"request":{"method":"GET","url":"Observation?code=8867-4"}},"#
                            + #"{"request":{"method":"DELETE","url":"Patient/none"}}]}"#).utf8), [:]
                ),
            ] as [(String, String, String, Data?, [String: String])] {
                let answer = try await client.send(method, target, body, headers: headers)
                #expect(!answer.body.isEmpty, "\(name)")
                answers[name] = answer.body
            }
            for (name, body) in answers {
                try workspace.write(String(decoding: body, as: UTF8.self), to: "answers/\(name).json")
            }
            let check = Self.oracles.appendingPathComponent("tools/fhir_check.py").path
            let result = try await run(Executables.python, [check, workspace.path("answers")], within: .seconds(120))
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.output.contains("\(answers.count) files, 0 with findings"), "\(result.output)")
            #expect(try await daemon.stop() == 0)
        }

        /// What `WHY.txt` says is wrong with each, as the status of the answer; 201 where the standard lets a server
        /// take it: a byte order mark can be stepped over, and all digits of a long decimal are kept.
        @Test func `every resource that is broken on purpose is refused`() async throws {
            let statuses = [
                "dup_key": 400, "nan_value": 400, "bom": 201, "huge_precision": 201, "resourceType_wrong": 404,
            ]
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let client = FHIRConnection(port: daemon.httpPort)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: Self.oracles.appendingPathComponent("fhir/negative").path
            ).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
            #expect(names.count >= 19)
            for name in names.sorted() {
                let type = name == "resourceType_wrong" ? "Observations" : "Observation"
                let answer = try await client.send("POST", "/\(type)", try example("negative/\(name)"))
                #expect(answer.status == statuses[name] ?? 422, "\(name): \(answer.text)")
                if answer.status != 201 {
                    #expect(answer.text.contains(#""severity":"error""#), "\(name)")
                    #expect(answer.text.contains(#""expression":["#) || answer.status == 404, "\(name): \(answer.text)")
                }
            }
            #expect(try await workspace.count("SELECT count(*) FROM fhirResource") == 2)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `nothing that was acknowledged is lost by kills, and repeats make nothing twice`() async throws {
            let workspace = try Workspace()
            var acknowledged: Set<Int> = []
            var number = 0
            for _ in 0..<4 {
                let daemon = try await DaemonProcess(in: workspace)
                let client = FHIRConnection(port: daemon.httpPort)
                let first = number
                let answers = await withTaskGroup(of: (Int, Int?).self) { group in
                    for offset in 0..<60 {
                        group.addTask {
                            let number = first + offset
                            let body = Data(observation(number).utf8)
                            let answer = try? await client.send(
                                "POST", "/Observation", body, headers: ["If-None-Exist": "identifier=urn:n|\(number)"])
                            return (number, answer?.status)
                        }
                    }
                    var answers: [(Int, Int?)] = []
                    for await answer in group {
                        answers.append(answer)
                        // Somewhere between storing some and having answered the others.
                        if answers.count == 25 { try? await daemon.kill() }
                    }
                    return answers
                }
                acknowledged.formUnion(answers.filter { $0.1 == 201 || $0.1 == 200 }.map(\.0))
                number += 30
            }
            #expect(acknowledged.count >= 60)
            let daemon = try await DaemonProcess(in: workspace)
            let client = FHIRConnection(port: daemon.httpPort)
            for number in acknowledged {
                let found = try await client.send(
                    "GET", "/Observation?identifier=urn:n%7C\(number)&_summary=count", nil)
                #expect(found.text.contains(#""total":1"#), "\(number): \(found.text)")
            }
            let resources = try await workspace.count("SELECT count(*) FROM fhirResource")
            #expect(resources >= acknowledged.count)
            #expect(try await workspace.count("SELECT count(*) FROM observation") == resources)
            #expect(try await workspace.count("SELECT count(*) FROM fhirVersion") == resources)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `where a token file is configured, clients must show it`() async throws {
            let workspace = try Workspace()
            let file = workspace.path("tokens")
            let token = try await workspace.wardwatch("tokens", "add", "ehr", "--scope", "read", "--file", file)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let daemon = try await DaemonProcess(in: workspace, environment: ["WARDWATCH_HTTP_TOKENS_FILE": file])
            let client = FHIRConnection(port: daemon.httpPort)
            let headers = ["Authorization": "Bearer \(token)"]
            #expect(try await client.send("GET", "/Patient", nil).status == 401)
            #expect(try await client.send("GET", "/Patient", nil, headers: headers).status == 200)
            let written = try await client.send("POST", "/Observation", Data(observation(1).utf8), headers: headers)
            #expect(written.status == 403, "the token may only read")
            #expect(!daemon.log.contains(token))
            #expect(try await daemon.stop() == 0)
        }
    }
}

/// A heart rate with a number of its own.
private func observation(_ number: Int) -> String {
    """
    {"resourceType":"Observation","identifier":[{"system":"urn:n","value":"\(number)"}],"status":"final",\
    "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/p\(number % 7)"},\
    "effectiveDateTime":"2026-01-01T\(10 + number / 60):\(10 + number % 50):00Z",\
    "valueQuantity":{"value":\(60 + number % 90),"system":"http://unitsofmeasure.org","code":"/min"}}
    """
}
