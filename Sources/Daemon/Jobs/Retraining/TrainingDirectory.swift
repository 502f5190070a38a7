internal import Crypto
internal import Foundation
internal import Training

/// Where trainings that are under way leave what they have reached, so that a killed one can go on.
///
/// A directory beside the models, named after data and request: another question finds nothing in it.
struct TrainingDirectory: Sendable {
    private let root: URL
    private let url: URL

    /// The directory of a run.
    init(models: ModelDirectory, dataDigest: String, settings: String) {
        root = models.url.appendingPathComponent(".training")
        let key = SHA256.hash(data: Data((dataDigest + settings).utf8))
        url = root.appendingPathComponent(key.prefix(12).map { String(format: "%02x", $0) }.joined())
    }

    /// Where the training of a network was; nil when there is nothing usable.
    func progress(of network: String) -> TrainingProgress? {
        FileManager.default.contents(atPath: file(network).path).flatMap { TrainingProgress(fileBytes: Array($0)) }
    }

    /// Writes where the training of a network is, whole or not at all.
    func keep(_ progress: TrainingProgress, of network: String) throws {
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        let file = file(network)
        try Data(progress.fileBytes()).write(to: file, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    }

    /// Removes everything, also what earlier runs left that were never gone on with.
    func remove() { try? FileManager.default.removeItem(at: root) }

    private func file(_ network: String) -> URL { url.appendingPathComponent("\(network).safetensors") }
}
