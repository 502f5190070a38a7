import ClinicalDomain
import FHIR
import Foundation
import Store
import Synchronization
import Testing

/// Create, read, update, patch and delete over real sockets and a real database.
@Suite(.timeLimit(.minutes(2)))
struct FHIRInteractionTests {
    @Test func `a resource that is created is read as it was sent, with id and meta`() async throws {
        try await FHIRTestServer.with { server in
            let created = try await server.send("POST", "/Observation", heartRate("88.50"))
            #expect(created.status == 201)
            let id = try #require(created.json["id"]?.string)
            #expect(created.headers["location"] == "\(server.base)/Observation/\(id)/_history/1")
            #expect(created.headers["etag"] == "W/\"1\"")
            #expect(created.headers["last-modified"] == "Wed, 25 Nov 2026 00:00:01 GMT")
            #expect(created.headers["content-type"] == "application/fhir+json; fhirVersion=4.0")
            #expect(created.json["meta"]?["lastUpdated"]?.string == "2026-11-25T00:00:01Z")
            #expect(created.body.contains(#""value":88.50,"#))
            let read = try await server.send("GET", "/Observation/\(id)")
            #expect(read.status == 200)
            #expect(read.body == created.body)
            let head = try await server.send("HEAD", "/Observation/\(id)")
            #expect(head.status == 200 && head.body.isEmpty && head.headers["etag"] == "W/\"1\"")
            #expect(try await server.values(of: "p1") == ["2026-11-23T10:00:00Z heartRate 88.5"])
            #expect(server.committed.withLock { $0.map(\.storedCount) } == [1])
        }
    }

