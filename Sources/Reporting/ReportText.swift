internal import ClinicalDomain
internal import Pages

/// Words and numbers as they stand on the page.
enum ReportText {
    /// A section of parts under a heading.
    static func section(_ heading: String, _ parts: [Markup]) -> Markup {
        """
        <section>
        <h2>\(heading)</h2>
        \(parts)
        </section>
        """
    }

    /// Figures beside each other.
    static func figures(_ figures: [Markup]) -> Markup {
        """
        <div class="figures">
        \(figures)
        </div>
        """
    }

    /// The name of a unit.
    static func unit(_ name: String) -> Markup { "<bdi>\(unitName(name))</bdi>" }

    static func unitName(_ name: String) -> String { name.isEmpty ? "unknown unit" : name }

    /// What asks, for people.
    static func reason(_ name: String) -> String {
        switch Alert.Reason(rawValue: name) {
        case .networkRisk: "network risk"
        case .news2: "NEWS2"
        case .redParameter: "NEWS2 red parameter"
        case .noData: "no values"
        case .sensorFault: "same value again and again"
        case .receiver: "receiver not reached"
        case nil: name
        }
    }

    /// `1 outcome event`, `2 outcome events`.
    static func count(_ count: Int, _ thing: String) -> String { "\(count.grouped) \(thing)\(count == 1 ? "" : "s")" }

    /// `4.5 min`, `2.1 h`.
    static func minutes(_ minutes: Double) -> String {
        minutes < 120 ? "\(minutes.decimal(minutes < 10 ? 1 : 0)) min" : "\((minutes / 60).decimal(1)) h"
    }

    /// `12 (40 %)`; without a share of nothing.
    static func share(_ count: Int, of total: Int) -> String {
        total > 0 ? "\(count.grouped) (\((100 * Double(count) / Double(total)).decimal(0)) %)" : count.grouped
    }

    /// `40 % (25 to 57)`.
    static func percent(_ share: ShareEstimate?) -> String {
        guard let share else { return "–" }
        return
            "\((100 * share.value).decimal(0)) % (\((100 * share.low).decimal(0)) to \((100 * share.high).decimal(0)))"
    }
}
