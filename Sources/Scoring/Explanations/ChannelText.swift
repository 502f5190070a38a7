internal import ClinicalDomain

/// Values of one channel as they stand on a chart: `88 %`, `38.4 °C`, `Voice`, and plain numbers for rates.
struct ChannelText {
    private static let units = ["Cel": " °C", "mm[Hg]": " mmHg", "/min": "", "[pH]": "", "10*3/uL": " ·10³/µL"]
    private static let levels = ["Alert", "Confusion", "Voice", "Pain", "Unresponsive"]

    let channel: ChannelID

    /// The name within a sentence.
    var name: String {
        channel == .consciousness ? "consciousness" : ChannelTable.standard[channel]?.display ?? channel.rawValue
    }

    /// A value with its unit.
    func value(_ value: Double) -> String {
        guard channel != .consciousness else { return number(value) }
        return number(value) + unit
    }

    /// A value without its unit: at most one decimal, below 10 at most two.
    func number(_ value: Double) -> String {
        let precision: Double = abs(value) < 10 ? 100 : 10
        let rounded = (value * precision).rounded() / precision
        guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return "\(rounded)" }
        let whole = Int(rounded)
        if channel == .consciousness, Self.levels.indices.contains(whole) { return Self.levels[whole] }
        return String(whole)
    }

    /// So many hours: minutes below one hour, days from two on.
    static func duration(hours: Double) -> String {
        if hours < 1 { return "\(Int((max(0, hours) * 60).rounded())) min" }
        if hours < 48 { return "\(Int(hours.rounded())) h" }
        return "\(Int((min(hours, 1e9) / 24).rounded())) days"
    }

    private var unit: String {
        let unit = ChannelTable.standard[channel]?.unit ?? ""
        return Self.units[unit] ?? (unit.isEmpty || unit.hasPrefix("{") ? "" : " " + unit)
    }
}
