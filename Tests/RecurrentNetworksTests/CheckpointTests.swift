import Testing

@testable import RecurrentNetworks

/// Bytes that are not a checkpoint are refused with a reason.
struct CheckpointTests {
    private static func checkpoint() throws -> [UInt8] {
        let options = TrainerOptions(
            gradientValueLimit: GradientValueLimit(1), gradientNormLimit: GradientNormLimit(1), averageDecay: 0.5,
            plateauReduction: PlateauReduction(), earlyStopping: EarlyStopping(patience: 1))
        var trainer = try Trainer<Float>(
            network: RecurrentNetwork(architecture: .small(.jordan), seed: 1),
            loss: .focal(positiveWeight: 2, gamma: 1),
            optimizer: .stochasticGradientDescent(learningRate: 0.1, momentum: 0.5, isNesterov: true),
            options: options)
        try trainer.train(onBatch: TestBatch(inputSize: 3, outputSize: 2, lengths: [3], seed: 1).batch())
        trainer.record(validationScore: 1)
        return trainer.checkpoint()
    }

    @Test func `a checkpoint cut off anywhere is refused`() throws {
        let bytes = try Self.checkpoint()
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: CheckpointError.self) { try Trainer<Float>(resuming: Array(bytes[..<count])) }
        }
    }

    @Test func `a checkpoint of another scalar type is refused`() throws {
        let bytes = try Self.checkpoint()
        #expect(throws: CheckpointError.invalidText(key: "scalar", text: "F32", expected: "F64")) {
            try Trainer<Double>(resuming: bytes)
        }
    }

    @Test func `every line of the metadata is needed unless it is a choice, and none can be another word`() throws {
        let (tensors, metadata) = try Safetensors.decode(Self.checkpoint())
        for key in metadata.keys {
            var changed = metadata
            changed[key] = "other"
            #expect(throws: CheckpointError.self, "\(key)") {
                try Trainer<Float>(resuming: Safetensors.encode(tensors: tensors, metadata: changed))
            }
            guard key != "plateauReduction", key != "earlyStopping" else { continue }
            changed[key] = nil
            #expect(throws: CheckpointError.missingText(key: key)) {
                try Trainer<Float>(resuming: Safetensors.encode(tensors: tensors, metadata: changed))
            }
        }
    }

    @Test func `no number in the metadata can crash the reader`() throws {
        let (tensors, metadata) = try Safetensors.decode(Self.checkpoint())
        var refused = 0
        for (key, text) in metadata {
            let words = text.split(separator: " ").map(String.init)
            for (index, word) in words.enumerated() where word.contains("=") {
                let field = word.split(separator: "=")[0]
                for value in ["", "-1", "nan", "-inf", "1e999", "99999999999999999999", "0", "x=1"] {
                    var changed = words
                    changed[index] = "\(field)=\(value)"
                    var other = metadata
                    other[key] = changed.joined(separator: " ")
                    do {
                        _ = try Trainer<Float>(resuming: Safetensors.encode(tensors: tensors, metadata: other))
                    } catch {
                        refused += 1
                        #expect(!error.description.isEmpty && !error.hint.isEmpty)
                    }
                }
            }
        }
        #expect(refused > 100)
    }

    @Test func `every tensor is needed and none is too many`() throws {
        let (tensors, metadata) = try Safetensors.decode(Self.checkpoint())
        for index in tensors.indices {
            var fewer = tensors
            let removed = fewer.remove(at: index)
            let bytes = Safetensors.encode(tensors: fewer, metadata: metadata)
            #expect(throws: CheckpointError.self, "\(removed.name)") { try Trainer<Float>(resuming: bytes) }
        }
        for name in ["network.other", "optimizer.other", "average.other", "other", "other.step"] {
            let bytes = Safetensors.encode(tensors: tensors + [Tensor(name: name, count: 1)], metadata: metadata)
            #expect(throws: CheckpointError.self, "\(name)") { try Trainer<Float>(resuming: bytes) }
        }
    }
}
