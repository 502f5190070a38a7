internal import CRecurrentKernels

/// The linear head of a network, logits = V h + c, and the gradients of V and c, summed over groups.
///
/// `W` is ``ParameterLayout/headInputSize``; rows of h and its gradient have a stride of at least `W`, whose padding is
/// 0 in and out.
protocol HeadWorkspace<Scalar>: AnyObject {
    associatedtype Scalar: NetworkScalar

    /// logits `[rows, O]` = V h + c, with V and c at their places in a parameter array.
    func forward(
        _ parameters: UnsafePointer<Scalar>, hidden: UnsafePointer<Scalar>, stride: Int, rows: Int,
        logits: UnsafeMutablePointer<Scalar>)

    /// dh = Vᵀ dl, overwritten.
    func backward(
        _ parameters: UnsafePointer<Scalar>, dLogits: UnsafePointer<Scalar>, rows: Int,
        dHidden: UnsafeMutablePointer<Scalar>, stride: Int)

    /// dV += dlᵀ h and dc += Σ dl, in an array in the order of the parameters.
    func addGradient(
        dLogits: UnsafePointer<Scalar>, hidden: UnsafePointer<Scalar>, stride: Int, rows: Int,
        into gradients: UnsafeMutablePointer<Scalar>)
}

/// The head in any scalar.
final class ReferenceHead<Scalar: NetworkScalar>: HeadWorkspace {
    private let outputSize, inputSize, weights, bias: Int

    init(layout: ParameterLayout, outputSize: Int) {
        self.outputSize = outputSize
        (inputSize, weights, bias) = (layout.headInputSize, layout.headWeights, layout.headBias)
    }

    func forward(
        _ parameters: UnsafePointer<Scalar>, hidden: UnsafePointer<Scalar>, stride: Int, rows: Int,
        logits: UnsafeMutablePointer<Scalar>
    ) {
        for row in 0..<rows { (logits + row * outputSize).update(from: parameters + bias, count: outputSize) }
        Scalar.addProduct(
            hidden, stride: stride, transposedWeights: parameters + weights, into: logits, rows: rows, n: outputSize,
            k: inputSize)
    }

    func backward(
        _ parameters: UnsafePointer<Scalar>, dLogits: UnsafePointer<Scalar>, rows: Int,
        dHidden: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        dHidden.update(repeating: 0, count: rows * stride)
        Scalar.addProduct(
            dLogits, weights: parameters + weights, into: dHidden, stride: stride, rows: rows, n: inputSize,
            k: outputSize)
    }

    func addGradient(
        dLogits: UnsafePointer<Scalar>, hidden: UnsafePointer<Scalar>, stride: Int, rows: Int,
        into gradients: UnsafeMutablePointer<Scalar>
    ) {
        Scalar.addWeightGradient(
            dLogits, hidden, stride: stride, into: gradients + weights, rows: rows, m: outputSize, n: inputSize)
        Scalar.addRows(dLogits, into: gradients + bias, rows: rows, columns: outputSize)
    }
}

/// The head in `Float` by the vector kernels.
final class FusedHead: HeadWorkspace {
    private let outputSize, inputSize, weights, bias: Int
    private let kernels: UnsafePointer<RecurrentKernels>

    init(layout: ParameterLayout, outputSize: Int, kernels: UnsafePointer<RecurrentKernels>) {
        self.outputSize = outputSize
        self.kernels = kernels
        (inputSize, weights, bias) = (layout.headInputSize, layout.headWeights, layout.headBias)
    }

    func forward(
        _ parameters: UnsafePointer<Float>, hidden: UnsafePointer<Float>, stride: Int, rows: Int,
        logits: UnsafeMutablePointer<Float>
    ) {
        var head = head(rows, stride)
        kernels.pointee.headForward(&head, hidden, parameters + weights, parameters + bias, logits)
    }

    func backward(
        _ parameters: UnsafePointer<Float>, dLogits: UnsafePointer<Float>, rows: Int,
        dHidden: UnsafeMutablePointer<Float>, stride: Int
    ) {
        var head = head(rows, stride)
        kernels.pointee.headBackward(&head, dLogits, parameters + weights, dHidden)
    }

    func addGradient(
        dLogits: UnsafePointer<Float>, hidden: UnsafePointer<Float>, stride: Int, rows: Int,
        into gradients: UnsafeMutablePointer<Float>
    ) {
        var head = head(rows, stride)
        kernels.pointee.headGradient(&head, dLogits, hidden, gradients + weights, gradients + bias)
    }

    private func head(_ rows: Int, _ stride: Int) -> LinearHead {
        LinearHead(rows: rows, hiddenSize: inputSize, outputSize: outputSize, hiddenStride: stride)
    }
}
