/// What a ``StreamingNetwork`` carries from one step of a sequence to the next.
///
/// A value: a copy taken at any step continues from there.
public struct StreamingState: Sendable, Equatable {
    /// Per layer two buffers of h, of which each step reads one and writes the other, c and the context; before them
    /// the window of a feed-forward network.
    var storage: [Float]
    /// Whether the latest h are in the second buffers.
    var isFlipped = false

    /// Where the parts of one layer begin.
    struct Place {
        let hidden, cell, context: Int
    }

    init(storage: [Float]) { self.storage = storage }

    /// The places of all layers' parts, and the scalars of all together.
    static func places(
        _ layout: ParameterLayout, _ architecture: NetworkArchitecture, isFused: Bool
    ) -> (places: [Place], size: Int) {
        guard isFused else { return ([], layout.stateSize) }
        var size = architecture.windowSize > 1 ? architecture.windowSize * architecture.inputSize : 0
        let places = layout.layers.map { shape in
            let hidden = size
            let cell = hidden + 2 * shape.paddedHiddenSize
            let context = cell + (shape.cell == .lstm ? shape.paddedHiddenSize : 0)
            size = context + shape.contextSize
            return Place(hidden: hidden, cell: cell, context: context)
        }
        return (places, size)
    }
}
