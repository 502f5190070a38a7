import FHIR
import Foundation
import Testing

/// Searches over real sockets and a real database.
@Suite(.timeLimit(.minutes(2)))
struct FHIRSearchTests {
    private static let identified = #""identifier":[{"system":"urn:lab","value":"7,1"}],"#

    /// Stores five observations `o1`…`o5` and two patients.
    private func fill(_ server: FHIRTestServer) async throws {
        for (id, body) in [
            ("p1", person("4711", id: "p1")), ("p2", person("4712", id: "p2", family: "van Dyk", birth: "1971-02")),
        ] { #expect(try await server.send("PUT", "/Patient/\(id)", body).status == 201) }
        for (id, body) in [
            ("o1", heartRate("81", at: "2026-11-23T10:00:00Z", id: "o1")),
            ("o2", heartRate("82", at: "2026-11-23T11:00:00+02:00", id: "o2", status: "amended")),
            ("o3", heartRate("17", at: "2026-11-23T12:00:00.500Z", id: "o3", code: "9279-1")),
            ("o4", heartRate("84", patient: "p2", at: "2026-11-24", id: "o4", extra: Self.identified)),
            (
                "o5",
                heartRate("85", patient: "x", at: "2026-11-25T00:00:00Z", id: "o5")
                    .replacing(
                        #"{"reference":"Patient/x"}"#, with: #"{"identifier":{"system":"urn:hosp","value":"4711"}}"#)
            ),
        ] {
            let answer = try await server.send("PUT", "/Observation/\(id)", body)
            #expect(answer.status == 201, "\(answer.body)")
        }
    }

    @Test func `each parameter finds what the standard says`() async throws {
        try await FHIRTestServer.with { server in
            try await fill(server)
            for (query, expected) in [
                ("", "o1 o2 o3 o4 o5"), ("code=8867-4", "o1 o2 o4 o5"),
                ("code=http://loinc.org%7C9279-1", "o3"), ("code=%7C9279-1", ""),
                ("code=http://loinc.org%7C", "o1 o2 o3 o4 o5"),
                ("code=8867-4,9279-1&patient=p1", "o1 o2 o3"), ("code=8867-4&code=9279-1", ""),
                ("patient=p1", "o1 o2 o3"), ("patient=Patient/p2", "o4"), ("subject=Patient/p1", "o1 o2 o3"),
                ("subject=\(server.base)/Patient/p1", "o1 o2 o3"), ("subject:Patient=p2", "o4"),
                ("subject=Group/p1", ""),
                ("patient:identifier=urn:hosp%7C4711", "o1 o2 o3 o5"), ("patient=urn:hosp%7C4711", "o1 o2 o3 o5"),
                ("patient.identifier=4712", "o4"), ("patient=p1,p2", "o1 o2 o3 o4"),
                ("status=amended", "o2"), ("status=amended,final&patient=p1", "o1 o2 o3"),
                ("category=vital-signs&patient=p2", "o4"), ("category=laboratory", ""),
                ("_id=o1,o4", "o1 o4"), ("identifier=urn:lab%7C7%5C,1", "o4"), ("identifier=7%5C,1", "o4"),
                ("date=2026-11-23", "o1 o2 o3"), ("date=ne2026-11-23", "o4 o5"), ("date=gt2026-11-23", "o4 o5"),
                ("date=lt2026-11-23T10:00:00Z", "o2"), ("date=le2026-11-23T10:00:00Z", "o1 o2"),
                ("date=ge2026-11-23T10:00:00Z&date=lt2026-11-24", "o1 o3"), ("date=eq2026-11-23T10:00Z", "o1"),
                ("date=sa2026-11-24", "o5"), ("date=eb2026-11-24", "o1 o2 o3"), ("date=2026-11-24T10:00:00Z", ""),
                ("date=2026", "o1 o2 o3 o4 o5"), ("date=2026-11-23T11:00:00%2B02:00", "o2"),
                ("date=2026-11-23T11:00:00+02:00", "o2"), ("date=2026-11-23T12:00:00.500Z", "o3"),
                ("date=lt2026-11-23T10:00:00Z,sa2026-11-24", "o2 o5"),
                ("_lastUpdated=lt2026-11-25T00:00:05Z", "o1 o2"), ("_lastUpdated=ge2026-11-25T00:00:06Z", "o4 o5"),
                ("_sort=date", "o2 o1 o3 o4 o5"), ("_sort=-date", "o5 o4 o3 o1 o2"),
                ("_sort=-_lastUpdated&_count=2", "o5 o4"), ("_format=json&_pretty=true&_id=o1", "o1"),
            ] {
                let answer = try await server.send("GET", "/Observation?\(query)")
                #expect(answer.status == 200, "\(query) \(answer.body)")
                #expect(answer.ids == expected.split(separator: " ").map(String.init), "\(query)")
            }
            for (query, expected) in [
                ("identifier=urn:hosp%7C4711", "p1"), ("birthdate=1950-06-15", "p1"), ("birthdate=1971", "p2"),
                ("birthdate=lt1960", "p1"), ("gender=female", "p1 p2"), ("name=MULL", "p1"), ("name=m%C3%BCl", "p1"),
                ("name=anna", "p1 p2"), ("family=van%20d", "p2"), ("family=anna", ""), ("_sort=-birthdate", "p2 p1"),
            ] {
                let answer = try await server.send("GET", "/Patient?\(query)")
                #expect(answer.ids == expected.split(separator: " ").map(String.init), "\(query) \(answer.body)")
            }
            let posted = try await server.send(
                "POST", "/Observation/_search?patient=p1", "code=9279-1", type: "application/x-www-form-urlencoded")
            #expect(posted.status == 200 && posted.ids == ["o3"])
        }
    }

    @Test func `stays are found by patient, status, class and time`() async throws {
        try await FHIRTestServer.with { server in
            let encounter = """
                {"resourceType":"Encounter","id":"e1","identifier":[{"value":"V1"}],"status":"in-progress",\
                "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},\
                "subject":{"reference":"Patient/p1"},"period":{"start":"2026-11-23T08:00:00Z"}}
                """
            #expect(try await server.send("PUT", "/Encounter/e1", encounter).status == 201)
            for (query, expected) in [
                ("patient=p1", 1), ("status=in-progress", 1), ("class=IMP", 1), ("identifier=V1", 1), ("subject=p2", 0),
                ("date=ge2026-11-24", 1), ("date=lt2026-11-23", 0), ("date=sa2026-11-22", 1), ("date=2026-11-23", 0),
            ] {
                #expect(try await server.ids("/Encounter?\(query)").count == expected, "\(query)")
            }
            _ = try await server.create(heartRate(extra: #""encounter":{"reference":"Encounter/e1"},"#))
            #expect(try await server.ids("/Observation?encounter=e1").count == 1)
            #expect(try await server.ids("/Observation?encounter.identifier=V1").count == 1)
        }
    }

    @Test func `pages hold every match once, also while others come in`() async throws {
        try await FHIRTestServer.with { server in
            var expected: [String] = []
            for minute in 10..<35 {
                expected.append(try await server.create(heartRate(at: "2026-11-23T10:\(minute):00Z")))
            }
            for sort in ["", "&_sort=date", "&_sort=-date", "&_sort=_lastUpdated", "&_sort=-_lastUpdated"] {
                var (found, target): ([String], String?) = ([], "/Observation?patient=p1&_count=7\(sort)")
                while let next = target {
                    let page = try await server.send("GET", next)
                    #expect(page.status == 200, "\(page.body)")
                    #expect(page.ids.count <= 7)
                    found += page.ids
                    #expect(page.link("self")?.hasPrefix("\(server.base)/Observation?") == true)
                    target = page.link("next")
                    // Something of another time for the same patient, at both ends of every order.
                    for time in ["2026-11-22T00:00:00Z", "2026-11-24T00:00:00Z"] {
                        _ = try await server.create(heartRate(at: time))
                    }
                }
                let wanted = sort.hasPrefix("&_sort=-") ? expected.reversed() : expected
                #expect(found.filter(expected.contains) == wanted, "\(sort)")
                #expect(Set(found).count == found.count)
            }
        }
    }

    @Test func `the number of matches is told as asked`() async throws {
        try await FHIRTestServer.with { server in
            try await fill(server)
            for (query, total, entries) in [
                ("_summary=count", 5, 0), ("_count=0", 5, 0), ("_count=2", 5, 2), ("_count=0&_totalMethod=count", 5, 0),
                ("_total=none&_count=2", nil, 2), ("_total=accurate&patient=p2", 1, 1), ("_count=999999", 5, 5),
            ] as [(String, Int?, Int)] {
                let answer = try await server.send("GET", "/Observation?\(query)")
                #expect(answer.json["total"]?.number?.int == total, "\(query)")
                #expect(answer.ids.count == entries, "\(query)")
            }
        }
    }

    @Test func `what is not understood is refused, or left out where the client says so`() async throws {
        try await FHIRTestServer.with { server in
            try await fill(server)
            for (query, code) in [
                ("unknown=1", "not-supported"), ("_sort=code", "not-supported"), ("_sort=date,status", "not-supported"),
                ("code:text=x", "not-supported"), ("patient:Group=1", "not-supported"),
                ("_summary=text", "not-supported"),
                ("_include=Observation:subject", "not-supported"), ("_has:Observation:patient:code=1", "not-supported"),
            ] {
                let refused = try await server.send("GET", "/Observation?\(query)&patient=p2")
                #expect(refused.status == 400 && refused.codes == [code], "\(query) \(refused.body)")
                let lenient = try await server.send(
                    "GET", "/Observation?\(query)&patient=p2", headers: ["Prefer": "handling=lenient"])
                #expect(lenient.status == 200 && lenient.ids == ["o4"], "\(query) \(lenient.body)")
                #expect(lenient.link("self") == "\(server.base)/Observation?patient=p2")
            }
            for query in [
                "date=yesterday", "date=ap2026", "date=2026-02-30", "_count=-1", "_count=x", "_cursor=x", "code=",
                "code=a%7Cb%7Cc", "code=%7C", "patient=,p1", "_lastUpdated=x", "_total=yes", "_id=%FF",
            ] {
                for preference in ["handling=strict", "handling=lenient"] {
                    let answer = try await server.send(
                        "GET", "/Observation?\(query)", headers: ["Prefer": preference])
                    #expect(answer.status == 400 && answer.codes == ["value"], "\(query) \(answer.body)")
                }
            }
        }
    }
}
