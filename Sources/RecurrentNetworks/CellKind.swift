/// The cells a network can be built from; the raw values are the names used in model files.
public enum CellKind: String, Codable, Sendable, CaseIterable {
    /// The hidden layer's last activation is fed back: h' = φ(W x + U h + b). Elman (1990).
    case elman
    /// A decaying sum of the past outputs is fed back: h' = φ(W x + C ctx + b). Jordan (1986).
    case jordan
    /// Both feedbacks together: h' = φ(W x + U h + C ctx + b).
    case elmanJordan = "elman-jordan"
    /// Long short-term memory with forget gates, without peepholes. Hochreiter and Schmidhuber (1997), Gers et al. (2000).
    case lstm
    /// Gated recurrent unit whose reset gate acts after the recurrent product. Cho et al. (2014), as in PyTorch.
    case gru
    /// No feedback: h = φ(W x + b) on a window of the latest steps. The baseline of the recurrent ones.
    case feedForward = "feed-forward"

    /// Blocks of `hiddenSize` pre-activations per step: 4 (i, f, g, o) for the LSTM, 3 (r, z, n) for the GRU, else 1.
    public var gateCount: Int {
        switch self {
        case .elman, .jordan, .elmanJordan, .feedForward: 1
        case .lstm: 4
        case .gru: 3
        }
    }

    /// Whether the previous hidden activation enters the next step (the block `weight_hh_l0` exists).
    public var feedsHiddenBack: Bool {
        switch self {
        case .elman, .elmanJordan, .lstm, .gru: true
        case .jordan, .feedForward: false
        }
    }

    /// Whether past outputs enter the next step through a context (the block `weight_ch_l0` exists).
    public var feedsOutputBack: Bool {
        switch self {
        case .jordan, .elmanJordan: true
        case .elman, .lstm, .gru, .feedForward: false
        }
    }

    /// Whether the hidden activation φ can be chosen; the gated cells have fixed ones.
    public var hasChoiceOfActivation: Bool { self != .lstm && self != .gru }

    /// The cell of the layers below the top one in a stack.
    ///
    /// The output context feeds the layer that the output is read from. What remains of the cell without it, is below.
    var belowTop: CellKind {
        switch self {
        case .jordan: .feedForward
        case .elmanJordan: .elman
        case .elman, .lstm, .gru, .feedForward: self
        }
    }
}
