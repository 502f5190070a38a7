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
            Directories are read with everything in them; - is standard input. What was stored before is recognized, so
            an interrupted import is simply run again. What cannot be used is quarantined: `wardwatch quarantine list`.

            Example:
              wardwatch import physionet2019 ./training_setA
              wardwatch import ndjson monitor.ndjson more.ndjson
            """)

    @Argument(help: ArgumentHelp("csv, ndjson, physionet2012 or physionet2019."))
    var format: FileFormat

    @Argument(help: "Files and directories.")
    var paths: [String]

    @Option(help: "The admission of records that carry no dates (ISO 8601).")
    var asOf: InstantArgument = InstantArgument(instant: Instant(millisecondsSince1970: 1_546_300_800_000))

    @Option(help: "At most so many files.")
    var limit: Int?

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        var files = try ImportJob.files(of: paths, format: format)
        if let limit { files = Array(files.prefix(max(0, limit))) }
        let store = try global.store(.create)
        let job = ImportJob(
            format: format, admitted: asOf.instant, sink: StoreSink(store: store), now: WardwatchStore.systemClock)
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
                + "\(result.quarantined) entries quarantined; \(seconds.formatted(1)) s, \(rate) observations/s")
        try store.close()
        if result.filesRefused > 0 {
            throw CommandError(
                "\(result.filesRefused) of \(result.files) files were refused", hint: "see the messages above")
        }
    }
}
