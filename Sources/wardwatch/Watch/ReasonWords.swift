import ClinicalDomain
import Foundation

/// Reasons in a few words.
enum ReasonWords {
    /// What matters most of an alert's evidence.
    static func short(_ reason: Alert.Reason, _ evidence: AlertEvidence?) -> String {
        switch reason {
        case .networkRisk:
            guard let contribution = evidence?.contributions.first, contribution.logOdds > 0 else {
                return "network risk"
            }
            return contribution.words ?? name(contribution.channel)
        case .news2, .redParameter: return evidence?.news2.map(news2) ?? "NEWS2"
        case .noData, .sensorFault, .receiver: return reason.rawValue
        }
    }

    /// What gives points in NEWS2, most first: "RR 3, O2 2".
    static func news2(_ news2: NEWS2) -> String {
        let parameters = NEWS2.Parameter.allCases.filter { news2.points[$0] ?? 0 > 0 }
        let sorted = parameters.enumerated().sorted {
            (news2.points[$1.element] ?? 0, $0.offset) < (news2.points[$0.element] ?? 0, $1.offset)
        }
        return sorted.map { "\(words($0.element)) \(news2.points[$0.element] ?? 0)" }.joined(separator: ", ")
    }

    /// The parameters of NEWS2 that are not known.
    static func missing(_ news2: NEWS2) -> String { news2.missing.map(words).joined(separator: ", ") }

    /// What an alert in force was raised for, a line for each reason.
    static func full(_ alert: Alert, _ evidence: AlertEvidence) -> [String] {
        var lines = ["alert \(alert.id) \(alert.state.rawValue): \(short(alert.reason, evidence))"]
        let strongest = evidence.contributions.prefix(3).filter { $0.logOdds >= 0.01 }
        if alert.reason == .networkRisk {
            lines += strongest.dropFirst().map { "  \($0.words ?? name($0.channel))" }
        }
        if let change = evidence.nearestChange { lines.append("  to clear: \(change.words)") }
        return lines
    }

    private static func words(_ parameter: NEWS2.Parameter) -> String {
        switch parameter {
        case .respiratoryRate: "RR"
        case .oxygenSaturation: "SpO2"
        case .airOrOxygen: "O2"
        case .systolicBloodPressure: "SBP"
        case .pulse: "pulse"
        case .consciousness: "ACVPU"
        case .temperature: "temp"
        }
    }

    private static func name(_ channel: ChannelID) -> String {
        ChannelTable.standard[channel]?.display ?? channel.rawValue
    }
}

extension AlertEvidence {
    /// Evidence as it is stored with an alert.
    init(stored text: String) throws { self = try JSONDecoder().decode(AlertEvidence.self, from: Data(text.utf8)) }
}
