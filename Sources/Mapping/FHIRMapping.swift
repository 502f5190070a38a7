public import ClinicalDomain
public import FHIR

/// FHIR R4 resources → deliveries.
///
/// | from | to |
/// | --- | --- |
/// | Observation.code, component.code: every coding | channel, by the channel table |
/// | valueQuantity, valueInteger, valueCodeableConcept | value in the canonical unit |
/// | effectiveDateTime, effectiveInstant, else the end or the start of effectivePeriod | when it was true |
/// | issued, else meta.lastUpdated, else the reception | when this version was issued |
/// | status | status; registered, cancelled and unknown carry no value |
/// | id | the order of the key, so that a new version replaces the old one |
/// | Patient.identifier, birthDate, gender, deceased | patient, and the outcome `death` |
/// | Encounter.identifier, status, period, location, dischargeDisposition | stay, and the outcome `death` |
///
/// Never fails: what cannot be used comes back as quarantined. Resources are expected to have passed
/// `FHIRValidator`; what has not is quarantined at worst.
public struct FHIRMapping: Sendable {
    /// Seconds east of UTC for a local time given in seconds since 1970 as if it were UTC: the site's time zone.
    public typealias LocalOffset = @Sendable (_ localSecondsSince1970: Int64) -> Int

    let values: ValueMapping
    let localOffset: LocalOffset

    /// A mapping by a table of channels.
    ///
    /// - Parameters:
    ///   - channels: What codes and units mean.
    ///   - localOffset: The site's time zone, for dates, which have no offset.
    public init(channels: ChannelTable = .standard, localOffset: @escaping LocalOffset = { _ in 0 }) {
        values = ValueMapping(channels: channels)
        self.localOffset = localOffset
    }

    /// How a patient is known here: the first business identifier, else the resource's id; nil where there is neither.
    ///
    /// An identifier is `system:value`, as HL7 v2 identifiers are `authority:id`, or the value alone without a
    /// system. An identifier of the use `old` counts only where there is no other.
    public static func patientIdentifier(of patient: PatientResource) -> String? {
        identifier(patient.identifiers) ?? CleanText.identifier(patient.id)
    }

    /// How the patient that a reference points to is known here, as far as the reference itself says.
    ///
    /// Its business identifier, else the id in its address. Who holds the resource that the address means should ask
    /// ``patientIdentifier(of:)-(PatientResource)`` instead.
    public static func patientIdentifier(of reference: ReferenceElement) -> String? {
        guard points(reference, to: "Patient") else { return nil }
        return reference.identifier.flatMap { identifier([$0]) } ?? CleanText.identifier(reference.target?.id)
    }

    /// The visit number of a stay: the value of its first business identifier, else its id, else empty.
    ///
    /// The identifier's system is left away, because PV1-19 of HL7 v2 messages names the stay without one.
    public static func visitNumber(of encounter: EncounterResource) -> String {
        visitNumber(encounter.identifiers) ?? CleanText.label(encounter.id)
    }

    /// The visit number of the stay that a reference points to, as far as the reference itself says; empty if it does
    /// not.
    public static func visitNumber(of reference: ReferenceElement) -> String {
        guard points(reference, to: "Encounter") else { return "" }
        return reference.identifier.flatMap { visitNumber([$0]) } ?? CleanText.label(reference.target?.id)
    }

    /// Whether a reference does not say that it points to something else, such as a Location or a Device.
    private static func points(_ reference: ReferenceElement, to type: String) -> Bool {
        (reference.type ?? type) == type && (reference.target?.type ?? type) == type
    }

    private static func identifier(_ identifiers: [IdentifierElement]) -> String? {
        usable(identifiers).lazy.compactMap { identifier in
            guard let value = CleanText.identifier(identifier.value) else { return nil }
            guard let system = CleanText.identifier(identifier.system) else { return value }
            return CleanText.identifier("\(system):\(value)")
        }.first
    }

    private static func visitNumber(_ identifiers: [IdentifierElement]) -> String? {
        usable(identifiers).lazy.compactMap { CleanText.identifier($0.value) }.first
    }

    /// The identifiers in the order in which they are believed: as given, old ones last.
    private static func usable(_ identifiers: [IdentifierElement]) -> [IdentifierElement] {
        identifiers.filter { $0.use != "old" } + identifiers.filter { $0.use == "old" }
    }

    /// The first moment of a time; nil outside the years 1900 to 2200, which no ISO 8601 time of ours can be read in.
    func instant(_ time: FHIRDateTime) -> Instant? {
        let milliseconds = time.milliseconds(localOffsetSeconds: localOffset).lowerBound
        return Self.milliseconds.contains(milliseconds) ? Instant(millisecondsSince1970: milliseconds) : nil
    }

    /// The moment of a time that is precise to the day at least.
    func moment(_ time: FHIRDateTime?) -> Instant? {
        time.flatMap { $0.precision >= .day ? instant($0) : nil }
    }

    /// Why a resource may not be read without knowing more than R4: it says so itself.
    static func refusal(ofModified resource: JSONValue, type: String) -> QuarantineEntry? {
        for name in ["modifierExtension", "implicitRules"] where resource[name] != nil {
            return QuarantineEntry(
                reason: .unsupported, place: "\(type).\(name)", found: "",
                hint: "it changes the meaning of the resource in a way that is not known here")
        }
        return nil
    }

    /// From 1900-01-01 to before 2201-01-01 UTC.
    private static let milliseconds: Range<Int64> = -2_208_988_800_000..<7_289_654_400_000
}
