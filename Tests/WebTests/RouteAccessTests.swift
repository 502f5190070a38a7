import Foundation
import Testing
import Web

/// Who may do what: every address and interaction against every kind of token, over a real socket.
@Suite(.timeLimit(.minutes(2)))
struct RouteAccessTests {
    private enum Needs: Int {
        case nothing, read, write
    }

    private struct Row {
        let method: String
        let target: String
        let needs: Needs
        /// The interaction of FHIR and its type, as the capability statement names them.
        var interaction = ""
    }

    private static let other: [Row] = [
        Row(method: "GET", target: "/healthz", needs: .nothing), Row(method: "GET", target: "/readyz", needs: .nothing),
        Row(method: "GET", target: "/fhir/metadata", needs: .nothing),
        Row(method: "HEAD", target: "/healthz", needs: .nothing),
        Row(method: "POST", target: "/healthz", needs: .nothing),
        Row(method: "GET", target: "/metrics", needs: .read), Row(method: "HEAD", target: "/metrics", needs: .read),
        Row(method: "POST", target: "/metrics", needs: .read), Row(method: "GET", target: "/metrics?a=b", needs: .read),
        Row(method: "GET", target: "/", needs: .read), Row(method: "GET", target: "/nothing", needs: .read),
        Row(method: "GET", target: "/healthz/x", needs: .read), Row(method: "GET", target: "/fhirx", needs: .read),
        Row(method: "DELETE", target: "/nothing", needs: .read), Row(method: "GET", target: "/fhir", needs: .read),
        Row(method: "GET", target: "/fhir/nothing", needs: .read),
        Row(method: "GET", target: "/fhir//metadata", needs: .read),
        Row(method: "GET", target: "/fhir/metadata/x", needs: .read),
        Row(method: "GET", target: "/fhir/Patient/_search", needs: .read),
        Row(method: "PUT", target: "/fhir/Patient/_search", needs: .write),
        Row(
            method: "GET", target: "/fhir/RiskAssessment?patient=1", needs: .read,
            interaction: "RiskAssessment search-type"),
        Row(method: "HEAD", target: "/fhir/RiskAssessment?patient=1", needs: .read),
        Row(method: "POST", target: "/fhir", needs: .write, interaction: " batch"),
        Row(method: "POST", target: "/fhir/", needs: .write, interaction: " transaction"),
        Row(method: "OPTIONS", target: "/fhir/Patient/1", needs: .write),
    ]

    private static func resource(_ type: String) -> [Row] {
        [
            Row(method: "GET", target: "/fhir/\(type)/1", needs: .read, interaction: "\(type) read"),
            Row(method: "HEAD", target: "/fhir/\(type)/1", needs: .read),
            Row(method: "GET", target: "/fhir/\(type)/1/_history/1", needs: .read, interaction: "\(type) vread"),
            Row(method: "GET", target: "/fhir/\(type)?_count=1", needs: .read, interaction: "\(type) search-type"),
            Row(method: "POST", target: "/fhir/\(type)/_search", needs: .read),
            Row(method: "POST", target: "/fhir/\(type)", needs: .write, interaction: "\(type) create"),
            Row(method: "PUT", target: "/fhir/\(type)/1", needs: .write, interaction: "\(type) update"),
            Row(method: "PUT", target: "/fhir/\(type)?identifier=1", needs: .write),
            Row(method: "PATCH", target: "/fhir/\(type)/1", needs: .write, interaction: "\(type) patch"),
            Row(method: "DELETE", target: "/fhir/\(type)/1", needs: .write, interaction: "\(type) delete"),
            Row(method: "DELETE", target: "/fhir/\(type)?identifier=1", needs: .write),
        ]
    }

    private static let rows = other + ["Observation", "Patient", "Encounter"].flatMap(resource)

    @Test func `every address is open to those whose token is good for it, and to nobody else`() async throws {
        var tokens = AccessTokens()
        var secrets: [(secret: String?, good: Int)] = [(nil, 0), ("ww-wrong", 0), ("", 0)]
        for (scope, good) in [(AccessScope.read, 1), (.write, 2), (.admin, 2)] {
            secrets.append((try tokens.add(name: scope.rawValue, scope: scope), good))
        }
        var removed = tokens
        let gone = try removed.add(name: "gone", scope: .admin)
        secrets.append((gone, 0))
        try await withServer(configuration: WebServerConfiguration(port: 0, version: "1", tokens: tokens)) { send in
            for row in Self.rows {
                for (secret, good) in secrets {
                    let answer = try await send(
                        row.method, row.target, headers: secret.map { ["Authorization": "Bearer \($0)"] } ?? [:])
                    let place = "\(row.method) \(row.target) with \(secret ?? "none")"
                    if good >= row.needs.rawValue {
                        #expect(answer.status != 401 && answer.status != 403, "\(place)")
                        continue
                    }
                    #expect(answer.status == (good == 0 ? 401 : 403), "\(place)")
                    let challenge = answer.headers["www-authenticate"] ?? ""
                    let error = good > 0 ? "insufficient_scope" : secret == nil ? "" : "invalid_token"
                    #expect(challenge.hasPrefix("Bearer realm=\"wardwatch\""), "\(place)")
                    #expect(
                        error.isEmpty ? !challenge.contains("error=") : challenge.contains("error=\"\(error)\""),
                        "\(place)")
                    if row.method != "HEAD", row.target.hasPrefix("/fhir/") {
                        #expect(answer.body.contains("OperationOutcome"), "\(place)")
                    }
                }
            }
            let metrics = try await send(
                "GET", "/metrics", headers: ["Authorization": "Bearer \(try #require(secrets[3].secret))"]
            ).body
            for reason in ["missing", "invalid", "insufficient"] {
                #expect(metrics.contains("wardwatch_http_denials_total{reason=\"\(reason)\"} "))
            }
        }
    }

    @Test func `the table has every interaction that the server says it serves`() async throws {
        struct Statement: Decodable {
            struct Interaction: Decodable { let code: String }
            struct Resource: Decodable {
                let type: String
                let interaction: [Interaction]
            }
            struct Rest: Decodable {
                let resource: [Resource]
                let interaction: [Interaction]
            }
            let rest: [Rest]
        }
        try await withServer { send in
            let body = try await send("GET", "/fhir/metadata").body
            let rest = try #require(try JSONDecoder().decode(Statement.self, from: Data(body.utf8)).rest.first)
            let served = Set(
                rest.resource.flatMap { resource in resource.interaction.map { "\(resource.type) \($0.code)" } }
                    + rest.interaction.map { " \($0.code)" })
            #expect(served == Set(Self.rows.map(\.interaction)).subtracting([""]))
        }
    }

    @Test func `without tokens nobody is asked for one`() async throws {
        try await withServer { send in
            for row in Self.rows {
                let answer = try await send(row.method, row.target)
                #expect(answer.status != 401 && answer.status != 403, "\(row.method) \(row.target)")
            }
        }
    }
}
