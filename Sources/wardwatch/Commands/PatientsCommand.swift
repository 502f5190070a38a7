import ArgumentParser
import ClinicalDomain
import Store

struct PatientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patients", abstract: "List patients, show, export or delete one.",
        discussion: "Example:\n  wardwatch patients list --unit W7",
        subcommands: [
            PatientsListCommand.self, PatientsShowCommand.self, PatientsExportCommand.self, PatientsDeleteCommand.self,
        ], defaultSubcommand: PatientsListCommand.self)
}

struct PatientsListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List stays with their newest scores, the highest risk first.",
        discussion: """
            --since and --until are about the newest value of a stay.

            Example:
              wardwatch patients list --unit W1 --since 12h
              wardwatch patients list --all --format csv
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var period: PeriodOptions

    @Flag(help: "Discharged stays as well.")
    var all = false

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 1000

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        // All of them, because the limit applies to the highest risks.
        let filter = PatientFilter(
            unit: place.unit, identifier: place.patient, since: period.since?.instant, openOnly: !all, limit: .max)
        let listings = try await store.patients(filter).filter { listing in
            period.until == nil || listing.lastEffective.map(period.contains) ?? true
        }
        if listings.isEmpty { try await place.complainAboutUnknownPatient(in: store) }
        let rows = listings.map(PatientRow.init).sorted { ($1.risk ?? -1, $0.patient) < ($0.risk ?? -1, $1.patient) }
        try Listing.show(
            Array(rows.prefix(limit.value)), name: "patients", format: format.format, empty: "no patients")
    }
}

/// A patient's stay in a listing.
struct PatientRow: ListingRow {
    let patient: String
    let visit: String
    let unit: String
    let bed: String
    let lastEffective: Instant?
    let risk: Double?
    let model: String?
    let news2: Int?
    let news2IsPartial: Bool?
    let alerts: Int

    init(_ listing: PatientListing) {
        patient = listing.patient.identifier
        visit = listing.encounter.visitNumber
        unit = listing.encounter.unit
        bed = listing.encounter.bed
        lastEffective = listing.lastEffective
        let assessment = listing.assessment?.assessment
        risk = assessment?.risk?.probability
        model = assessment?.risk?.model
        news2 = assessment?.news2?.total
        news2IsPartial = assessment?.news2?.isPartial
        alerts = listing.alertsInForce.count
    }

    static let columns: [ListingColumn] = [
        "patient", .spare("unit", 2), .spare("bed", 3), .spare("last value", 1), "risk", "news2", "alerts",
    ]

    static let fields = [
        "patient", "visit", "unit", "bed", "lastEffective", "risk", "model", "news2", "news2IsPartial", "alerts",
    ]

    var cells: [String] {
        [
            patient, unit, bed, lastEffective?.tableText ?? "", risk?.formatted(3) ?? "",
            news2.map { (news2IsPartial == true ? ">=" : "") + String($0) } ?? "", alerts > 0 ? String(alerts) : "",
        ]
    }
}
