/// A layer computed plainly, in any scalar: the definition that the vector kernels are held against.
final class ReferenceLayer<Scalar: NetworkScalar>: RecurrentLayer {
    let shape: LayerShape
    let layout: ParameterLayout
    private(set) var parameters: CellParameters<Scalar>?

    init(shape: LayerShape, layout: ParameterLayout) {
        self.shape = shape
        self.layout = layout
    }

    func load(_ parameters: UnsafePointer<Scalar>) {
        self.parameters = CellParameters(parameters, shape: shape, layout: layout)
    }

    func makeWorkspace() -> any LayerWorkspace<Scalar> { ReferenceWorkspace(layer: self) }
}
