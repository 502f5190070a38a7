internal import ClinicalDomain
internal import HL7v2

/// The devices and sensors of a message (IHE PCD-01): rows without value whose OBX-4 ends where others go on.
///
///     OBX|5||70666^MDC_DEV_ECG_RESP_VMD^MDC|1.2.0.0|||||||X       the module
///     OBX|6|NM|151562^MDC_RESP_RATE^MDC|1.2.1.1|18|…              its value
///
/// Some monitors send one code for a respiratory rate by airway and by impedance; only the module tells them apart.
struct HL7ContainmentTree {
    private var names: [String: String] = [:]

    init(_ group: HL7PatientGroup) {
        for segment in group.segments where segment.name == "OBX" && segment.field(5).isEmpty {
            let name = segment.field(3).component(2).text ?? ""
            guard name.hasPrefix("MDC_DEV_"), let position = segment.field(4).text else { continue }
            names[position] = name
        }
    }

    /// The rank of a value by its module, or the rank that its code has.
    func rank(of segment: HL7Segment, channel: Channel, rank: Int) -> Int {
        guard !names.isEmpty, channel.id == .respiratoryRate,
            let parts = segment.field(4).text?.split(separator: "."), parts.count >= 3
        else { return rank }
        for position in ["\(parts[0]).\(parts[1]).\(parts[2]).0", "\(parts[0]).\(parts[1]).0.0"] {
            guard let name = names[position] else { continue }
            if ["AWAY", "CO2", "VENT", "GAS"].contains(where: { name.contains($0) }) { return min(rank, 2) }
            if ["ECG", "TTHOR", "IMPED"].contains(where: { name.contains($0) }) { return max(rank, 5) }
        }
        return rank
    }
}
