extension Loss {
    /// The loss as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        func joined(_ numbers: [Double]) -> String { numbers.map(\.description).joined(separator: ",") }
        return switch self {
        case .binaryCrossEntropy(let positiveWeight):
            CheckpointRecord(name, ["positiveWeight": "\(positiveWeight)"])
        case .focal(let positiveWeight, let gamma):
            CheckpointRecord(name, ["positiveWeight": "\(positiveWeight)", "gamma": "\(gamma)"])
        case .categoricalCrossEntropy(let classWeights):
            CheckpointRecord(name, classWeights.map { ["classWeights": joined($0)] } ?? [:])
        case .quantile(let levels):
            CheckpointRecord(name, ["levels": joined(levels)])
        case .meanSquaredError, .gaussian:
            CheckpointRecord(name)
        }
    }

    /// The loss of a line of a checkpoint; its numbers are checked with every batch.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        self =
            switch record.name {
            case "binaryCrossEntropy": .binaryCrossEntropy(positiveWeight: try record.value("positiveWeight"))
            case "focal": .focal(positiveWeight: try record.value("positiveWeight"), gamma: try record.value("gamma"))
            case "categoricalCrossEntropy":
                .categoricalCrossEntropy(
                    classWeights: record.optional("classWeights") == nil ? nil : try record.numbers("classWeights"))
            case "meanSquaredError": .meanSquaredError
            case "gaussian": .gaussian
            case "quantile": .quantile(levels: try record.numbers("levels"))
            default: throw record.unknownName(expected: "the name of a loss")
            }
    }
}
