/// A layer that computes as another one does and keeps what it gave and what came back to it.
///
/// Only for reports: it keeps all rows of a batch. Of the workspaces it makes, the last one records.
final class RecordingLayer<Scalar: NetworkScalar>: RecurrentLayer {
    private let layer: any RecurrentLayer<Scalar>
    /// `H`, the units of the layer.
    let hiddenSize: Int
    /// `[N, H]` of the whole batch: h, and the complete gradient by it.
    fileprivate(set) var hidden, dHidden: [Scalar]

    /// Records a layer of `hiddenSize` units over `rowCount` = `N` rows.
    init(_ layer: any RecurrentLayer<Scalar>, hiddenSize: Int, rowCount: Int) {
        self.layer = layer
        self.hiddenSize = hiddenSize
        hidden = [Scalar](repeating: 0, count: rowCount * hiddenSize)
        dHidden = hidden
    }

    func load(_ parameters: UnsafePointer<Scalar>) { layer.load(parameters) }

    func makeWorkspace() -> any LayerWorkspace<Scalar> {
        RecordingWorkspace(recorder: self, workspace: layer.makeWorkspace())
    }
}

private final class RecordingWorkspace<Scalar: NetworkScalar>: LayerWorkspace {
    private let recorder: RecordingLayer<Scalar>
    private let workspace: any LayerWorkspace<Scalar>

    var hidden: UnsafeMutablePointer<Scalar> { workspace.hidden }
    var hiddenStride: Int { workspace.hiddenStride }

    init(recorder: RecordingLayer<Scalar>, workspace: any LayerWorkspace<Scalar>) {
        self.recorder = recorder
        self.workspace = workspace
    }

    func forward(_ pass: LayerPass<Scalar>) { workspace.forward(pass) }

    func clearGradients() { workspace.clearGradients() }

    func backward(_ pass: LayerPass<Scalar>, _ gradients: LayerGradientPass<Scalar>) {
        workspace.backward(pass, gradients)
        for row in 0..<pass.group.rowCount {
            let target = (pass.group.rowStart + row) * recorder.hiddenSize
            for unit in 0..<recorder.hiddenSize {
                recorder.hidden[target + unit] = hidden[row * hiddenStride + unit]
                recorder.dHidden[target + unit] = gradients.dHidden[row * hiddenStride + unit]
            }
        }
    }

    func merge(_ other: any LayerWorkspace<Scalar>) { workspace.merge(other) }

    func storeGradients(into gradients: UnsafeMutablePointer<Scalar>) { workspace.storeGradients(into: gradients) }
}
