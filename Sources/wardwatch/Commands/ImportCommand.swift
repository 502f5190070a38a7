import ArgumentParser
import ClinicalDomain
import Daemon
import Ingest
import Store

struct ImportCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring recorded history in.",
        discussion: """
            Directories are read with everything in them; - is standard input (csv, ndjson, hl7). What was stored \
            before is recognized, so an interrupted import is simply run again. What cannot be used is quarantined with \
            its line and reason, and the rest goes in: `wardwatch quarantine list --summary`. Codes, units and the time \
            zone are those of --config (site.channels_file, site.time_zone). docs/formats.md describes each format.

              csv            a row for each result, or a column for each channel (*.csv)
              ndjson         one flat JSON object a line (*.ndjson)
              hl7            HL7 v2 messages: plain, FHS/BHS batches, MLLP captures (*.hl7)
              fhir           FHIR R4: Bundle or resource (*.json), bulk data (*.ndjson)
              physionet2012  records of the challenge, and Outcomes-a.txt (*.txt)
              physionet2019  records of the challenge (*.psv)

            Example:
              wardwatch import csv charts.csv --config /etc/wardwatch/wardwatch.toml
              wardwatch import ndjson monitor.ndjson more.ndjson
              wardwatch import hl7 ./archive
              wardwatch import fhir ./export
              wardwatch import physionet2012 ./set-a Outcomes-a.txt
              wardwatch import physionet2019 ./training_setA
            """)

    @Argument(help: "The format of the files.")
    var format: FileFormat

    @Argument(help: "Files and directories.", completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("The admission of records that carry no dates (ISO 8601).", valueName: "time"))
    var asOf: InstantArgument = InstantArgument(instant: Instant(millisecondsSince1970: 1_546_300_800_000))

    @Option(help: ArgumentHelp("At most so many files.", valueName: "number"))
    var limit: CountArgument?

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        var files = try ImportJob.files(of: paths, format: format)
        if let limit { files = Array(files.prefix(limit.value)) }
        let site = try ImportSite(global, admitted: asOf.instant)
        let store = try site.store(.create)
        let job = ImportJob(
            format: format, settings: site.settings, sink: StoreSink(store: store), now: WardwatchStore.systemClock)
        let bar = ProgressBar("importing")
        let started = ContinuousClock.now
        let result = try await job.run(
            files: files,
            refused: { error in Terminal.complain("\(error)", hint: error.hint) },
            progress: { progress in
                bar.update(
                    done: progress.filesDone, total: progress.files, detail: "\(progress.observations) observations")
            })
        bar.finish()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let rate = Int(Double(result.observations) / max(seconds, 0.001))
        Terminal.say(
            "\(result.records) records from \(result.files - result.filesRefused) files: "
                + "\(result.observations) observations stored, \(result.repeated) records known before, "
                + "\(result.ignored) not for us, \(result.quarantined) entries quarantined; "
                + "\(seconds.formatted(1)) s, \(rate) observations/s")
        if result.quarantined > 0 {
            let reasons = result.reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            Terminal.say(
                "quarantined: " + reasons.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
                    + "; `wardwatch quarantine list --summary` shows what and where")
        }
        try store.close()
        if result.filesRefused > 0 {
            throw CommandError(
                "\(result.filesRefused) of \(result.files) files were refused", hint: "see the messages above")
        }
    }
}
