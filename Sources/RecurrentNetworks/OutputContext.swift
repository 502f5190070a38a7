/// The feedback of the outputs through a decaying context, shared by the Jordan and Elman-Jordan cells.
///
///     z_t   += C ctx_t                    ctx_0 = 0
///     y_t    = ψ(V h_t + c)               ψ is σ, or nothing
///     ctx_{t+1} = α ctx_t + y_t
///
/// backward, with dctx_{t+1} from the next step and the loss's derivative by the logits l = V h + c:
///
///     dl_t  += dctx_{t+1} ⊙ ψ'(l_t)       σ' = y_t ⊙ (1 − y_t)
///     dh_t  += Vᵀ dl_t
///     dctx_t = α dctx_{t+1} + Cᵀ dz_t
///
/// `C` is `[H, O]`, `V` `[O, H]`, α is ``NetworkArchitecture/contextDecay``, ψ
/// ``NetworkArchitecture/contextFeedback``. Jordan, "Serial order: a parallel distributed processing approach",
/// ICS report 8604, UC San Diego (1986).
struct OutputContext<Scalar: NetworkScalar> {
    private let hiddenSize: Int
    private let outputSize: Int
    private let decay: Scalar
    private let feedback: ContextFeedback
    private let parameters: CellParameters<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        hiddenSize = shape.hiddenSize
        outputSize = shape.contextSize
        decay = Scalar(shape.contextDecay)
        feedback = shape.contextFeedback
        self.parameters = parameters
    }

    /// z += C ctx, before the activation.
    func addToGates(_ step: CellStep<Scalar>) {
        Scalar.addProduct(
            step.previousContext, stride: outputSize, transposedWeights: parameters.contextWeights, into: step.gates,
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
            step.hidden, stride: hiddenSize, transposedWeights: parameters.headWeights, into: step.logits,
            rows: step.rows, n: outputSize, k: hiddenSize)
        for index in 0..<count {
            let logit = step.logits[index]
            step.outputs[index] = feedback == .sigmoid ? Scalar.sigmoid(logit) : logit
            step.context[index] = decay * step.previousContext[index] + step.outputs[index]
        }
    }

    /// Completes dl and dh, before the activation's backward.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backwardToHidden(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        for index in 0..<(step.rows * outputSize) {
            let y = step.outputs[index]
            gradients.dLogits[index] += gradients.dContext[index] * (feedback == .sigmoid ? y * (1 - y) : 1)
        }
        Scalar.addProduct(
            gradients.dLogits, weights: parameters.headWeights, into: gradients.dHidden, stride: hiddenSize,
            rows: step.rows, n: hiddenSize, k: outputSize)
    }

    /// dctx ← α dctx + Cᵀ dz, after the activation's backward.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backwardToContext(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        for index in 0..<(step.rows * outputSize) { gradients.dContext[index] *= decay }
        Scalar.addProduct(
            step.gates, weights: parameters.contextWeights, into: gradients.dContext, stride: outputSize,
            rows: step.rows, n: outputSize, k: hiddenSize)
    }
}
