import ClinicalDomain

extension VitalSigns {
    /// Vital signs of plain values, all taken at one moment in milliseconds.
    init(at milliseconds: Int64, _ values: [ChannelID: Double]) {
        let time = Instant(millisecondsSince1970: milliseconds)
        self.init(values.mapValues { Reading(value: $0, effective: time) })
    }
}
