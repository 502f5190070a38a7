internal import FHIR
internal import Foundation

/// What a resource can be found by.
public struct ResourceIndex: Hashable, Sendable {
    /// One token, reference or name.
    public struct Term: Hashable, Sendable {
        /// The search parameter with its type in front: `Observation.code`.
        ///
        /// `Observation.subject:identifier` holds the business identifiers that references state.
        public var parameter: String
        /// The code, the target of a reference, or the folded name.
        public var text: String
        /// The system of a token; empty when it has none.
        public var system: String
    }

    /// The terms.
    public private(set) var terms: Set<Term> = []
    /// The span of the date that is searched for, in milliseconds since 1970; nil when there is none.
    public private(set) var date: Range<Int64>?

    private let type: ResourceType?

    /// Nothing: what a deleted resource can be found by.
    public init() { type = nil }

    /// What a valid resource can be found by.
    ///
    /// Dates without a time are days in UTC.
    ///
    /// - Parameter base: the address of the service, to which absolute references may lead.
    init(_ resource: JSONValue, type: ResourceType, base: String) {
        self.type = type
        switch type {
        case .observation: index(ObservationResource(resource), base)
        case .patient: index(PatientResource(resource))
        case .encounter: index(EncounterResource(resource), base)
        }
        for identifier in IdentifierElement.identifiers(of: resource) { add("identifier", identifier) }
    }

    /// The target of a reference: `Type/ID` of a resource of this service, or an address elsewhere; nil where there is
    /// none.
    public func target(of parameter: String) -> String? {
        type.flatMap { type in terms.first { $0.parameter == "\(type.rawValue).\(parameter)" }?.text }
    }

    /// Folds letters with and without capitals or marks into one, as searches by name compare them.
    static func fold(_ name: String) -> String {
        name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    private mutating func index(_ observation: ObservationResource, _ base: String) {
        for code in observation.codes { add("code", code) }
        for category in observation.categories { add("category", category) }
        add("status", observation.status)
        add("subject", observation.subject, base)
        add("encounter", observation.encounter, base)
        date = observation.effective()
    }

    private mutating func index(_ patient: PatientResource) {
        add("gender", patient.gender)
        for family in patient.familyNames { add("family", Self.fold(family)) }
        for name in patient.nameParts { add("name", Self.fold(name)) }
        date = patient.birthDate?.milliseconds()
    }

    private mutating func index(_ encounter: EncounterResource, _ base: String) {
        add("status", encounter.status)
        if let `class` = encounter.class { add("class", `class`) }
        add("subject", encounter.subject, base)
        guard let period = encounter.period else { return }
        let start = period.start?.milliseconds().lowerBound ?? .min
        date = start..<max(period.end?.milliseconds().upperBound ?? .max, start.advanced(by: 1))
    }

    private mutating func add(_ parameter: String, _ text: String?, system: String? = nil) {
        guard let text, let type else { return }
        terms.insert(Term(parameter: "\(type.rawValue).\(parameter)", text: text, system: system ?? ""))
    }

    private mutating func add(_ parameter: String, _ coding: CodingElement) {
        add(parameter, coding.code, system: coding.system)
    }

    private mutating func add(_ parameter: String, _ identifier: IdentifierElement) {
        add(parameter, identifier.value, system: identifier.system)
    }

    private mutating func add(_ parameter: String, _ reference: ReferenceElement?, _ base: String) {
        guard let reference else { return }
        if let target = reference.target {
            let server = reference.base.flatMap { $0 == base ? nil : $0 + "/" } ?? ""
            add(parameter, "\(server)\(target.type)/\(target.id)")
        }
        if let identifier = reference.identifier { add("\(parameter):identifier", identifier) }
    }
}
