/// The graph of one network while it is being built: inputs, initial state, layers, head, final state.
///
/// Values inside the graph are called `state`, `active` and so on; those of a layer begin with `l0/`, in reverse
/// direction `l0_reverse/`.
struct ONNXNetworkGraph {
    let network: RecurrentNetwork<Float>
    let layout: ParameterLayout
    var graph = ONNXGraph(name: "recurrent-network")

    var architecture: NetworkArchitecture { network.architecture }

    init(_ network: RecurrentNetwork<Float>) {
        self.network = network
        layout = ParameterLayout(network.architecture)
    }

    /// Writes everything.
    mutating func build(calibration: (scale: Double, offset: Double)?) {
        addInputs()
        addInitialState()
        var hidden = "x"
        if architecture.windowSize > 1 { hidden = addWindow() }
        for layer in 0..<architecture.layerCount {
            let directions = layout.layers.filter { $0.layer == layer }
            let outputs = directions.map { addLayer($0, input: hidden) }
            hidden = outputs[0]
            if outputs.count > 1 {
                hidden = "l\(layer)_both/hidden"
                graph.addNode("Concat", outputs, [hidden], ["axis": .integer(2)])
            }
        }
        // A cell that feeds the output back has computed it.
        if !architecture.cell.feedsOutputBack { addHead(hidden) }
        addLogits(calibration: calibration)
        addFinalState()
    }

    // MARK: Inputs

    /// Also the scalars and masks that several parts read: `step_count`, `batch_size`, `length` `[B]` int32,
    /// `step` `[T]` int32, `active` `[T, B, 1]` and the axes `axis_0`, `axis_1`.
    private mutating func addInputs() {
        graph.addInput("x", ["time", "batch", .known(architecture.inputSize)], about: "the sequences, time first")
        graph.addConstant("axis_0", [0])
        graph.addConstant("axis_1", [1])
        graph.addNode("Shape", ["x"], ["x_steps"], ["start": .integer(0), "end": .integer(1)])
        graph.addNode("Shape", ["x"], ["batch_size"], ["start": .integer(1), "end": .integer(2)])
        graph.addNode("Cast", ["x_steps"], ["step_count"], ["to": .integer(6)])  // INT32, as `LSTM` wants lengths

        graph.addInput("lengths", ["batch"], type: .i32, about: "steps of each sequence; all of x if not given")
        graph.addConstant(Tensor(name: "lengths", type: .i32, shape: [1], bytes: [0xFF, 0xFF, 0xFF, 0x7F]))
        graph.addNode("Min", ["lengths", "step_count"], ["shortened"])
        graph.addNode("Expand", ["shortened", "batch_size"], ["length"])
        graph.addNode("Unsqueeze", ["length", "axis_1"], ["length_column"])

        graph.addConstant(Tensor(name: "first_step", type: .i32, shape: [], bytes: [0, 0, 0, 0]))
        graph.addConstant(Tensor(name: "stride", type: .i32, shape: [], bytes: [1, 0, 0, 0]))
        graph.addNode("Squeeze", ["step_count", "axis_0"], ["step_end"])
        graph.addNode("Range", ["first_step", "step_end", "stride"], ["step"])
        graph.addConstant("axes_1_2", [1, 2])
        graph.addNode("Unsqueeze", ["step", "axes_1_2"], ["step_cube"])
        graph.addNode("Less", ["step_cube", "length_column"], ["active"])
    }

    // MARK: State

    /// `initial_state`, or what stands for it, as `state` `[B, stateSize]`, and its parts as the layers name them.
    private mutating func addInitialState() {
        guard layout.stateSize > 0 else { return }
        graph.addInput(
            "initial_state", ["batch", .known(layout.stateSize)],
            about: "the state before the first step, a final_state of an earlier call; a new sequence if not given")
        // An input that was not given has one row, which is read by every sequence.
        let absent: Float = layout.initialState == nil ? 0 : .nan
        let values = [Float](repeating: absent, count: layout.stateSize)
        graph.addConstant(Tensor(name: "initial_state", shape: [1, layout.stateSize], values: values))
        if let blocks = layout.initialState {
            let staticSize = architecture.staticSize
            graph.addInput(
                "static_inputs", ["batch", .known(staticSize)], about: "what is known before the first step")
            addWeights("static_weights", [layout.stateSize, staticSize], at: blocks.weights)
            addWeights("static_bias", [layout.stateSize], at: blocks.bias)
            graph.addNode(
                "Gemm", ["static_inputs", "static_weights", "static_bias"], ["computed_state"],
                ["transB": .integer(1)])
            graph.addNode("IsNaN", ["initial_state"], ["is_absent"])
            graph.addNode("Where", ["is_absent", "computed_state", "initial_state"], ["state"])
        } else {
            graph.addConstant("state_size", [layout.stateSize])
            graph.addNode("Concat", ["batch_size", "state_size"], ["state_shape"], ["axis": .integer(0)])
            graph.addNode("Expand", ["initial_state", "state_shape"], ["state"])
        }
        let parts = layout.layers.flatMap(\.stateParts)
        guard !parts.isEmpty else { return }
        graph.addConstant("part_sizes", parts.map(\.size))
        graph.addNode("Split", ["state", "part_sizes"], parts.map { $0.name + "_0" }, ["axis": .integer(1)])
    }

