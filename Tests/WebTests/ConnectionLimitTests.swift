import Foundation
import Testing
import Web

/// What bad clients get, and what good ones get meanwhile.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionLimitTests {
    private static let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private func configuration(
        connections: Int = 1024, header: Duration = .seconds(60), body: Duration = .seconds(60)
    ) -> WebServerConfiguration {
        WebServerConfiguration(
            port: 0, version: "1", maximumConnections: connections, headerTimeout: header, bodyTimeout: body)
    }

    @Test(arguments: ["", "GET /healthz HT", "GET /healthz HTTP/1.1\r\nHost: loc"])
    func `a client that does not finish its header is closed`(sent: String) async throws {
        try await withServer(configuration: configuration(header: .milliseconds(200))) { send in
            let connection = try RawConnection(port: send.port)
            connection.send(sent)
            #expect(await connection.rest() == "")
            #expect(try await send("GET", "/healthz").status == 200)
        }
    }

    @Test func `a client that does not finish its body is closed`() async throws {
        try await withServer(configuration: configuration(body: .milliseconds(200))) { send in
            let connection = try RawConnection(port: send.port)
            connection.send(
                "POST /fhir/Patient HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
            )
            #expect(await connection.rest() == "")
        }
    }

    @Test func `a client that asks nothing more is closed after its answer`() async throws {
        try await withServer(configuration: configuration(body: .milliseconds(200))) { send in
            let connection = try RawConnection(port: send.port)
            connection.send(Self.get)
            let text = try #require(await connection.rest())
            #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.hasSuffix(#"{"status":"ok"}"#))
        }
    }

    @Test func `headers beyond their size or number are refused`() async throws {
        try await withServer { send in
            let long = "X-Long: \(String(repeating: "a", count: 40_000))\r\n"
            let many = (0..<200).map { "X-\($0): a\r\n" }.joined()
            for header in [long, many] {
                let connection = try RawConnection(port: send.port)
                connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\(header)\r\n")
                let answer = await connection.rest()
                #expect(answer != nil && answer?.hasPrefix("HTTP/1.1 200") == false, "\(answer ?? "open")")
            }
            #expect(try await send("GET", "/healthz").status == 200)
        }
    }

    @Test func `newcomers take the places of those that never asked, then of those that wait`() async throws {
        let metrics = PrometheusRegistry()
        try await withServer(metrics: metrics, configuration: configuration(connections: 3)) { send in
            let asked = try RawConnection(port: send.port)
            asked.send(Self.get)
            #expect(await asked.next().hasPrefix("HTTP/1.1 200"))
            var mute: [RawConnection] = []
            for count in 2...3 {
                mute.append(try RawConnection(port: send.port))
                // Connections are taken in by several threads.
                while !metrics.text(.prometheus).contains("wardwatch_http_open_connections \(count)\n") {
                    await Task.yield()
                }
            }
            let third = try RawConnection(port: send.port)
            third.send(Self.get)
            #expect(await third.next().hasPrefix("HTTP/1.1 200"))
            #expect(await mute[0].rest() == "", "the one that waited longest")
            let fourth = try RawConnection(port: send.port)
            fourth.send(Self.get)
            #expect(await fourth.next().hasPrefix("HTTP/1.1 200"))
            #expect(await mute[1].rest() == "")
            // All that are left have asked: the one that asked first goes.
            let fifth = try RawConnection(port: send.port)
            fifth.send(Self.get)
            #expect(await fifth.next().hasPrefix("HTTP/1.1 200"))
            #expect(await asked.rest() == "")
            third.send(Self.get)
            #expect(await third.next().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(arguments: [false, true])
    func `requests answered before their body came keep no newcomer out`(bodyComes: Bool) async throws {
        try await withServer(configuration: configuration(connections: 4)) { send in
            var connections: [RawConnection] = []
            for _ in 0..<4 {
                let connection = try RawConnection(port: send.port)
                connection.send("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
                try await connection.read(until: "HTTP/1.1 405")
                if bodyComes {
                    connection.send("0123456789\(Self.get)")
                    try await connection.read(until: "HTTP/1.1 200")
                }
                connections.append(connection)
            }
            let newcomer = try RawConnection(port: send.port)
            newcomer.send(Self.get)
            try await newcomer.read(until: "HTTP/1.1 200")
            #expect(await connections[0].rest() != nil, "the one that came first makes room")
            connections[3].send(bodyComes ? Self.get : "0123456789\(Self.get)")
            try await connections[3].read(until: "HTTP/1.1 200")
        }
    }

    @Test func `newcomers take the place of a body that does not come only when nobody waits`() async throws {
        try await withServer(configuration: configuration(connections: 2)) { send in
            let receiving = try RawConnection(port: send.port)
            receiving.send("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
            try await receiving.read(until: "HTTP/1.1 405")
            let waiting = try RawConnection(port: send.port)
            waiting.send(Self.get)
            try await waiting.read(until: "HTTP/1.1 200")
            let newcomer = try RawConnection(port: send.port)
            newcomer.send(Self.get)
            try await newcomer.read(until: "HTTP/1.1 200")
            #expect(await waiting.rest() != nil)
            receiving.send("0123456789\(Self.get)")
            try await receiving.read(until: "HTTP/1.1 200")
        }
    }
}
