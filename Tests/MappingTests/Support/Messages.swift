import ClinicalDomain
import Mapping
import Testing

/// An instant written as ISO 8601.
func instant(_ text: String) throws -> Instant { try #require(Instant(iso8601: text)) }

/// The time of reception in these tests, 2026-06-15T12:30:00Z.
let received = Instant(millisecondsSince1970: 1_781_526_600_000)

/// 2026-12-31T00:00:00Z: when the lines of files arrive, which speak of November.
let readFromFile = Instant(millisecondsSince1970: 1_798_675_200_000)

/// An ORU^R01 for patient 4711, sent at 12:01 UTC, with the given segments after PID.
func oru(
    time: String = "20260615120100+0000", type: String = "ORU^R01^ORU_R01", controlID: String = "C1",
    processing: String = "P", version: String = "2.6",
    patient: String = "PID|1||4711^^^HOSP^PI||DOE^JANE||19450308|F", _ segments: String...
) -> [UInt8] {
    let header = "MSH|^~\\&|MON|ICU|EWS|HOSP|\(time)||\(type)|\(controlID)|\(processing)|\(version)"
    return Array(([header, patient] + segments).filter { !$0.isEmpty }.joined(separator: "\r").utf8) + [13]
}

/// An OBX for a heart rate of 96 with one part replaced.
func obx(
    type: String = "NM", code: String = "8867-4^Heart rate^LN", subID: String = "", value: String = "96",
    unit: String = "/min^/min^UCUM", status: String = "F", time: String = "20260615120000+0000"
) -> String {
    "OBX|1|\(type)|\(code)|\(subID)|\(value)|\(unit)|||||\(status)|||\(time)"
}

extension HL7Mapping {
    /// A mapping for a site at UTC.
    static let utc = HL7Mapping { _ in 0 }
}

extension MappedMessage {
    var observations: [Observation] { deliveries.flatMap(\.observations) }
    var quarantine: [QuarantineEntry] { deliveries.flatMap(\.quarantine) }

    /// The kind of verdict alone.
    var verdictName: String {
        switch verdict {
        case .accepted: "accepted"
        case .ignored: "ignored"
        case .faulty: "faulty"
        case .refused: "refused"
        }
    }
}
