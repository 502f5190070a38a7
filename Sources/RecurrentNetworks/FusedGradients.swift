internal import CRecurrentKernels

/// The gradients of a layer's weights in the layout of its panels, summed a few steps at a time.
///
/// Steps are collected until they have ``rowsPerSum`` rows, which still lie in the first-level cache, and then summed
/// with a tile of the gradient in registers.
struct FusedGradients {
    /// Rows after which the collected steps are summed.
    private static let rowsPerSum = 128

    private let layer: FusedLayer
    private let arena = ScalarArena<Float>()
    private let panels, biasPanels: UnsafeMutablePointer<Float>
    /// The 1 that the bias is multiplied with.
    private let one: UnsafeMutablePointer<Float>
    private var inputSteps: [WeightGradientStep] = []
    private var hiddenSteps: [WeightGradientStep] = []
    private var contextSteps: [WeightGradientStep] = []
    private var biasSteps: [WeightGradientStep] = []
    private var collectedRows = 0

    init(layer: FusedLayer) {
        self.layer = layer
        let (gates, hidden) = (layer.shape.cell.gateCount, layer.shape.hiddenSize)
        let cut = arena.cut([
            recurrentPanelSize(gates, hidden, layer.shape.columns), recurrentPanelSize(gates, hidden, 1), 1,
        ])
        (panels, biasPanels, one) = (cut[0], cut[1], cut[2])
        one[0] = 1
    }

    private var panelCount: Int {
        recurrentPanelSize(layer.shape.cell.gateCount, layer.shape.hiddenSize, layer.shape.columns)
    }
    private var biasCount: Int { recurrentPanelSize(layer.shape.cell.gateCount, layer.shape.hiddenSize, 1) }

    /// Sets all to 0.
    func clear() {
        panels.update(repeating: 0, count: panelCount)
        biasPanels.update(repeating: 0, count: biasCount)
    }

    /// Adds those of another thread.
    func add(_ other: FusedGradients) {
        for index in 0..<panelCount { panels[index] += other.panels[index] }
        for index in 0..<biasCount { biasPanels[index] += other.biasPanels[index] }
    }

    /// Notes the rows of a step: what they read of the inputs, and their dz.
    mutating func collectInputs(_ inputs: UnsafePointer<Float>, dz: UnsafePointer<Float>, rows: Int) {
        inputSteps.append(WeightGradientStep(a: inputs, dz: dz, rows: rows))
        biasSteps.append(WeightGradientStep(a: UnsafePointer(one), dz: dz, rows: rows))
        collectedRows += rows
    }

    /// Notes the rows of a step that read a hidden activation.
    mutating func collectHidden(_ hidden: UnsafePointer<Float>, dz: UnsafePointer<Float>, rows: Int) {
        if rows > 0 { hiddenSteps.append(WeightGradientStep(a: hidden, dz: dz, rows: rows)) }
    }

    /// Notes the rows of a step that read a context.
    mutating func collectContext(_ context: UnsafePointer<Float>, dz: UnsafePointer<Float>, rows: Int) {
        contextSteps.append(WeightGradientStep(a: context, dz: dz, rows: rows))
    }

    /// Sums the noted steps if they are many enough, or in any case.
    mutating func sum(inputStride: Int, dzBlockStride: Int, dzRowStride: Int, always: Bool = false) {
        guard always || collectedRows >= Self.rowsPerSum else { return }
        let shape = layer.shape
        func add(
            _ steps: [WeightGradientStep], columns: Int, stride: Int, to panels: UnsafeMutablePointer<Float>,
            panelColumns: Int, firstColumn: Int
        ) {
            guard !steps.isEmpty else { return }
            steps.withUnsafeBufferPointer { steps in
                guard let base = steps.baseAddress else { return }
                var gradient = WeightGradient(
                    gates: shape.cell.gateCount, hiddenSize: shape.hiddenSize, steps: base, stepCount: steps.count,
                    columns: columns, aStride: stride, dzBlockStride: dzBlockStride, dzRowStride: dzRowStride,
                    panels: panels, panelColumns: panelColumns, firstColumn: firstColumn)
                layer.kernels.pointee.weightGradient(&gradient)
            }
        }
        add(
            inputSteps, columns: shape.inputSize, stride: inputStride, to: panels, panelColumns: shape.columns,
            firstColumn: 0)
        add(
            hiddenSteps, columns: shape.hiddenSize, stride: shape.paddedHiddenSize, to: panels,
            panelColumns: shape.columns, firstColumn: shape.inputSize)
        add(
            contextSteps, columns: shape.contextSize, stride: shape.contextSize, to: panels,
            panelColumns: shape.columns, firstColumn: shape.inputSize + shape.hiddenStateSize)
        add(biasSteps, columns: 1, stride: 0, to: biasPanels, panelColumns: 1, firstColumn: 0)
        inputSteps.removeAll(keepingCapacity: true)
        hiddenSteps.removeAll(keepingCapacity: true)
        contextSteps.removeAll(keepingCapacity: true)
        biasSteps.removeAll(keepingCapacity: true)
        collectedRows = 0
    }

    /// Writes all over the layer's blocks of a parameter array.
    func store(into gradients: UnsafeMutablePointer<Float>) {
        let shape = layer.shape
        let matrices = [
            (gradients + shape.inputWeights, shape.inputSize, 0),
            (gradients + shape.recurrentWeights, shape.hiddenStateSize, shape.inputSize),
            (gradients + shape.contextWeights, shape.contextSize, shape.inputSize + shape.hiddenStateSize),
        ]
        for (matrix, columns, firstColumn) in matrices where columns > 0 {
            var packing = layer.packing(columns: columns, firstColumn: firstColumn)
            layer.kernels.pointee.unpack(&packing, panels, matrix)
        }
        var packing = PanelPacking(
            gates: shape.cell.gateCount, hiddenSize: shape.hiddenSize, columns: 1, panelColumns: 1, firstColumn: 0)
        layer.kernels.pointee.unpack(&packing, biasPanels, gradients + shape.bias)
    }
}
