public import RecurrentNetworks

/// How one pass over the training patients went.
public struct EpochReport: Hashable, Sendable {
    /// The network.
    public let network: CellKind
    /// The pass, from 1.
    public let epoch: Int
    /// At most so many passes.
    public let maximumEpochs: Int
    /// Mean loss on the training patients during the pass.
    public let trainingLoss: Double
    /// Area under the precision-recall curve on the validation patients after the pass.
    public let validationAUPRC: Double
    /// Area under the receiver operating characteristic on the validation patients after the pass.
    public let validationAUROC: Double
    /// Whether it is the best so far.
    public let isBest: Bool
}
