internal import ClinicalDomain
internal import HL7v2

/// How an HL7 message names its sender and receiver.
public struct HL7AlertNames: Sendable, Hashable {
    /// MSH-3.
    public var sendingApplication = "WARDWATCH"
    /// MSH-4.
    public var sendingFacility = ""
    /// MSH-5.
    public var receivingApplication = ""
    /// MSH-6.
    public var receivingFacility = ""

    /// The defaults.
    public init() {}
}

/// A message of an alert as ORU^R01 of HL7 v2.6.
///
///     MSH|^~\&|WARDWATCH||ENGINE||20260301073000.000+0000||ORU^R01^ORU_R01|<control id>|P|2.6||||||UNICODE UTF-8
///     PID|1||12345^^^HOSP^PI
///     PV1|1|U|W7^^12-A|||||||||||||||||V1
///     OBR|1||17^WARDWATCH|alert^Early warning alert^99WARDWATCH|||20260301072500.000+0000|…|F
///     OBX|1|ST|event^Event^99WARDWATCH||raise||||||F|||20260301073000.000+0000
///     OBX|…|NM|risk^Risk^99WARDWATCH||34.5|%|||A|||F|…
///
/// MSH-10 is the first 20 hexadecimal digits of the identity, because receivers need not take longer ones; the whole
/// of it is in the OBX `identity`. OBR-3 is the number of the alert: all messages of an alert have the same. The codes
/// are local ones (`99WARDWATCH`). Without a patient there is neither PID nor PV1.
///
/// Source: HL7 v2.6, chapter 7, "ORU – Unsolicited Observation Message".
struct HL7Alert {
    private static let system: HL7Content = "99WARDWATCH"

    private let message: AlertMessage
    private let names: HL7AlertNames
    private let sent: Instant

    init(_ message: AlertMessage, names: HL7AlertNames, sent: Instant) {
        (self.message, self.names, self.sent) = (message, names, sent)
    }

    var controlID: String { String(message.identity.filter { $0 != "-" }.prefix(20)) }

    /// - Throws: ``HL7Error/unencodable(path:characterSet:)``.
    func encoded() throws(HL7Error) -> [UInt8] {
        var builder = HL7MessageBuilder(
            header: HL7Header(
                sendingApplication: Self.content(names.sendingApplication),
                sendingFacility: Self.content(names.sendingFacility),
                receivingApplication: Self.content(names.receivingApplication),
                receivingFacility: Self.content(names.receivingFacility), time: Self.time(sent),
                messageType: ["ORU", "R01", "ORU_R01"], controlID: controlID))
        if !message.patient.isEmpty {
            builder.append("PID", ["1", .empty, patient])
            builder.append(
                "PV1",
                ["1", "U", [Self.content(message.unit), .empty, Self.content(message.bed)]]
                    + [HL7Content](repeating: .empty, count: 15) + [
                        Self.content(QualifiedIdentifier(message.visit).value)
                    ])
        }
        var order: [HL7Content] = [
            "1", .empty, [.text("\(message.alert)"), "WARDWATCH"], ["alert", "Early warning alert", Self.system],
            .empty, .empty, .text("\(Self.time(message.raised))"),
        ]
        order += [HL7Content](repeating: .empty, count: 14)
        order += [.text("\(Self.time(message.written))"), .empty, .empty, "F"]
        builder.append("OBR", order)
        for (index, result) in results.enumerated() {
            builder.append(
                "OBX",
                [
                    .text("\(index + 1)"), .text(result.type), [.text(result.code), .text(result.name), Self.system],
                    .empty, result.value, .text(result.unit), .empty,
                    result.code == "state" && message.asksForAttention ? "A" : .empty, .empty, .empty, "F", .empty,
                    .empty, .text("\(Self.time(message.written))"),
                ])
        }
        return try builder.encoded()
    }

    /// PID-3: the authority by its namespace, or as a universal identifier where it is a URI (HL7 v2.6, 2.A.33).
    private var patient: HL7Content {
        let identifier = QualifiedIdentifier(message.patient)
        let authority: HL7Content =
            identifier.isURI
            ? .subcomponents([.empty, .text(identifier.authority), "URI"]) : Self.content(identifier.authority)
        return [.text(identifier.value), .empty, .empty, authority, "PI"]
    }

    private struct Result {
        var type = "ST"
        var code: String
        var name: String
        var value: HL7Content
        var unit = ""
    }

    private var results: [Result] {
        var results = [
            Result(code: "identity", name: "Identity of the message", value: .text(message.identity)),
            Result(code: "event", name: "Event", value: .text(message.event)),
            Result(code: "state", name: "State of the alert", value: .text(message.state.rawValue)),
            Result(type: "NM", code: "tier", name: "Tier", value: .text("\(message.tier)")),
            Result(
                code: "reason", name: "Reason", value: .repetitions(message.reasons.map { .text($0.rawValue) })),
        ]
        if let risk = message.risk {
            let percent = (risk.probability * 1000).rounded() / 10
            results.append(Result(type: "NM", code: "risk", name: "Risk", value: .text("\(percent)"), unit: "%"))
            results.append(Result(code: "model", name: "Model", value: .text(risk.model)))
        }
        if let news2 = message.news2 {
            let name = message.news2IsPartial == true ? "NEWS2, at least" : "NEWS2"
            results.append(Result(type: "NM", code: "news2", name: name, value: .text("\(news2)")))
        }
        if !message.subject.isEmpty {
            results.append(Result(code: "subject", name: "What it is about", value: .text(message.subject)))
        }
        if let name = message.acknowledgedBy {
            results.append(Result(code: "acknowledged-by", name: "Acknowledged by", value: .text(name)))
        }
        if !message.words.isEmpty {
            results.append(
                Result(
                    type: "TX", code: "words", name: "What moved the risk",
                    value: .repetitions(message.words.map { .text($0) })))
        }
        results.append(Result(type: "TX", code: "note", name: "Note", value: .text(message.note)))
        return results
    }

    private static func content(_ text: String) -> HL7Content { text.isEmpty ? .empty : .text(text) }

    private static func time(_ instant: Instant) -> HL7Timestamp {
        HL7Timestamp(millisecondsSince1970: instant.millisecondsSince1970)
    }
}
