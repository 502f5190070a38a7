/// The layer that feeds the output back, as a `Scan`: a loop over the steps whose body is a graph of its own.
extension ONNXNetworkGraph {
    /// Appends the layer and the head, from z = W x + b `[T, B, H]` to `all_logits` `[T, B, O]`.
    ///
    ///     z += C ctx (+ U h)      h = φ(z)      l = V h + c      ctx' = α ctx + ψ(l)
    ///
    /// Past the end of a sequence the state stays as it is.
    /// - Returns: the logits.
    mutating func addScan(_ shape: LayerShape, _ input: String) -> String {
        let prefix = shape.valuePrefix
        let (hiddenSize, outputSize) = (shape.hiddenSize, shape.contextSize)
        addTransposedWeights(prefix + "C", rows: hiddenSize, columns: outputSize, at: shape.contextWeights)
        addTransposedWeights("head_weights", rows: outputSize, columns: hiddenSize, at: layout.headWeights)
        addWeights("head_bias", [outputSize], at: layout.headBias)
        graph.addConstant(Tensor(name: "decay", shape: [], values: [Float(shape.contextDecay)]))
        if shape.cell.feedsHiddenBack {
            addTransposedWeights(prefix + "U", rows: hiddenSize, columns: hiddenSize, at: shape.recurrentWeights)
        }
        let parts = shape.stateParts.map(\.name)
        graph.addNode(
            "Scan", parts.map { $0 + "_0" } + [input, "active"], parts.map { $0 + "_T" } + ["all_logits"],
            ["num_scan_inputs": .integer(2), "body": .graph(body(shape))])
        return "all_logits"
    }

    /// One step; weights come from the graph around it.
    private func body(_ shape: LayerShape) -> ONNXGraph {
        let prefix = shape.valuePrefix
        var body = ONNXGraph(name: "step")
        for (name, size) in shape.stateParts { body.addInput(name, ["batch", .known(size)]) }
        body.addInput("z_t", ["batch", .known(shape.hiddenSize)])
        body.addInput("active_t", ["batch", 1], type: .bool)

        body.addNode("MatMul", [prefix + "context", prefix + "C"], ["Cctx"])
        body.addNode("Add", ["z_t", "Cctx"], ["z_context"])
        var sum = "z_context"
        if shape.cell.feedsHiddenBack {
            body.addNode("MatMul", [prefix + "h", prefix + "U"], ["Uh"])
            body.addNode("Add", [sum, "Uh"], ["z_hidden"])
            sum = "z_hidden"
        }
        body.addNode(shape.activation.operation, [sum], ["h_t"])
        body.addNode("MatMul", ["h_t", "head_weights"], ["Vh"])
        body.addNode("Add", ["Vh", "head_bias"], ["logits_t"])
        body.addNode(shape.contextFeedback == .sigmoid ? "Sigmoid" : "Identity", ["logits_t"], ["y_t"])
        body.addNode("Mul", ["decay", prefix + "context"], ["decayed_context"])
        body.addNode("Add", ["decayed_context", "y_t"], ["context_t"])

        for (name, size) in shape.stateParts {
            let value = name == prefix + "h" ? "h_t" : "context_t"
            body.addNode("Where", ["active_t", value, name], [name + "_next"])
            body.addOutput(name + "_next", ["batch", .known(size)])
        }
        body.addOutput("logits_t", ["batch", .known(shape.contextSize)])
        return body
    }
}
