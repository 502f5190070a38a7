internal import CRecurrentKernels

/// A layer computed by the fused vector kernels in `Float`.
///
/// The weights are repacked once per change into panels that the kernels stream through; see `RecurrentKernels.h`.
/// `K` is the number of columns of W, U and C together, `Hp` the hidden size rounded up to whole vectors.
final class FusedLayer: RecurrentLayer {
    let shape: LayerShape
    let kernels: UnsafePointer<RecurrentKernels>
    let headWeights: Int
    let headBias: Int
    private let arena = ScalarArena<Float>()
    /// W, U and C in panels, `[block][K][gate][16]`, and b in panels of one column.
    let panels, biasPanels: UnsafeMutablePointer<Float>
    /// W, U and C transposed, for the way back.
    let transposedInput, transposedRecurrent, transposedContext: UnsafeMutablePointer<Float>
    /// V and c in the parameter array, for cells that feed the output back.
    private(set) var head: (weights: UnsafePointer<Float>, bias: UnsafePointer<Float>)?

    /// Whether the kernels compute this layer.
    static func supports(_ shape: LayerShape) -> Bool {
        switch shape.cell {
        case .lstm: true
        case .gru: false
        case .elman, .jordan, .elmanJordan, .feedForward: shape.activation != .sigmoid
        }
    }

    /// - Precondition: the kernels support the shape.
    init(shape: LayerShape, layout: ParameterLayout, kernels: UnsafePointer<RecurrentKernels>) {
        precondition(Self.supports(shape), "no kernel for \(shape)")
        self.shape = shape
        self.kernels = kernels
        headWeights = layout.headWeights
        headBias = layout.headBias
        let (gates, hidden) = (shape.cell.gateCount, shape.hiddenSize)
        func transposed(_ columns: Int) -> Int { columns > 0 ? recurrentTransposedSize(gates, hidden, columns) : 0 }
        let cut = arena.cut([
            recurrentPanelSize(gates, hidden, shape.columns), recurrentPanelSize(gates, hidden, 1),
            transposed(shape.inputSize), transposed(shape.hiddenStateSize), transposed(shape.contextSize),
        ])
        (panels, biasPanels) = (cut[0], cut[1])
        (transposedInput, transposedRecurrent, transposedContext) = (cut[2], cut[3], cut[4])
    }

    func load(_ parameters: UnsafePointer<Float>) {
        let matrices = [
            (parameters + shape.inputWeights, shape.inputSize, 0, transposedInput),
            (parameters + shape.recurrentWeights, shape.hiddenStateSize, shape.inputSize, transposedRecurrent),
            (
                parameters + shape.contextWeights, shape.contextSize, shape.inputSize + shape.hiddenStateSize,
                transposedContext
            ),
        ]
        for (matrix, columns, firstColumn, transposed) in matrices where columns > 0 {
            var packing = packing(columns: columns, firstColumn: firstColumn)
            kernels.pointee.pack(&packing, matrix, panels)
            kernels.pointee.packTransposed(&packing, matrix, transposed)
        }
        var packing = PanelPacking(
            gates: shape.cell.gateCount, hiddenSize: shape.hiddenSize, columns: 1, panelColumns: 1, firstColumn: 0)
        kernels.pointee.pack(&packing, parameters + shape.bias, biasPanels)
        if shape.contextSize > 0 { head = (parameters + headWeights, parameters + headBias) }
    }

    /// The place of a matrix of some columns in the panels of the layer.
    func packing(columns: Int, firstColumn: Int) -> PanelPacking {
        PanelPacking(
            gates: shape.cell.gateCount, hiddenSize: shape.hiddenSize, columns: columns, panelColumns: shape.columns,
            firstColumn: firstColumn)
    }

    func makeWorkspace() -> any LayerWorkspace<Float> {
        shape.cell == .lstm ? FusedLSTMWorkspace(layer: self) : FusedSimpleWorkspace(layer: self)
    }
}

extension LayerShape {
    /// `K`, the columns of W, U and C together.
    var columns: Int { inputSize + hiddenStateSize + contextSize }
    /// `Hp`.
    var paddedHiddenSize: Int { recurrentPadded(hiddenSize) }
}
