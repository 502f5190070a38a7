internal import Foundation

/// How `/metrics` is written.
public enum MetricsFormat: Sendable, CaseIterable {
    /// Prometheus text format 0.0.4.
    case prometheus
    /// OpenMetrics 1.0.
    case openMetrics

    /// The media type.
    var contentType: String {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// The format that a client likes best (RFC 9110, section 12.5.1); Prometheus text where it likes neither, or both.
    ///
    /// A format gets the weight of the range that names it most exactly: `text/plain` counts before `text/*`, and that
    /// before `*/*`. A range with a version that is not written here does not count.
    init(accept: String?) {
        let ranges = (accept ?? "").split(separator: ",").compactMap(Range.init)
        func weight(_ format: MetricsFormat) -> Double {
            ranges.filter { $0.names(format) }.max { ($0.precision, $0.weight) < ($1.precision, $1.weight) }?.weight
                ?? 0
        }
        self = weight(.openMetrics) > weight(.prometheus) ? .openMetrics : .prometheus
    }

    private struct Range {
        let type: String
        let version: String?
        let weight: Double

        init?(_ text: Substring) {
            let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let type = parts.first else { return nil }
            var parameters: [String: String] = [:]
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                guard let name = pair.first else { continue }
                parameters[name] = pair.count > 1 ? pair[1].trimmingCharacters(in: ["\""]) : ""
            }
            let weight = parameters["q"].map { Double($0) ?? 0 } ?? 1
            (self.type, version, self.weight) = (type, parameters["version"], min(1, max(0, weight)))
        }

        var precision: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : version == nil ? 2 : 3 }

        func names(_ format: MetricsFormat) -> Bool {
            switch format {
            case .prometheus:
                ["text/plain", "text/*", "*/*"].contains(type) && [nil, "0.0.4"].contains(version)
            case .openMetrics:
                ["application/openmetrics-text", "application/*", "*/*"].contains(type)
                    && [nil, "1.0.0"].contains(version)
            }
        }
    }
}
