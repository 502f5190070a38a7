/// The recurrent cells a network can be built from; the raw values are the names used in model files.
public enum CellKind: String, Codable, Sendable, CaseIterable {
    /// The hidden layer's last activation is fed back: h' = tanh(W x + U h + b). Elman (1990).
    case elman
    /// A decaying sum of the past outputs is fed back: h' = tanh(W x + C ctx + b). Jordan (1986).
    case jordan
    /// Both feedbacks together: h' = tanh(W x + U h + C ctx + b).
    case elmanJordan = "elman-jordan"
    /// Long short-term memory with forget gates, without peepholes. Hochreiter and Schmidhuber (1997), Gers et al. (2000).
    case lstm

    /// Blocks of `hiddenSize` pre-activations per step: 4 (i, f, g, o) for the LSTM, otherwise 1.
    public var gateCount: Int {
        switch self {
        case .elman, .jordan, .elmanJordan: 1
        case .lstm: 4
        }
    }

    /// Whether the previous hidden activation enters the next step (the block `weight_hh_l0` exists).
    public var feedsHiddenBack: Bool {
        switch self {
        case .elman, .elmanJordan, .lstm: true
        case .jordan: false
        }
    }

    /// Whether past outputs enter the next step through a context (the block `weight_ch_l0` exists).
    public var feedsOutputBack: Bool {
        switch self {
        case .jordan, .elmanJordan: true
        case .elman, .lstm: false
        }
    }
}
