internal import Delivery
internal import Foundation
internal import Ingest
internal import TransportSecurity

extension AlertReceiver {
    private typealias Setting = ConfigurationSetting<AlertReceiver>

    /// The name of the array of tables.
    static let table = "delivery.receiver"

    /// The keys of each `[[delivery.receiver]]`.
    static let settings: [ConfigurationSetting<AlertReceiver>] =
        [
            Setting("name", type: "string of a-z, 0-9, - and _", "", "What logs, metrics and alerts call it.") {
                receiver, value in
                guard case .string(let text) = value, MLLPEndpoint.isName(text) else {
                    return "a string of at most 40 of a-z, 0-9, - and _"
                }
                receiver.name = text
                return nil
            },
            .choice("kind", "", "How it is told.") { (receiver: inout AlertReceiver, kind: Kind) in
                receiver.kind = kind
            },
        ] + interestSettings + placeSettings + scheduleSettings

    private static let interestSettings: [Setting] = [
        Setting(
            "tiers", type: "array of whole numbers from 1", "[]",
            "Tiers that it is told of, and of what follows; empty: all."
        ) { receiver, value in
            switch value {
            case .strings([]): receiver.tiers = []
            case .integers(let tiers) where tiers.allSatisfy { (1...100).contains($0) }: receiver.tiers = Set(tiers)
            default: return "an array of whole numbers from 1 such as [2, 3]"
            }
            return nil
        },
        Setting(
            "informs", type: "true, false or \"auto\"", "\"auto\"",
            "Also what asks for no attention; auto: true, but for kind command."
        ) { receiver, value in
            switch value {
            case .boolean(let informs): receiver.informs = informs
            case .string("auto"): receiver.informs = nil
            default: return "true, false or \"auto\""
            }
            return nil
        },
        .boolean("technical", "true", "Also technical alerts.") { $0.technical = $1 },
        .texts("units", "[]", "Units (PV1-3.1) whose patients it is told of; empty: all.") { $0.units = Set($1) },
    ]

    private static let placeSettings: [Setting] = [
        Setting(
            "url", type: "address that begins with http:// or https://", "\"\"",
            "webhook: where to post; fhir: the service base."
        ) { receiver, value in
            guard case .string(let text) = value, text.isEmpty || isAddress(text) else {
                return "an address such as \"https://engine.example/alerts\""
            }
            receiver.url = text
            return nil
        },
        .text("secret_file", "\"\"", "webhook: file with whsec_… lines, what requests are signed with.") {
            $0.secretFile = $1
        }.secret,
        .text("bearer_token_file", "\"\"", "fhir: file with the token that requests bear; empty: none.") {
            $0.bearerTokenFile = $1
        }.secret,
        .text(
            "identifier_system", "\"urn:wardwatch:alert\"",
            "fhir: a URI of this installation, under which its alerts are numbered."
        ) { $0.identifierSystem = $1 },
        .text("host", "\"\"", "hl7: name or address.") { $0.host = $1 },
        .integer("port", "0", "hl7: port.", 0...65_535) { $0.port = $1 },
        .text("sending_facility", "\"\"", "hl7: MSH-4.") { $0.names.sendingFacility = $1 },
        .text("receiving_application", "\"\"", "hl7: MSH-5.") { $0.names.receivingApplication = $1 },
        .text("receiving_facility", "\"\"", "hl7: MSH-6.") { $0.names.receivingFacility = $1 },
        .text("tls_ca", "\"\"", "PEM file of who signed its certificate; hl7: any tls_ key: TLS.") {
            $0.tls.authority = $1
        },
        .text("tls_certificate", "\"\"", "PEM file with the certificate chain that it is shown.") {
            $0.tls.certificate = $1
        },
        .text("tls_private_key", "\"\"", "PEM file with the private key of that certificate.") {
            $0.tls.privateKey = $1
        }.secret,
        .texts("command", "[]", "command: path of the program, and its arguments.") { $0.command = $1 },
    ]

    private static let scheduleSettings: [Setting] = [
        .duration("retry_first", "\"1s\"", "Longest wait after a first failure; it doubles with each.", from: 1) {
            $0.schedule.first = .seconds($1)
        },
        .duration("retry_longest", "\"5m\"", "Longest wait after many failures.", from: 1) {
            $0.schedule.longest = .seconds($1)
        },
        .duration("timeout", "\"10s\"", "How long one attempt may take.", from: 1) {
            $0.schedule.timeout = .seconds($1)
        },
        .duration("dead_after", "\"5m\"", "A technical alert after so long without a success.", from: 1) {
            $0.schedule.deadAfter = .seconds($1)
        },
    ]

    private static func isAddress(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else { return false }
        return ["http", "https"].contains(url.scheme?.lowercased())
    }

    /// A key that the kind needs and that is not there; nil where nothing is missing.
    var missingKey: ConfigurationKey? {
        let missing: String? =
            switch kind {
            case .journal: nil
            case .webhook: url.isEmpty ? "url" : secretFile.isEmpty ? "secret_file" : nil
            case .hl7: host.isEmpty ? "host" : port == 0 ? "port" : nil
            case .fhir: url.isEmpty ? "url" : nil
            case .command: command.first?.isEmpty ?? true ? "command" : nil
            }
        return missing.flatMap { name in Self.settings.first { $0.key.name == name }?.key }
    }
}