    /// The parts after the last step as `final_state`; a sequence of no steps keeps the state it began with.
    private mutating func addFinalState() {
        guard layout.stateSize > 0 else { return }
        graph.addOutput(
            "final_state", ["batch", .known(layout.stateSize)], about: "the state after the last step of each sequence")
        let parts = layout.layers.flatMap(\.stateParts)
        guard !parts.isEmpty else { return }  // The window has written it.
        graph.addNode("Concat", parts.map { $0.name + "_T" }, ["last_state"], ["axis": .integer(1)])
        graph.addNode("Greater", ["length_column", "first_step"], ["has_steps"])
        graph.addNode("Where", ["has_steps", "last_state", "state"], ["final_state"])
    }

    // MARK: Head

    private mutating func addHead(_ hidden: String) {
        addTransposedWeights(
            "head_weights", rows: architecture.outputSize, columns: layout.headInputSize, at: layout.headWeights)
        addWeights("head_bias", [architecture.outputSize], at: layout.headBias)
        graph.addNode("MatMul", [hidden, "head_weights"], ["head_product"])
        graph.addNode("Add", ["head_product", "head_bias"], ["all_logits"])
    }

    private mutating func addLogits(calibration: (scale: Double, offset: Double)?) {
        let shape: [ONNXGraph.Extent] = ["time", "batch", .known(architecture.outputSize)]
        graph.addConstant(Tensor(name: "zero", shape: [], values: [Float(0)]))
        graph.addNode("Where", ["active", "all_logits", "zero"], ["logits"])
        graph.addOutput("logits", shape, about: "V h + c of every step, 0 past the end of a sequence")
        guard let calibration else { return }
        graph.addConstant(Tensor(name: "scale", shape: [], values: [Float(calibration.scale)]))
        graph.addConstant(Tensor(name: "offset", shape: [], values: [Float(calibration.offset)]))
        graph.addNode("Mul", ["logits", "scale"], ["scaled_logits"])
        graph.addNode("Add", ["scaled_logits", "offset"], ["log_odds"])
        graph.addNode("Sigmoid", ["log_odds"], ["probability"])
        graph.addOutput("probability", shape, about: "calibrated; means nothing past the end of a sequence")
    }

    // MARK: Parameters

    /// The scalars at `start` as a constant.
    mutating func addWeights(_ name: String, _ shape: [Int], at start: Int) {
        let values = network.parameters[start..<(start + shape.reduce(1, *))]
        graph.addConstant(Tensor(name: name, shape: shape, values: values))
    }

    /// The matrix `[rows, columns]` at `start` as the constant `[columns, rows]`.
    mutating func addTransposedWeights(_ name: String, rows: Int, columns: Int, at start: Int) {
        let values = (0..<(rows * columns)).map { index in
            network.parameters[start + index % rows * columns + index / rows]
        }
        graph.addConstant(Tensor(name: name, shape: [columns, rows], values: values))
    }
}

extension LayerShape {
    /// What the names of the layer's values in an ONNX graph begin with.
    var valuePrefix: String { "l\(layer)" + (isReverse ? "_reverse/" : "/") }

    /// The parts of the layer's state in their order; `_0` is appended to a name before the first step, `_T` after
    /// the last.
    var stateParts: [(name: String, size: Int)] {
        [("h", hiddenStateSize), ("c", cellStateSize), ("context", contextSize)]
            .filter { $0.1 > 0 }.map { (valuePrefix + $0.0, $0.1) }
    }
}
