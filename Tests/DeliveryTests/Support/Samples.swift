import ClinicalDomain
import Foundation

extension OutboxMessage {
    static func sample(
        id: Int64 = 1, event: String = "raise", patient: String = "HOSP:12|3^4", state: Alert.State = .open,
        reason: Alert.Reason = .news2, words: [String] = ["Puls stieg von 80 auf 135/min"]
    ) throws -> OutboxMessage {
        var alert = Alert(
            id: 17, encounterID: EncounterID(rawValue: 1), reason: reason,
            raised: Instant(millisecondsSince1970: 1_772_323_200_000), reasons: [reason, .networkRisk])
        alert.state = state
        if state == .cleared { alert.cleared = Instant(millisecondsSince1970: 1_772_326_800_000) }
        var message = AlertMessage(
            alert, event: event, asksForAttention: event == "raise",
            identity: "5d0c8f0e-1111-8222-9333-44445555\(String(format: "%04d", id))",
            written: Instant(millisecondsSince1970: 1_772_323_260_000), evidence: nil, patient: patient,
            visit: patient.isEmpty ? "" : "V1", unit: "W&7", bed: "12-A")
        message.risk = NetworkRisk(model: "ward-lstm", probability: 0.345, threshold: 0.2)
        (message.news2, message.news2IsPartial, message.words) = (9, false, words)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return OutboxMessage(
            id: id, message: message, json: String(decoding: try encoder.encode(message), as: UTF8.self),
            ready: message.written, attempts: 0)
    }
}

let systemClock: @Sendable () -> Instant = {
    Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
}
