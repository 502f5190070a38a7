internal import RecurrentNetworks

/// Where the training of one network is after an epoch: all that going on to the same bits needs, but for the data.
public struct TrainingProgress: Sendable {
    /// The last epoch that is complete.
    public let epoch: Int
    private let checkpoint: [UInt8]
    private let best: [Tensor]

    private static let format = "wardwatch-training-progress-1"

    init(epoch: Int, trainer: Trainer<Float>, best: RecurrentNetwork<Float>?) {
        (self.epoch, checkpoint, self.best) = (epoch, trainer.checkpoint(), best?.tensors() ?? [])
    }

    /// The progress as the bytes of a safetensors file: the trainer's checkpoint as one tensor, the best epoch's weights
    /// beside it.
    public func fileBytes() -> [UInt8] {
        let trainer = Tensor(name: "trainer", type: .u8, shape: [checkpoint.count], bytes: checkpoint)
        let weights = best.map {
            Tensor(name: "best." + $0.name, type: $0.type, shape: $0.shape, bytes: $0.bytes)
        }
        return Safetensors.encode(
            tensors: [trainer] + weights, metadata: ["format": Self.format, "epoch": "\(epoch)"])
    }

    /// Reads ``fileBytes()``; nil for anything else, such as a file that was cut off.
    public init?(fileBytes: [UInt8]) {
        guard let (tensors, metadata) = try? Safetensors.decode(fileBytes), metadata["format"] == Self.format,
            let epoch = metadata["epoch"].flatMap({ Int($0) }), (1...1_000_000).contains(epoch),
            let trainer = tensors.first(where: { $0.name == "trainer" })
        else { return nil }
        (self.epoch, checkpoint) = (epoch, trainer.bytes)
        best = tensors.filter { $0.name.hasPrefix("best.") }.map {
            Tensor(name: String($0.name.dropFirst(5)), type: $0.type, shape: $0.shape, bytes: $0.bytes)
        }
    }

    /// The trainer that goes on.
    func trainer(threadCount: Int) throws -> Trainer<Float> {
        try Trainer(resuming: checkpoint, threadCount: threadCount)
    }

    /// The weights of the best epoch so far; nil for none.
    func best(architecture: NetworkArchitecture) throws -> RecurrentNetwork<Float>? {
        best.isEmpty ? nil : try RecurrentNetwork(architecture: architecture, tensors: best)
    }
}
