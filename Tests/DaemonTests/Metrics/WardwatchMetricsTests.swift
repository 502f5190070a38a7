import Daemon
import Foundation
import Testing
import Web

/// The table of metrics against everything that names one.
struct WardwatchMetricsTests {
    private static let root: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }()

    private static let names = Set(WardwatchMetrics.all.map(\.name))

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    /// The metrics that a text names, without what a histogram adds in queries.
    private static func named(in text: String) -> Set<String> {
        let histograms = WardwatchMetrics.all.filter { $0.kind == .histogram }.map(\.name)
        return Set(
            text.matches(of: /\b(?:wardwatch|process)_[a-z_]+\b/).map { match in
                let name = String(match.output)
                return histograms.first { ["_bucket", "_sum", "_count"].map($0.appending).contains(name) } ?? name
            })
    }

    @Test func `the page in the documentation is made from the table`() throws {
        #expect(try Self.text("docs/metrics.md") == MetricsDocument.text, "wardwatchd --list-metrics > docs/metrics.md")
    }

    /// Names of Prometheus: base units last, `_total` for counters and for nothing else, no two families that collide.
    @Test func `names tell unit and type`() {
        var families: Set<String> = []
        for metric in WardwatchMetrics.all {
            #expect(metric.name.wholeMatch(of: /[a-z][a-z_]*[a-z]/) != nil, "\(metric.name)")
            #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
            #expect((metric.kind == .info) == metric.name.hasSuffix("_info"), "\(metric.name)")
            #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"), "\(metric.name)")
            #expect(metric.help.hasSuffix(".") && !metric.help.contains("\n"), "\(metric.name)")
            let family = metric.name.replacing(/_(total|info)$/, with: "")
            #expect(families.insert(family).inserted, "\(metric.name)")
        }
    }

    @Test func `every metric that the code records is in the table, and every one in the table is recorded`() throws {
        var recorded: Set<String> = []
        let sources = Self.root.appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let url as URL in files where url.pathExtension == "swift" {
            let isTable = ["WardwatchMetrics.swift", "PrometheusRegistry.swift"].contains(url.lastPathComponent)
            if isTable || url.path.contains("/Web/Metrics/") { continue }
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            for match in text.matches(of: /"((?:wardwatch|process)_[a-z_]+(?:\\\([a-z]+\)_total)?)"/) {
                let name = String(match.output.1)
                // The one name that is put together.
                if name == #"wardwatch_ingest_\(label)_total"# {
                    recorded.formUnion(["wardwatch_ingest_observations_total", "wardwatch_ingest_bytes_total"])
                } else {
                    recorded.insert(name)
                }
            }
        }
        #expect(recorded.subtracting(Self.names).isEmpty, "not in the table")
        #expect(Self.names.subtracting(recorded).isEmpty, "never recorded")
    }

    @Test func `every metric in a query of the dashboard is in the table`() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Target: Decodable { let expr: String }
                let title: String
                let targets: [Target]?
            }
            let panels: [Panel]
        }
        let file = try Self.text("packaging/grafana/wardwatch.json")
        let dashboard = try JSONDecoder().decode(Dashboard.self, from: Data(file.utf8))
        let queries = dashboard.panels.flatMap { $0.targets ?? [] }.map(\.expr)
        #expect(queries.count > 30)
        for query in queries {
            let named = Self.named(in: query)
            #expect(!named.isEmpty && named.isSubset(of: Self.names), "\(query)")
        }
        #expect(Self.named(in: file).subtracting(Self.names).isEmpty)
    }

    @Test func `every metric in an alert rule is in the table`() throws {
        let text = try Self.text("packaging/prometheus/wardwatch.rules.yml")
        let named = Self.named(in: text)
        #expect(named.count > 12)
        #expect(named.subtracting(Self.names).isEmpty)
    }
}
