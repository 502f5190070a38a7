public import ClinicalDomain
internal import HL7v2

/// Observations → an HL7 v2 ORU^R01 message: what a bedside system would send.
///
/// The inverse of ``HL7Mapping``: mapping the message gives the observations back.
public struct ResultMessage: Sendable {
    private static let consciousness = ["A", "C", "V", "P", "U"]

    private let sendingApplication: String

    /// Messages that name this sending application in MSH-3.
    public init(sendingApplication: String) { self.sendingApplication = sendingApplication }

    /// The bytes of a message, without a frame.
    ///
    /// - Parameters:
    ///   - subject: PID and PV1.
    ///   - observations: one OBX each, with OBX-14.
    ///   - sent: MSH-7, which becomes the time of issue.
    ///   - controlID: MSH-10.
    public func bytes(
        subject: Delivery.Subject, observations: [Observation], sent: Instant, controlID: String
    ) throws -> [UInt8] {
        let time = HL7Timestamp(millisecondsSince1970: sent.millisecondsSince1970)
        var builder = HL7MessageBuilder(
            header: HL7Header(
                sendingApplication: .text(sendingApplication), time: time, messageType: ["ORU", "R01", "ORU_R01"],
                controlID: controlID))
        builder.append("PID", patient(subject.patient))
        builder.append("PV1", stay(subject.encounter))
        builder.append(
            "OBR", ["1", .empty, .empty, ["85353-1", "Vital signs", "LN"], .empty, .empty, .text("\(time)")])
        for (index, observation) in observations.enumerated() {
            builder.append("OBX", result(observation, number: index + 1))
        }
        return try builder.encoded()
    }

    private func patient(_ patient: Patient) -> [HL7Content] {
        let sex =
            switch patient.sex {
            case .female: "F"
            case .male: "M"
            case .other: "O"
            case .unknown: "U"
            }
        let birth = patient.birthDate.map { "\($0)".filter { $0 != "-" } } ?? ""
        return ["1", .empty, .text(patient.identifier), .empty, .empty, .empty, .text(birth), .text(sex)]
    }

    private func stay(_ encounter: Encounter) -> [HL7Content] {
        let bed = encounter.bed.split(separator: "-", maxSplits: 1).map { HL7Content.text(String($0)) }
        var fields = [HL7Content](repeating: .empty, count: 45)
        fields[0] = "1"
        fields[1] = "I"
        fields[2] = .components([.text(encounter.unit)] + bed)
        fields[18] = .text(encounter.visitNumber)
        fields[43] = time(encounter.admitted)
        fields[44] = time(encounter.discharged)
        return fields
    }

    private func result(_ observation: Observation, number: Int) -> [HL7Content] {
        let channel = ChannelTable.standard[observation.key.channel]
        let isLevel = observation.key.channel == .consciousness
        let isRetracted = observation.status == .enteredInError
        let level = Int(observation.value)
        let value = isLevel ? Self.consciousness[min(max(level, 0), 4)] : "\(observation.value)"
        let status =
            switch observation.status {
            case .preliminary: "P"
            case .final: "F"
            case .corrected: "C"
            case .enteredInError: "D"
            }
        return [
            .text("\(number)"), .text(isLevel ? "ST" : "NM"),
            [.text(observation.code), .text(channel?.display ?? ""), "LN"], .text(observation.key.subID),
            isRetracted ? .empty : .text(value), .text(isLevel ? "" : channel?.unit ?? ""), .empty, .empty, .empty,
            .empty, .text(status), .empty, .empty, time(observation.key.effective),
        ]
    }

    private func time(_ instant: Instant?) -> HL7Content {
        instant.map { .text("\(HL7Timestamp(millisecondsSince1970: $0.millisecondsSince1970))") } ?? .empty
    }
}
