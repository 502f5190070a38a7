/// The feedback of the outputs through a decaying context, shared by the Jordan and Elman-Jordan cells.
///
///     z_t   += C ctx_t                    ctx_0 = 0
///     y_t    = σ(V h_t + c)
///     ctx_{t+1} = α ctx_t + y_t
///
/// backward, with dctx_{t+1} from the next step and the loss's derivative by the logits l = V h + c:
///
///     dl_t  += dctx_{t+1} ⊙ y_t ⊙ (1 − y_t)
///     dh_t  += Vᵀ dl_t
///     dctx_t = α dctx_{t+1} + Cᵀ dz_t
///
/// `C` is `[H, O]`, `V` `[O, H]`, α is ``NetworkArchitecture/contextDecay``. Jordan, "Serial order: a parallel
/// distributed processing approach", ICS report 8604, UC San Diego (1986).
struct OutputContext<Scalar: NetworkScalar> {
    private let hiddenSize: Int
    private let outputSize: Int
    private let decay: Scalar
    private let parameters: CellParameters<Scalar>

    init(architecture: NetworkArchitecture, parameters: CellParameters<Scalar>) {
        hiddenSize = architecture.hiddenSize
        outputSize = architecture.outputSize
        decay = Scalar(architecture.contextDecay)
        self.parameters = parameters
    }

    /// z += C ctx, before the activation.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func addToGates(_ step: CellStep<Scalar>) {
        Scalar.addProduct(
            step.previousContext, transposedWeights: parameters.contextWeights, into: step.gates,
            rows: step.rows, n: hiddenSize, k: outputSize)
    }

    /// Logits, outputs and the next context, after the activation.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func forward(_ step: CellStep<Scalar>) {
        let count = step.rows * outputSize
        for row in 0..<step.rows {
            (step.logits + row * outputSize).update(from: parameters.headBias, count: outputSize)
        }
        Scalar.addProduct(
            step.hidden, transposedWeights: parameters.headWeights, into: step.logits,
            rows: step.rows, n: outputSize, k: hiddenSize)
        step.outputs.update(from: step.logits, count: count)
        Scalar.applySigmoid(step.outputs, count: count)
        for index in 0..<count {
            step.context[index] = decay * step.previousContext[index] + step.outputs[index]
        }
    }

    /// Completes dl and dh, before the activation's backward.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backwardToHidden(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        for index in 0..<(step.rows * outputSize) {
            let y = step.outputs[index]
            gradients.dLogits[index] += gradients.dContext[index] * y * (1 - y)
        }
        Scalar.addProduct(
            gradients.dLogits, weights: parameters.headWeights, into: gradients.dHidden,
            rows: step.rows, n: hiddenSize, k: outputSize)
    }

    /// dctx ← α dctx + Cᵀ dz, after the activation's backward.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backwardToContext(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        for index in 0..<(step.rows * outputSize) { gradients.dContext[index] *= decay }
        Scalar.addProduct(
            step.gates, weights: parameters.contextWeights, into: gradients.dContext,
            rows: step.rows, n: outputSize, k: hiddenSize)
    }
}
