import Daemon
import Testing

struct ConfigurationKeyTests {
    private static let durations: [(String, Double)] = [
        ("90s", 90), ("30m", 1800), ("8h", 28_800), ("7d", 604_800), ("0s", 0), ("1.5h", 5400), ("0.25d", 21_600),
        ("36600d", 3_162_240_000),
    ]

    @Test(arguments: durations)
    func `a duration is a number with a unit`(text: String, seconds: Double) {
        #expect(ConfigurationKey.seconds(ofDuration: text) == seconds)
    }

    @Test(arguments: [
        "", "s", "8", "8 h", "8H", "-8h", "8w", "h8", "8hh", "1h30m", "nans", "infs", "1e300d", "8h ", "36601d",
    ])
    func `anything else is no duration`(text: String) {
        #expect(ConfigurationKey.seconds(ofDuration: text) == nil)
    }

    @Test func `names are unique, and each has its environment variable`() {
        let keys = ConfigurationKey.all
        #expect(Set(keys.map(\.name)).count == keys.count)
        #expect(Set(keys.map(\.environmentVariable)).count == keys.count)
        let threshold = keys.first { $0.name == "alerts.risk_threshold" }
        #expect(threshold?.environmentVariable == "WARDWATCH_ALERTS_RISK_THRESHOLD")
    }

    @Test(arguments: [
        ("", "", 0), ("port", "port", 0), ("prot", "port", 2), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3),
        ("größe", "grösse", 2),
    ])
    func `the edit distance is Levenshtein's`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }
}