    @Test func `a client has its copy already`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate())
            for headers in [
                ["If-None-Match": "W/\"1\""], ["If-None-Match": "\"7\", W/\"1\""],
                ["If-Modified-Since": "Wed, 25 Nov 2026 00:00:01 GMT"],
            ] {
                let answer = try await server.send("GET", "/Observation/\(id)", headers: headers)
                #expect(answer.status == 304 && answer.body.isEmpty && answer.headers["etag"] == "W/\"1\"")
            }
            for headers in [
                ["If-None-Match": "W/\"2\""], ["If-Modified-Since": "Wed, 25 Nov 2026 00:00:00 GMT"],
                ["If-Modified-Since": "yesterday"],
            ] {
                #expect(try await server.send("GET", "/Observation/\(id)", headers: headers).status == 200)
            }
        }
    }

    @Test func `an update makes a version, and every version stays readable`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate("88"))
            let update = try await server.send(
                "PUT", "/Observation/\(id)", heartRate("70", id: id, status: "amended"),
                headers: ["If-Match": "W/\"1\""])
            #expect(update.status == 200 && update.headers["etag"] == "W/\"2\"")
            #expect(update.json["meta"]?["versionId"]?.string == "2")
            #expect(try await server.values(of: "p1") == ["2026-11-23T10:00:00Z heartRate 70.0"])
            for (version, value) in [("1", "88"), ("2", "70")] {
                let read = try await server.send("GET", "/Observation/\(id)/_history/\(version)")
                #expect(read.json["valueQuantity"]?["value"]?.number?.literal == value)
            }
            #expect(try await server.send("GET", "/Observation/\(id)/_history/3").status == 404)
            let late = try await server.send(
                "PUT", "/Observation/\(id)", heartRate("71", id: id), headers: ["If-Match": "W/\"1\""])
            #expect(late.status == 412 && late.codes == ["conflict"])
            #expect(try await server.values(of: "p1") == ["2026-11-23T10:00:00Z heartRate 70.0"])
        }
    }

    @Test func `the same content again makes no version`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate())
            let again = try await server.send("PUT", "/Observation/\(id)", heartRate(id: id))
            #expect(again.status == 200 && again.headers["etag"] == "W/\"1\"")
            let read = try await server.send("GET", "/Observation/\(id)")
            let echo = try await server.send("PUT", "/Observation/\(id)", read.body)
            #expect(echo.status == 200 && echo.headers["etag"] == "W/\"1\"")
        }
    }

    @Test func `an update may choose the id of a new resource, and needs the id of the address`() async throws {
        try await FHIRTestServer.with { server in
            #expect(try await server.send("PUT", "/Observation/o.1", heartRate(id: "o.1")).status == 201)
            #expect(try await server.send("GET", "/Observation/o.1").status == 200)
            for body in [heartRate(), heartRate(id: "o.2")] {
                let answer = try await server.send("PUT", "/Observation/o.1", body)
                #expect(answer.status == 400 && answer.places == ["Observation.id"])
            }
            let unknown = try await server.send(
                "PUT", "/Observation/o.3", heartRate(id: "o.3"), headers: ["If-Match": "W/\"1\""])
            #expect(unknown.status == 412)
        }
    }

    @Test func `an update of value, time or patient leaves nothing of the old version behind`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate("88"))
            // A smaller value of the same status and issue time counts because it came later.
            for (body, p1, p2) in [
                (heartRate("60", id: id), ["2026-11-23T10:00:00Z heartRate 60.0"], []),
                (
                    heartRate("60", at: "2026-11-23T11:00:00Z", id: id), ["2026-11-23T11:00:00Z heartRate 60.0"],
                    []
                ),
                (
                    heartRate("14", at: "2026-11-23T11:00:00Z", id: id, code: "9279-1"),
                    ["2026-11-23T11:00:00Z respiratoryRate 14.0"], []
                ),
                (
                    heartRate("62", patient: "p2", at: "2026-11-23T11:00:00Z", id: id), [],
                    ["2026-11-23T11:00:00Z heartRate 62.0"]
                ),
                (
                    heartRate("63", patient: "p1", at: "2026-11-23T11:00:00Z", id: id),
                    ["2026-11-23T11:00:00Z heartRate 63.0"], []
                ),
                (heartRate("63", id: id, status: "entered-in-error"), [], []),
                (heartRate("64", id: id), ["2026-11-23T10:00:00Z heartRate 64.0"], []),
            ] as [(String, [String], [String])] {
                let answer = try await server.send("PUT", "/Observation/\(id)", body)
                #expect(answer.status == 200, "\(answer.body)")
                #expect(try await server.values(of: "p1") == p1, "\(body)")
                #expect(try await server.values(of: "p2") == p2, "\(body)")
            }
        }
    }

    @Test func `what is deleted is gone, its value withdrawn, and can come back`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate())
            let wrong = try await server.send("DELETE", "/Observation/\(id)", headers: ["If-Match": "W/\"2\""])
            #expect(wrong.status == 412)
            let deleted = try await server.send("DELETE", "/Observation/\(id)")
            #expect(deleted.status == 204 && deleted.body.isEmpty && deleted.headers["etag"] == "W/\"2\"")
            let gone = try await server.send("GET", "/Observation/\(id)")
            #expect(gone.status == 410 && gone.codes == ["deleted"])
            #expect(try await server.send("GET", "/Observation/\(id)/_history/1").status == 200)
            #expect(try await server.send("GET", "/Observation/\(id)/_history/2").status == 410)
            #expect(try await server.ids("/Observation").isEmpty)
            #expect(try await server.values(of: "p1").isEmpty)
            #expect(try await server.send("DELETE", "/Observation/\(id)").status == 204)
            #expect(try await server.send("DELETE", "/Observation/never").status == 204)
            let back = try await server.send("PUT", "/Observation/\(id)", heartRate(id: id))
            #expect(back.status == 201 && back.headers["etag"] == "W/\"3\"")
            #expect(try await server.values(of: "p1") == ["2026-11-23T10:00:00Z heartRate 88.0"])
        }
    }

    @Test func `a merge patch and a JSON patch change a part`() async throws {
        try await FHIRTestServer.with { server in
            let id = try await server.create(heartRate())
            let merged = try await server.send(
                "PATCH", "/Observation/\(id)", #"{"valueQuantity":{"value":90.0},"issued":null}"#,
                type: "application/merge-patch+json", headers: ["If-Match": "W/\"1\""])
            #expect(merged.status == 200, "\(merged.body)")
            #expect(merged.body.contains(#""value":90.0,"unit":"beats/minute""#))
            #expect(try await server.values(of: "p1") == ["2026-11-23T10:00:00Z heartRate 90.0"])
            let operations = """
                [{"op":"test","path":"/status","value":"final"},{"op":"replace","path":"/status","value":"amended"},
                {"op":"add","path":"/note","value":[{"text":"a"}]},{"op":"add","path":"/note/-","value":{"text":"b"}}]
                """
            let patched = try await server.send(
                "PATCH", "/Observation/\(id)", operations, type: "application/json-patch+json")
            #expect(patched.status == 200, "\(patched.body)")
            #expect(patched.json["note"]?.array.count == 2)
            #expect(patched.headers["etag"] == "W/\"3\"")
            for (patch, status) in [
                (#"{"status":"finished"}"#, 422), (#"{"id":"other"}"#, 422), (#"{"status":null}"#, 422),
                (#"[{"op":"remove","path":"/nothing"}]"#, 422), (#"[{"op":"test","path":"/status","value":"x"}]"#, 422),
                (#""text""#, 422), (#"{"resourceType":"Parameters"}"#, 422), ("{", 400),
            ] {
                let answer = try await server.send("PATCH", "/Observation/\(id)", patch, type: "application/json")
                #expect(answer.status == status, "\(patch) \(answer.body)")
            }
            #expect(try await server.send("PATCH", "/Observation/no", "{}", type: "application/json").status == 404)
            #expect(try await server.send("GET", "/Observation/\(id)").headers["etag"] == "W/\"3\"")
        }
    }

    @Test func `fifty conditional creates at once make one resource`() async throws {
        try await FHIRTestServer.with { server in
            let body = heartRate(extra: #""identifier":[{"system":"urn:lab","value":"7"}],"#)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await server.send(
                            "POST", "/Observation", body, headers: ["If-None-Exist": "identifier=urn:lab|7"]
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 200 } == 49)
            #expect(try await server.ids("/Observation").count == 1)
            #expect(try await server.values(of: "p1").count == 1)
            _ = try await server.create(body)
            let several = try await server.send(
                "POST", "/Observation", body, headers: ["If-None-Exist": "identifier=urn:lab|7"])
            #expect(several.status == 412 && several.codes == ["multiple-matches"])
        }
    }

    @Test func `conditional update and delete act on the one that matches`() async throws {
        try await FHIRTestServer.with { server in
            let target = "/Patient?identifier=urn:hosp%7C4711"
            let made = try await server.send("PUT", target, person("4711"))
            #expect(made.status == 201)
            let changed = try await server.send("PUT", target, person("4711", family: "Maier"))
            #expect(changed.status == 200 && changed.json["id"] == made.json["id"])
            #expect(try await server.send("PUT", target, person("4711", id: "other")).status == 400)
            #expect(try await server.send("PUT", "/Patient", person("1")).status == 400)
            #expect(try await server.send("DELETE", target).status == 204)
            #expect(try await server.ids("/Patient").isEmpty)
            #expect(try await server.send("DELETE", target).status == 204)
            #expect(try await server.send("DELETE", "/Patient").status == 400)
        }
    }

    @Test func `the answer holds what the client prefers`() async throws {
        try await FHIRTestServer.with { server in
            let minimal = try await server.send(
                "POST", "/Observation", heartRate(), headers: ["Prefer": "return=minimal"])
            #expect(minimal.status == 201 && minimal.body.isEmpty && minimal.headers["location"] != nil)
            let outcome = try await server.send(
                "POST", "/Observation", heartRate("999"), headers: ["Prefer": "return=OperationOutcome"])
            #expect(outcome.status == 201)
            #expect(outcome.json["issue"]?[0]?["severity"]?.string == "warning")
            #expect(outcome.places == ["Observation.valueQuantity.value"])
            #expect(outcome.body.contains("implausible") && !outcome.body.contains("999"))
            let entries = try await server.store.quarantine()
            #expect(entries.map(\.entry.reason) == [.implausible])
            let fine = try await server.send(
                "POST", "/Observation", heartRate("80"), headers: ["Prefer": "return=OperationOutcome"])
            #expect(fine.json["issue"]?[0]?["severity"]?.string == "information")
        }
    }
}
