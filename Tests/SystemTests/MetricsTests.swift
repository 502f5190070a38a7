import Foundation
import Testing

extension EndToEnd {
    /// `/metrics` of a running daemon as other programs read it.
    @Suite struct MetricsTests {
        /// Parses OpenMetrics strictly, and prints the families.
        private static let parser = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families
            for family in text_string_to_metric_families(sys.stdin.read()):
                print(family.type, family.name, family.unit or "-", len(family.samples))
            """

        /// From `PATH`, or where `make test` puts it.
        private static let promtool =
            Executables.find("promtool")
            ?? [Executables.packageRoot.appendingPathComponent(".build/tools/promtool").path]
            .first { FileManager.default.isExecutableFile(atPath: $0) }

        private static let hasParser =
            FileManager.default.isExecutableFile(atPath: Executables.python)
            && (FileManager.default.subpaths(
                atPath: Executables.packageRoot.appendingPathComponent(".build/venv/lib").path) ?? [])
                .contains { $0.hasSuffix("prometheus_client/openmetrics/parser.py") }

        /// A daemon that every part of has done something.
        private func busyDaemon(_ workspace: Workspace) async throws -> DaemonProcess {
            let file = try workspace.write(
                """
                [[delivery.receiver]]
                name = "journal"
                kind = "journal"

                """, to: "receivers.toml")
            let daemon = try await DaemonProcess(
                in: workspace,
                environment: ["WARDWATCH_CONFIG": file, "WARDWATCH_SPOOL_DIRECTORY": workspace.path("spool")])
            let message = WardMessage(
                controlID: "1", patient: "measured", effective: admission,
                results: WardResult.failing + [.heartRate("900")])
            #expect(try daemon.connect().exchange(message.text)?.code == "AA")
            try workspace.write(
                #"{"patient":"lined","effective":"2026-03-01T08:00Z","code":"8867-4","value":90,"unit":"/min"}"# + "\n",
                to: "spool/a.ndjson")
            let fhir = FHIRConnection(port: daemon.httpPort)
            #expect(
                try await fhir.send("PUT", "/Patient/p1", Data(#"{"resourceType":"Patient","id":"p1"}"#.utf8)).status
                    == 201)
            #expect(try httpGet("/nothing", port: daemon.httpPort).status == 404)
            try await workspace.assessmentsHaveCaughtUp()
            try await poll(until: "the spool is counted and the journal told") {
                let text = try httpGet("/metrics", port: daemon.httpPort).body
                return text.contains(#"wardwatch_ingest_messages_total{listener="spool",verdict="accepted"} 1"#)
                    && text.contains(#"wardwatch_deliveries_total{outcome="delivered",receiver="journal"} 1"#)
            }
            return daemon
        }

        @Test(.enabled(if: promtool != nil, "promtool is not installed"))
        func `promtool finds nothing to say`() async throws {
            let promtool = try #require(Self.promtool)
            let workspace = try Workspace()
            let daemon = try await busyDaemon(workspace)
            let path = try workspace.write(try httpGet("/metrics", port: daemon.httpPort).body, to: "metrics.txt")
            let result = try await run("/bin/sh", ["-c", #""$0" check metrics < "$1""#, promtool, path])
            #expect(result.status == 0 && result.errors.isEmpty && result.output.isEmpty, "\(result)")
            let rules = Executables.packageRoot.appendingPathComponent("packaging/prometheus/wardwatch.rules.yml").path
            let checked = try await run(promtool, ["check", "rules", rules])
            #expect(checked.status == 0 && checked.output.contains("SUCCESS"), "\(checked)")
            #expect(try await daemon.stop() == 0)
        }

        @Test(.enabled(if: hasParser, "prometheus-client is not installed"))
        func `the strict parser of OpenMetrics takes it, and every family is documented`() async throws {
            let workspace = try Workspace()
            let daemon = try await busyDaemon(workspace)
            let url = "http://127.0.0.1:\(daemon.httpPort)/metrics"
            let text = try await runTool("curl", ["-s", "-H", "Accept: application/openmetrics-text", url])
            #expect(text.hasSuffix("# EOF\n"))
            let path = try workspace.write(text, to: "metrics.txt")
            let result = try await run(
                "/bin/sh", ["-c", #""$0" -c "$1" < "$2""#, Executables.python, Self.parser, path])
            #expect(result.status == 0, "\(result.errors)")
            let page = Executables.packageRoot.appendingPathComponent("docs/metrics.md")
            let documented = Set(
                String(decoding: try Data(contentsOf: page), as: UTF8.self)
                    .matches(of: /\| `([a-z_]+)` \|/).map { String($0.output.1) })
            let families = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(families.count > 30)
            for family in families {
                let suffix = ["counter": "_total", "info": "_info"][family[0]] ?? ""
                #expect(documented.contains(family[1] + suffix), "\(family)")
                #expect(family[1].hasSuffix("_seconds") == (family[2] == "seconds"), "\(family)")
            }
            // What a ward cannot do without is there.
            for name in [
                "wardwatch_ingest_observations_total{listener=\"mllp\"} 7",
                "wardwatch_alerts_in_force{state=\"open\"} 1", "wardwatch_assessment_lag_seconds 0",
                "wardwatch_quarantine_waiting{reason=\"implausible\"} 1", "wardwatch_build_info{version=",
                "wardwatch_http_requests_total{route=\"none\",status=\"4xx\"} 1",
                "wardwatch_mllp_connections_total{listener=\"mllp\",result=\"accepted\"} 1",
            ] { #expect(text.contains(name), "\(name)\n\(text)") }
            #expect(try await daemon.stop() == 0)
        }
    }
}
