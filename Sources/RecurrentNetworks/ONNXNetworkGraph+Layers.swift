/// One layer in one direction as an operation of ONNX.
///
/// ONNX stacks the blocks of the gates in another order than PyTorch and this module: i, o, f, c for the `LSTM` (c is
/// g), z, r, h for the `GRU` (h is n).
extension ONNXNetworkGraph {
    /// Appends a layer that reads `input` `[T, B, D_k]`.
    ///
    /// - Returns: what it gives upwards: its hidden activations `[T, B, H]`, or the logits if it feeds the output back.
    mutating func addLayer(_ shape: LayerShape, input: String) -> String {
        switch shape.cell {
        case .lstm:
            addRecurrence("LSTM", shape, input, gateOrder: [0, 3, 1, 2])
        case .gru:
            addRecurrence("GRU", shape, input, gateOrder: [1, 0, 2], ["linear_before_reset": .integer(1)])
        case .elman:
            addRecurrence("RNN", shape, input, gateOrder: [0], ["activations": .texts([shape.activation.operation])])
        case .feedForward: addActivation(shape, addInputProduct(shape, input))
        case .jordan, .elmanJordan: addScan(shape, addInputProduct(shape, input))
        }
    }

    /// `LSTM`, `GRU` or `RNN`, with sequences of any length and the state before and after.
    private mutating func addRecurrence(
        _ operation: String, _ shape: LayerShape, _ input: String, gateOrder: [Int],
        _ more: [String: ONNXGraph.Attribute] = [:]
    ) -> String {
        let prefix = shape.valuePrefix
        let names = ["W", "R", "B"].map { prefix + $0 }
        addGates(names[0], shape, columns: shape.inputSize, at: shape.inputWeights, gateOrder)
        addGates(names[1], shape, columns: shape.hiddenSize, at: shape.recurrentWeights, gateOrder)
        let bias = gates(shape, columns: 1, at: shape.bias, gateOrder)
        let recurrentBias =
            shape.cell == .gru
            ? gates(shape, columns: 1, at: shape.recurrentBias, gateOrder)
            : [Float](repeating: 0, count: shape.gateRows)
        graph.addConstant(Tensor(name: names[2], shape: [1, 2 * shape.gateRows], values: bias + recurrentBias))
        let parts = shape.stateParts.map(\.name)
        for part in parts { graph.addNode("Unsqueeze", [part + "_0", "axis_0"], [part + "_initial"]) }
        graph.addNode(
            operation, [input] + names + ["length"] + parts.map { $0 + "_initial" },
            [prefix + "Y"] + parts.map { $0 + "_last" },
            more.merging([
                "hidden_size": .integer(shape.hiddenSize), "direction": .text(shape.isReverse ? "reverse" : "forward"),
            ]) { $1 })
        for part in parts { graph.addNode("Squeeze", [part + "_last", "axis_0"], [part + "_T"]) }
        graph.addNode("Squeeze", [prefix + "Y", "axis_1"], [prefix + "hidden"])
        return prefix + "hidden"
    }

    /// W x + b, `[T, B, H]`.
    private mutating func addInputProduct(_ shape: LayerShape, _ input: String) -> String {
        let prefix = shape.valuePrefix
        addTransposedWeights(prefix + "W", rows: shape.hiddenSize, columns: shape.inputSize, at: shape.inputWeights)
        addWeights(prefix + "b", [shape.hiddenSize], at: shape.bias)
        graph.addNode("MatMul", [input, prefix + "W"], [prefix + "Wx"])
        graph.addNode("Add", [prefix + "Wx", prefix + "b"], [prefix + "z"])
        return prefix + "z"
    }

    private mutating func addActivation(_ shape: LayerShape, _ input: String) -> String {
        graph.addNode(shape.activation.operation, [input], [shape.valuePrefix + "hidden"])
        return shape.valuePrefix + "hidden"
    }

    private mutating func addGates(
        _ name: String, _ shape: LayerShape, columns: Int, at start: Int, _ gateOrder: [Int]
    ) {
        graph.addConstant(
            Tensor(
                name: name, shape: [1, shape.gateRows, columns],
                values: gates(shape, columns: columns, at: start, gateOrder)))
    }

    /// The blocks of `H` rows at `start`, in another order.
    private func gates(_ shape: LayerShape, columns: Int, at start: Int, _ gateOrder: [Int]) -> [Float] {
        let count = shape.hiddenSize * columns
        return gateOrder.flatMap { network.parameters[(start + $0 * count)..<(start + ($0 + 1) * count)] }
    }
}

extension Activation {
    /// The operation of ONNX.
    var operation: String {
        switch self {
        case .tanh: "Tanh"
        case .relu: "Relu"
        case .sigmoid: "Sigmoid"
        }
    }
}
