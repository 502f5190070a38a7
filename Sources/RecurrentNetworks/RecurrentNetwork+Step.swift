extension RecurrentNetwork {
    /// The state before the first step.
    ///
    /// - Parameter staticInputs: the ``NetworkArchitecture/staticSize`` static inputs of the sequence.
    /// - Returns: ``NetworkArchitecture/stateSize`` scalars: s₀ = A v + a, or zeros for a network without static inputs.
    /// - Precondition: the count of the static inputs is that of the architecture.
    public func initialState(staticInputs: [Scalar] = []) -> [Scalar] {
        precondition(
            staticInputs.count == architecture.staticSize,
            "\(staticInputs.count) static inputs, the network takes \(architecture.staticSize)")
        let layout = ParameterLayout(architecture)
        guard let blocks = layout.initialState else { return [Scalar](repeating: 0, count: layout.stateSize) }
        return (0..<layout.stateSize).map { index in
            let row = blocks.weights + index * architecture.staticSize
            return staticInputs.indices.reduce(parameters[blocks.bias + index]) { sum, column in
                sum + parameters[row + column] * staticInputs[column]
            }
        }
    }

    /// One time step of one sequence, computed plainly; ``StreamingNetwork`` is the fast way.
    ///
    /// - Parameters:
    ///   - input: the `inputSize` features of the step. Not checked for NaN: a NaN ends in the logits and the state.
    ///   - state: what ``initialState(staticInputs:)`` gave, or the step before; replaced by the state after this step.
    /// - Returns: `outputSize` logits.
    /// - Precondition: the counts are those of the architecture, which is not bidirectional.
    public func step(input: [Scalar], state: inout [Scalar]) -> [Scalar] {
        precondition(!architecture.isBidirectional, "a bidirectional network needs the whole sequence")
        precondition(
            input.count == architecture.inputSize, "input of \(input.count), not \(architecture.inputSize) features")
        let layout = ParameterLayout(architecture)
        precondition(
            parameters.count == layout.count,
            "\(parameters.count) parameters, the architecture needs \(layout.count)")
        precondition(state.count == layout.stateSize, "state of \(state.count), not \(layout.stateSize) scalars")
        var logits = [Scalar](repeating: 0, count: architecture.outputSize)
        var values = input
        if architecture.windowSize > 1 {
            values = state + input
            state = Array(values.dropFirst(architecture.inputSize))
        }
        parameters.withUnsafeBufferPointer { parameters in
            state.withUnsafeMutableBufferPointer { state in
                logits.withUnsafeMutableBufferPointer { logits in
                    guard let base = parameters.baseAddress, let logits = logits.baseAddress else { return }
                    for shape in layout.layers {
                        let part = state.baseAddress.map { $0 + shape.stateOffset } ?? logits
                        values = Self.step(
                            shape, CellParameters(base, shape: shape, layout: layout), values, part, logits)
                    }
                    guard !architecture.cell.feedsOutputBack else { return }
                    ReferenceHead<Scalar>(layout: layout, outputSize: architecture.outputSize).forward(
                        base, hidden: values, stride: values.count, rows: 1, logits: logits)
                }
            }
        }
        return logits
    }

    /// One layer of the step, its state read and written in place.
    ///
    /// - Returns: h, `[H]`.
    private static func step(
        _ shape: LayerShape, _ parameters: CellParameters<Scalar>, _ input: [Scalar],
        _ state: UnsafeMutablePointer<Scalar>, _ logits: UnsafeMutablePointer<Scalar>
    ) -> [Scalar] {
        var hidden = [Scalar](repeating: 0, count: shape.hiddenSize)
        var gates = [Scalar](repeating: 0, count: 2 * shape.gateRows)
        var outputs = [Scalar](repeating: 0, count: shape.contextSize + 1)
        hidden.withUnsafeMutableBufferPointer { hidden in
            gates.withUnsafeMutableBufferPointer { gates in
                outputs.withUnsafeMutableBufferPointer { outputs in
                    guard let hidden = hidden.baseAddress, let gates = gates.baseAddress,
                        let outputs = outputs.baseAddress
                    else { return }
                    gates.update(from: parameters.bias, count: shape.gateRows)
                    Scalar.addProduct(
                        input, stride: input.count, transposedWeights: parameters.inputWeights, into: gates, rows: 1,
                        n: shape.gateRows, k: shape.inputSize)
                    let cell = state + shape.hiddenStateSize
                    let context = cell + shape.cellStateSize
                    advance(
                        shape, parameters,
                        CellStep(
                            rows: 1, gates: gates, recurrentGates: gates + (shape.cell == .gru ? shape.gateRows : 0),
                            previousHidden: state, hidden: hidden, previousCell: cell, cell: cell,
                            previousContext: context, context: context, logits: logits, outputs: outputs))
                    if shape.cell.feedsHiddenBack { state.update(from: hidden, count: shape.hiddenSize) }
                }
            }
        }
        return hidden
    }

    private static func advance(
        _ shape: LayerShape, _ parameters: CellParameters<Scalar>, _ step: CellStep<Scalar>
    ) {
        switch shape.cell {
        case .elman: ElmanCell(shape: shape, parameters: parameters).forward(step)
        case .jordan: JordanCell(shape: shape, parameters: parameters).forward(step)
        case .elmanJordan: ElmanJordanCell(shape: shape, parameters: parameters).forward(step)
        case .lstm: LSTMCell(shape: shape, parameters: parameters).forward(step)
        case .gru: GRUCell(shape: shape, parameters: parameters).forward(step)
        case .feedForward: FeedForwardCell(shape: shape, parameters: parameters).forward(step)
        }
    }
}
