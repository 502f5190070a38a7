import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Ingest
import Scoring
import Store

struct PredictCommand: WardwatchCommand {
    enum PredictionFormat: String, ExpressibleByArgument, CaseIterable {
        case physionet2012, physionet2019
    }

    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Score the files of a challenge as its organizers want them.",
        discussion: """
            physionet2019: a directory of *.psv becomes a directory of files of the same names, one row for each row, \
            computed from the rows up to it. physionet2012: a directory of records becomes one CSV file.

            Example:
              wardwatch predict --format physionet2019 --input ./test --output ./predictions
              wardwatch predict --model ./model.safetensors --format physionet2012 \\
                --input ./set-b --output risk.csv
            """)

    @Option(
        help: ArgumentHelp(
            "A registered model, or the path of a .safetensors file; by default the one in use.", valueName: "name"),
        completion: .models)
    var model: String?

    @Option(help: "The challenge whose files they are.")
    var format: PredictionFormat

    @Option(help: ArgumentHelp("The directory with the records.", valueName: "path"), completion: .directory)
    var input: String

    @Option(help: ArgumentHelp("The directory (2019) or file (2012) to write.", valueName: "path"), completion: .file())
    var output: String

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let fileFormat: FileFormat = format == .physionet2019 ? .physionet2019 : .physionet2012
        let files = try ImportJob.files(of: [input], format: fileFormat).filter { !$0.contains("Outcomes") }
        let job = PredictionJob(model: try await riskModel())
        let bar = ProgressBar("scoring")
        let started = ContinuousClock.now
        switch format {
        case .physionet2019:
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            try await forEach(files, bar: bar) { file in
                let target = "\(output)/\(URL(fileURLWithPath: file).lastPathComponent)"
                try Data(job.physionet2019(path: file).utf8).write(to: URL(fileURLWithPath: target))
            }
        case .physionet2012:
            let rows = Rows()
            try await forEach(files, bar: bar) { file in
                let (probability, label) = try job.physionet2012(path: file)
                let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
                await rows.add("\(name),\(probability),\(label)")
            }
            let text = (["RecordID,Probability,Label"] + (await rows.sorted)).joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        }
        bar.finish()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        Terminal.say("\(files.count) records scored in \(seconds.formatted(1)) s -> \(output)")
    }

    private func riskModel() async throws -> RiskModel {
        if let model, model.hasSuffix(".safetensors") { return try ModelDirectory.load(path: model) }
        let store = try global.store(.readOnly)
        return try await ModelReference(store: store, directory: try global.modelDirectory()).model(model)
    }

    /// Two files at a time, one for each core.
    private func forEach(
        _ files: [String], bar: ProgressBar, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, file) in files.enumerated() {
                if index >= 2 { try await group.next() }
                group.addTask { try await body(file) }
                bar.update(done: index, total: files.count, detail: "")
            }
            try await group.waitForAll()
        }
    }

    private actor Rows {
        private var rows: [String] = []
        var sorted: [String] { rows.sorted() }
        func add(_ row: String) { rows.append(row) }
    }
}
