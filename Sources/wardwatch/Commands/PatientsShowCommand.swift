import ArgumentParser
import ClinicalDomain
import Daemon
import Store
import TerminalBoard

struct PatientsShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Draw a patient's vital signs, risk, NEWS2 and alerts, and list the steps.",
        discussion: """
            Curves reach back from the patient's newest value. Dotted lines are the ends of what NEWS2 gives no points \
            for, or from where on an alert is raised. Times are local (TZ). Other formats give the steps alone.

            Example:
              wardwatch patients show SIM-900007
              wardwatch patients show SIM-900007 --since 3d
            """)

    @Argument(help: "The patient's identifier.", completion: .patients)
    var patient: String

    @Option(
        help: ArgumentHelp(
            "Only so much time before the newest value: 90m, 7d; by default 24h are drawn.", valueName: "duration"))
    var since: DurationArgument?

    @Option(help: ArgumentHelp("At most so many of the newest steps.", valueName: "number"))
    var steps: CountArgument = 48

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let since, since.seconds < 60 { throw ValidationError("--since must be at least 1m") }
    }

    func execute() async throws {
        let store = try global.store(.readOnly)
        if format.format == .table { try await draw(store) } else { try await list(store) }
    }

    private func draw(_ store: WardwatchStore) async throws {
        let terminal = TerminalKind()
        let trends = try await PatientTrends(
            store, patient: patient, hours: (since?.seconds ?? 86_400) / 3600,
            policy: try global.configuration().alertPolicy, glyphs: terminal.glyphs)
        guard let trends else { throw try await PatientReference(store: store).unknown(patient) }
        let story = PatientStory(trends, steps: steps.value, glyphs: terminal.glyphs)
        let lines = story.lines(width: TerminalKind.width, clock: TerminalKind.clock(at: trends.chart.end))
        try StandardOutput.print(
            lines.map { $0.rendered(terminal.palette).trimmingTrailingSpaces() }.joined(separator: "\n"))
    }

    private func list(_ store: WardwatchStore) async throws {
        let stay = try await PatientReference(store: store).stay(patient)
        var start = try await store.startOfNewestSteps(steps.value, of: stay.id) ?? WardwatchStore.systemClock()
        if let since, let newest = try await store.startOfNewestSteps(1, of: stay.id) {
            start = max(start, newest.advanced(bySeconds: -since.seconds))
        }
        let timeline = PatientSteps(try await store.observations(of: stay.id, since: start))
        let assessments = try await store.assessments(of: stay.id, since: start)
        // Of several models that scored a step, the one that did so last.
        let newest = Dictionary(assessments.map { ($0.assessment.step, $0) }) { $1.assessed >= $0.assessed ? $1 : $0 }
        let rows = newest.values.map(\.assessment).sorted { $0.step < $1.step }.suffix(steps.value).map {
            StepRow($0, timeline)
        }
        try Listing.show(
            Array(rows), name: "steps", format: format.format,
            empty: "nothing has been scored yet; is wardwatchd running?")
    }
}
