import ClinicalDomain
import Daemon
import Foundation
import Ingest
import RecurrentNetworks
import Scoring
import Testing
import Training

/// Exported networks on the stays of recorded patients, encoded as scoring and training encode them.
@Suite(
    .enabled(if: RecordedStays.areThere, "the folder shared is there, or WARDWATCH_SHARED names it"),
    .enabled(if: ONNXRuntime.isAvailable, "a Python with onnx, onnxruntime and numpy, see WARDWATCH_PYTHON"))
struct ONNXExportTests {
    @Test(arguments: CellKind.allCases)
    func `onnxruntime gives the logits of recorded patients with every architecture of a cell`(
        cell: CellKind
    ) async throws {
        let stays = try await RecordedStays.shared.value
        #expect(stays.features.count >= 50)
        let networks = NetworkArchitecture.everyKind(inputSize: stays.featureCount, hiddenSize: 20, outputSize: 1)
            .filter { $0.cell == cell }
            .enumerated().map { RecurrentNetwork(everythingRandom: $1, seed: UInt64($0)) }
        let results = try ONNXRuntime.run(
            networks.map { network in
                ONNXRuntime.Job(
                    bytes: try ONNX.encode(network),
                    calls: [stays.tensors(staticSize: network.architecture.staticSize)])
            })
        var (worst, largest) = (0.0, Float(0))
        for (network, result) in zip(networks, results) {
            let expected = try network.forward(stays.batch(staticSize: network.architecture.staticSize))
            let found = try #require(result[0].tensors["logits"])
            try #require(found.count == expected.count)
            // Of logits in the thousands (a random Jordan network may feed itself up) relative to their size.
            let difference = zip(found, expected).map { Double(abs($0 - $1) / max(1, abs($1))) }.max() ?? .infinity
            #expect(difference < 1e-5, "\(network.architecture)")
            worst = max(worst, difference)
            largest = max(largest, expected.map(abs).max() ?? 0)
        }
        print(
            "\(cell.rawValue): \(networks.count) networks, \(stays.features.count) recorded patients, "
                + "logits up to \(largest), largest difference \(worst)")
    }
}

/// Stays of the PhysioNet/CinC Challenge 2019, imported into a database and encoded from there.
struct RecordedStays: Sendable {
    /// Features of one time step.
    let featureCount: Int
    /// The features of each stay, `[length, featureCount]`.
    let features: [[Float]]

    private static let archive: String = {
        let shared =
            ProcessInfo.processInfo.environment["WARDWATCH_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared")
        return shared.appendingPathComponent("data/physionet2019-setA.tar.xz").path
    }()

    static var areThere: Bool { FileManager.default.fileExists(atPath: archive) }

    /// Read once for all tests.
    static let shared = Task { try await RecordedStays() }

    private init() async throws {
        let temporary = try TemporaryStore()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["tar", "xJf", Self.archive, "-C", temporary.directory.path]
            + ["--wildcards", "training_setA/p0000[0-6]*.psv"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let files = try ImportJob.files(
            of: [temporary.directory.appendingPathComponent("training_setA").path], format: .physionet2019)
        let job = ImportJob(
            format: .physionet2019, settings: FileSettings(admitted: hour(0)), sink: StoreSink(store: temporary.store),
            now: { hour(9) })
        _ = try await job.run(files: files) { _ in
        } progress: { _ in
        }
        let data = TrainingData(store: temporary.store)
        var schema = try data.survey(outcome: .sepsis, includesClock: true) { _ in true }.schema
        schema.channelFeatures = SequenceSchema.plainFeatures
        featureCount = schema.featureCount
        features = try data.sequences(outcome: .sepsis, schema: schema).map(\.features)
    }

    /// The first features of a stay stand for what is known before it.
    private func staticInputs(_ size: Int) -> [[Float]] { features.map { Array($0.prefix(size)) } }

    private var lengths: [Int] { features.map { $0.count / featureCount } }

    /// The inputs of the exported graph, padded with zeros.
    func tensors(staticSize: Int) -> [Tensor] {
        let (count, length) = (features.count, lengths.max() ?? 0)
        var x = [Float](repeating: 0, count: length * count * featureCount)
        for (stay, values) in features.enumerated() {
            for step in 0..<lengths[stay] {
                let (source, target) = (step * featureCount, (step * count + stay) * featureCount)
                x.replaceSubrange(target..<(target + featureCount), with: values[source..<(source + featureCount)])
            }
        }
        let bytes = lengths.flatMap { length in (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } }
        let tensors = [
            Tensor(name: "x", shape: [length, count, featureCount], values: x),
            Tensor(name: "lengths", type: .i32, shape: [count], bytes: bytes),
        ]
        guard staticSize > 0 else { return tensors }
        let values = staticInputs(staticSize).flatMap { $0 }
        return tensors + [Tensor(name: "static_inputs", shape: [count, staticSize], values: values)]
    }

    /// The same for the network itself.
    func batch(staticSize: Int) throws(NetworkError) -> SequenceBatch<Float> {
        try SequenceBatch(
            inputSize: featureCount, targetSize: 1, inputs: features,
            targets: lengths.map { [Float](repeating: 0, count: $0) },
            lossWeights: lengths.map { [Float](repeating: 1, count: $0) },
            staticInputs: staticSize > 0 ? staticInputs(staticSize) : nil)
    }
}
