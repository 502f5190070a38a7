public import RecurrentNetworks

/// How one pass over the training patients went.
public struct EpochReport: Hashable, Sendable {
    /// The network.
    public let network: CellKind
    /// Which of several networks of the kind, from 1.
    public let member: Int
    /// The pass, from 1.
    public let epoch: Int
    /// At most so many passes.
    public let maximumEpochs: Int
    /// Mean loss on the training patients during the pass.
    public let trainingLoss: Double
    /// Mean loss on the validation patients after the pass.
    public let validationLoss: Double
    /// Area under the precision-recall curve on the validation patients after the pass.
    public let validationAUPRC: Double
    /// Area under the receiver operating characteristic on the validation patients after the pass.
    public let validationAUROC: Double
    /// Whether it is the best so far.
    public let isBest: Bool
}
