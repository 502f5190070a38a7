public import ClinicalDomain
internal import FHIR
internal import Foundation

/// Keeps one `Flag` for each alert on a FHIR R4 server, by conditional update.
///
///     PUT <base>/Flag?identifier=<system>|17
///
/// Repeating it changes nothing, so the server needs to remember no identities. The Flag is `active` while the alert
/// is in force and `inactive` afterwards.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/flag.html>, <http://hl7.org/fhir/R4/http.html#cond-update>.
public struct FHIRCarrier: AlertCarrier {
    private let sender: HTTPSender
    private let base: String
    private let bearerToken: String
    private let identifierSystem: String

    /// A carrier to a server.
    ///
    /// - Parameters:
    ///   - sender: sends requests.
    ///   - base: the service base, such as `https://engine.example/fhir`.
    ///   - bearerToken: what requests bear; empty for none.
    ///   - identifierSystem: a URI under which the numbers of this installation's alerts are unique.
    public init(sender: HTTPSender, base: String, bearerToken: String, identifierSystem: String) {
        (self.sender, self.bearerToken, self.identifierSystem) = (sender, bearerToken, identifierSystem)
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    /// Closes the connections.
    public func close() async { await sender.shutDown() }

    /// Writes the Flag.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        let alert = message.message
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let token = "\(identifierSystem)|\(alert.alert)"
        guard let query = token.addingPercentEncoding(withAllowedCharacters: allowed) else {
            return .refused("the identifier cannot stand in an address")
        }
        var headers = [
            ("Content-Type", "application/fhir+json"), ("User-Agent", "wardwatchd"),
            ("Idempotency-Key", alert.identity),
        ]
        if !bearerToken.isEmpty { headers.append(("Authorization", "Bearer \(bearerToken)")) }
        let flag = Self.flag(alert, identifierSystem: identifierSystem)
        return await sender.send(
            .put, to: "\(base)/Flag?identifier=\(query)", headers: headers,
            body: String(decoding: flag.serialized(), as: UTF8.self))
    }

    static func flag(_ alert: AlertMessage, identifierSystem: String) -> JSONValue {
        let isTechnical = alert.reason.isTechnical
        let category: JSONValue = [
            "system": "http://terminology.hl7.org/CodeSystem/flag-category",
            "code": isTechnical ? "admin" : "clinical",
            "display": isTechnical ? "Administrative" : "Clinical",
        ]
        var period: [(String, JSONValue)] = [("start", .string(alert.raised.iso8601))]
        if let cleared = alert.cleared { period.append(("end", .string(cleared.iso8601))) }
        var members: [(String, JSONValue)] = [
            ("resourceType", "Flag"),
            ("identifier", [["system": .string(identifierSystem), "value": .string("\(alert.alert)")]]),
            ("status", alert.state == .cleared ? "inactive" : "active"),
            ("category", [["coding": [category]]]),
            ("code", ["text": .string(text(alert))]),
            ("subject", alert.patient.isEmpty ? ["display": "Wardwatch"] : reference("Patient", alert.patient)),
            ("period", .object(JSONObject(period))),
        ]
        if !alert.visit.isEmpty { members.append(("encounter", reference("Encounter", alert.visit))) }
        members.append(("author", ["display": "Wardwatch"]))
        return .object(JSONObject(members))
    }

    /// A logical reference; an authority that is no URI assigned the identifier, and is no system.
    private static func reference(_ type: String, _ text: String) -> JSONValue {
        let identifier = QualifiedIdentifier(text)
        var members: [(String, JSONValue)] = []
        if identifier.isURI { members.append(("system", .string(identifier.authority))) }
        members.append(("value", .string(identifier.value)))
        if !identifier.isURI, !identifier.authority.isEmpty {
            members.append(("assigner", ["display": .string(identifier.authority)]))
        }
        return ["type": .string(type), "identifier": .object(JSONObject(members))]
    }

    /// What a person reads: `Early warning: news2, network-risk; NEWS2 9; risk 34.5 %; acknowledged`.
    private static func text(_ alert: AlertMessage) -> String {
        var parts = [
            "\(alert.reason.isTechnical ? "Technical" : "Early warning"): "
                + alert.reasons.map(\.rawValue).joined(separator: ", ")
        ]
        if !alert.subject.isEmpty { parts.append(alert.subject) }
        if let news2 = alert.news2 { parts.append("NEWS2 \(alert.news2IsPartial == true ? "at least " : "")\(news2)") }
        if let risk = alert.risk { parts.append("risk \((risk.probability * 1000).rounded() / 10) %") }
        parts.append(alert.state.rawValue + (alert.acknowledgedBy.map { " by \($0)" } ?? ""))
        if alert.tier > 1 { parts.append("tier \(alert.tier)") }
        return parts.joined(separator: "; ") + ". \(alert.note)"
    }
}
