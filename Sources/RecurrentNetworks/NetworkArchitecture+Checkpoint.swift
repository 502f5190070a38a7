extension NetworkArchitecture {
    /// The architecture as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        CheckpointRecord(
            cell.rawValue,
            [
                "inputSize": "\(inputSize)", "hiddenSize": "\(hiddenSize)", "outputSize": "\(outputSize)",
                "contextDecay": "\(contextDecay)", "contextFeedback": contextFeedback.rawValue,
                "layerCount": "\(layerCount)", "isBidirectional": "\(isBidirectional)",
                "activation": activation.rawValue, "dropout": "\(dropout)", "windowSize": "\(windowSize)",
                "staticSize": "\(staticSize)",
            ])
    }

    /// The architecture of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        guard let cell = CellKind(rawValue: record.name) else {
            throw record.unknownName(expected: "the name of a cell")
        }
        let inputSize: Int = try record.value("inputSize")
        let hiddenSize: Int = try record.value("hiddenSize")
        let outputSize: Int = try record.value("outputSize")
        let contextDecay: Double = try record.value("contextDecay")
        let contextFeedback: ContextFeedback = try record.choice("contextFeedback")
        let layerCount: Int = try record.value("layerCount")
        let isBidirectional: Bool = try record.value("isBidirectional")
        let activation: Activation = try record.choice("activation")
        let dropout: Double = try record.value("dropout")
        let windowSize: Int = try record.value("windowSize")
        let staticSize: Int = try record.value("staticSize")
        do {
            try self.init(
                cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, outputSize: outputSize,
                contextDecay: contextDecay, contextFeedback: contextFeedback, layerCount: layerCount,
                isBidirectional: isBidirectional, activation: activation, dropout: dropout, windowSize: windowSize,
                staticSize: staticSize)
        } catch {
            throw CheckpointError.invalidNetwork(error)
        }
    }
}
