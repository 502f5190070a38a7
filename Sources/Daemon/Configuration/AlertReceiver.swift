public import ClinicalDomain
public import Delivery
public import TransportSecurity

/// Who is told of alerts, and how: one `[[delivery.receiver]]`.
public struct AlertReceiver: Sendable, Hashable {
    /// How a receiver gets its messages.
    public enum Kind: String, Sendable, CaseIterable {
        /// Lines in the daemon's log.
        case journal
        /// Signed requests over HTTP.
        case webhook
        /// ORU^R01 over MLLP.
        case hl7
        /// A Flag on a FHIR server.
        case fhir
        /// A program that is run.
        case command
    }

    /// What logs, metrics and alerts call it.
    public var name = ""
    /// How it gets its messages.
    public var kind = Kind.journal
    /// Where requests go; of a FHIR server the service base.
    public var url = ""
    /// The file with what a webhook is signed with.
    public var secretFile = ""
    /// The file with the token that a FHIR server asks for; empty for none.
    public var bearerTokenFile = ""
    /// A URI under which this installation's alerts are numbered, for FHIR.
    public var identifierSystem = "urn:wardwatch:alert"
    /// Name or address of an HL7 receiver.
    public var host = ""
    /// Its port.
    public var port = 0
    /// Its authority, and our certificate and key.
    public var tls = TLSFiles()
    /// How HL7 messages name sender and receiver.
    public var names = HL7AlertNames()
    /// The program and its arguments.
    public var command: [String] = []
    /// The tiers that it is told of; empty for all.
    public var tiers: Set<Int> = []
    /// Whether it gets what asks for no attention; nil for what suits the kind.
    public var informs: Bool?
    /// Whether it gets technical alerts.
    public var technical = true
    /// The units whose patients it is told of; empty for all.
    public var units: Set<String> = []
    /// When it is tried, and again.
    public var schedule = DeliverySchedule()

    /// After how many seconds without a success it counts as dead.
    public var deadAfterSeconds: Double { schedule.deadAfter / .seconds(1) }

    /// The defaults; a name is missing.
    public init() {}

    /// Which messages it gets.
    ///
    /// A program is run for what asks for attention unless the configuration says otherwise: it may be one that pages.
    public var interest: ReceiverInterest {
        ReceiverInterest(
            name: name, tiers: tiers, informs: informs ?? (kind != .command), technical: technical, units: units)
    }
}
