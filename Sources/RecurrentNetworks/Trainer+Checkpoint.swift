extension Trainer {
    /// The bytes of a safetensors file from which ``init(resuming:threadCount:)`` goes on to the same bits.
    ///
    /// Tensors: `network.…`, the parameters as in ``RecurrentNetwork/tensors()``; `optimizer.…`, named as in PyTorch's
    /// `state_dict`; `average.…`. The metadata hold everything else, a line each: architecture, loss, optimizer,
    /// options, the state of the rules on validation scores and the position of ``generator``. `Float` networks go on
    /// to the same bits on processors with the same vector instructions.
    public func checkpoint() -> [UInt8] {
        let tensors =
            network.tensors().map { $0.renamed("network." + $0.name) }
            + optimizer.stateTensors().map { $0.renamed("optimizer." + $0.name) }
            + (average?.stateTensors() ?? []).map { $0.renamed("average." + $0.name) }
        var metadata = [
            "format": Self.checkpointFormat,
            "scalar": Scalar.tensorType.rawValue,
            "architecture": network.architecture.checkpointRecord.text,
            "loss": loss.checkpointRecord.text,
            "optimizer": configuration.checkpointRecord.text,
            "schedule": options.schedule.checkpointRecord.text,
            "options": options.checkpointRecord.text,
            "generator": generator.checkpointRecord.text,
        ]
        metadata["plateauReduction"] = plateauReduction?.checkpointRecord.text
        metadata["earlyStopping"] = earlyStopping?.checkpointRecord.text
        return Safetensors.encode(tensors: tensors, metadata: metadata)
    }

    /// A trainer that goes on where the one that wrote the checkpoint was, to the same bits.
    ///
    /// - Parameter threadCount: threads to compute on; the bits of the result do not depend on it.
    /// - Throws: ``CheckpointError`` saying what in the bytes is wrong.
    public init(resuming checkpoint: [UInt8], threadCount: Int = 1) throws(CheckpointError) {
        let tensors: [Tensor]
        let metadata: [String: String]
        do {
            (tensors, metadata) = try Safetensors.decode(checkpoint)
        } catch {
            throw CheckpointError.invalidFile(error)
        }
        for (key, expected) in [("format", Self.checkpointFormat), ("scalar", Scalar.tensorType.rawValue)] {
            guard let text = metadata[key] else { throw CheckpointError.missingText(key: key) }
            guard text == expected else { throw CheckpointError.invalidText(key: key, text: text, expected: expected) }
        }
        var options = try TrainerOptions(CheckpointRecord(metadata, key: "options"))
        options.schedule = try LearningRateSchedule(CheckpointRecord(metadata, key: "schedule"))
        options.plateauReduction =
            metadata["plateauReduction"] == nil
            ? nil : try PlateauReduction(CheckpointRecord(metadata, key: "plateauReduction"))
        options.earlyStopping =
            metadata["earlyStopping"] == nil
            ? nil : try EarlyStopping(CheckpointRecord(metadata, key: "earlyStopping"))
        let loss = try Loss(CheckpointRecord(metadata, key: "loss"))
        let configuration = try OptimizerConfiguration(CheckpointRecord(metadata, key: "optimizer"))
        let generator = try CounterBasedGenerator(CheckpointRecord(metadata, key: "generator"))
        let architecture = try NetworkArchitecture(CheckpointRecord(metadata, key: "architecture"))
        do {
            let parts = try Self.parts(tensors)
            try self.init(
                network: RecurrentNetwork(architecture: architecture, tensors: parts["network"] ?? []),
                loss: loss, optimizer: configuration, options: options, threadCount: threadCount)
            self.generator = generator
            try optimizer.restore(parts["optimizer"] ?? [])
            try average?.restore(parts["average"] ?? [])
        } catch {
            throw CheckpointError.invalidNetwork(error)
        }
    }

    private static var checkpointFormat: String { "recurrent-networks-training-1" }

    /// The tensors by the first part of their names, under the rest of it.
    private static func parts(_ tensors: [Tensor]) throws(NetworkError) -> [String: [Tensor]] {
        var parts: [String: [Tensor]] = [:]
        for tensor in tensors {
            let names = tensor.name.split(separator: ".", maxSplits: 1).map(String.init)
            guard names.count == 2, ["network", "optimizer", "average"].contains(names[0]) else {
                throw NetworkError.unexpectedTensor(name: tensor.name)
            }
            parts[names[0], default: []].append(tensor.renamed(names[1]))
        }
        return parts
    }
}
