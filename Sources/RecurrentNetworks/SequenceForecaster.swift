/// An encoder and a decoder: a network reads a history, another one continues it for the next steps.
///
///     s_0 = the encoder's state after the last step of the history
///     l_j, s_j = decoder([v_{j−1} | c_j], s_{j−1})         j = 1 … k
///     v_0 = the last known values of the targets           v_j = the true values, or those that l_j stands for
///
/// Which v_j are read is said by ``DecoderFeedback``: the true ones or the decoder's own while it is trained, its own
/// ones in use. The values that logits stand for are the logits (mean squared error), the means (Gaussian loss) or the
/// medians (quantile loss, which must have the level 0.5). `c_j` are `C` values known in advance.
///
/// The encoder and the decoder have the same cell, hidden size, layers and outputs, so that a state of one is a state
/// of the other; their weights are their own. The encoder's head matters only to cells that feed the output back; of
/// the others it has the gradient 0. Teaching and running: ``ForecasterBackpropagation``.
/// Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", NIPS 2014; Cho et al., "Learning
/// phrase representations using RNN encoder–decoder for statistical machine translation", EMNLP 2014.
public struct SequenceForecaster<Scalar: NetworkScalar>: Sendable, Equatable {
    /// The network that reads histories.
    public let encoder: NetworkArchitecture
    /// The network that continues them; it reads `K + C` values per step.
    public let decoder: NetworkArchitecture
    /// What is made small, and thereby what the logits mean.
    public let loss: Loss
    /// `K`, values to forecast per step.
    public let targetSize: Int
    /// `C`, values known in advance per forecast step.
    public let covariateSize: Int
    /// All parameters: those of the encoder, then those of the decoder.
    public var parameters: [Scalar]

    /// The first of the `K` logits of a step that are the values themselves.
    let valueOffset: Int

    /// A forecaster with fresh random parameters.
    ///
    /// - Parameters:
    ///   - encoder: its outputs are the logits of the loss.
    ///   - seed: the same seed and architecture give the same bits; the decoder is drawn with its complement.
    ///   - initialization: how recurrent weights are drawn.
    ///   - forgetGateBias: the LSTM's forget bias.
    /// - Throws: ``NetworkError`` if the encoder is bidirectional or feed-forward, or the loss has no values to feed
    ///   back or does not fit the outputs.
    public init(
        encoder: NetworkArchitecture, covariateSize: Int = 0, loss: Loss, seed: UInt64,
        initialization: Initialization = .orthogonal, forgetGateBias: Double = 1
    ) throws(NetworkError) {
        let decoder = try Self.decoder(of: encoder, covariateSize: covariateSize, loss: loss)
        func drawn(_ architecture: NetworkArchitecture, _ seed: UInt64) -> [Scalar] {
            RecurrentNetwork(
                architecture: architecture, seed: seed, initialization: initialization, forgetGateBias: forgetGateBias
            ).parameters
        }
        try self.init(
            encoder: encoder, covariateSize: covariateSize, loss: loss,
            parameters: drawn(encoder, seed) + drawn(decoder, ~seed))
    }

    /// A forecaster with given parameters.
    ///
    /// - Throws: ``NetworkError`` if the parts do not fit each other, or a parameter is not finite.
    public init(
        encoder: NetworkArchitecture, covariateSize: Int = 0, loss: Loss, parameters: [Scalar]
    ) throws(NetworkError) {
        self.encoder = encoder
        decoder = try Self.decoder(of: encoder, covariateSize: covariateSize, loss: loss)
        self.loss = loss
        targetSize = try loss.targetSize(outputSize: encoder.outputSize)
        self.covariateSize = covariateSize
        valueOffset = try Self.valueLevel(loss) * targetSize
        self.parameters = parameters
        guard parameters.count == encoder.parameterCount + decoder.parameterCount else {
            throw NetworkError.parameterCountMismatch(
                expected: encoder.parameterCount + decoder.parameterCount, found: parameters.count)
        }
        _ = try RecurrentNetwork(architecture: encoder, parameters: encoderNetwork.parameters)
        _ = try RecurrentNetwork(architecture: decoder, parameters: decoderNetwork.parameters)
    }

    /// The encoder by itself.
    public var encoderNetwork: RecurrentNetwork<Scalar> {
        RecurrentNetwork(
            architecture: encoder, checkedParameters: Array(parameters.prefix(encoder.parameterCount)))
    }

    /// The decoder by itself, for example for a ``StreamingNetwork``.
    public var decoderNetwork: RecurrentNetwork<Scalar> {
        RecurrentNetwork(
            architecture: decoder, checkedParameters: Array(parameters.dropFirst(encoder.parameterCount)))
    }

    /// The values that logits stand for: `[rows, O]` → `[rows, K]`.
    public func values(ofLogits logits: [Scalar]) -> [Scalar] {
        stride(from: valueOffset, to: logits.count, by: decoder.outputSize).flatMap { start in
            logits[start..<(start + targetSize)]
        }
    }

    private static func decoder(
        of encoder: NetworkArchitecture, covariateSize: Int, loss: Loss
    ) throws(NetworkError) -> NetworkArchitecture {
        guard !encoder.isBidirectional, encoder.cell != .feedForward else {
            throw NetworkError.invalidArchitecture(
                reason: "the state after a history must be one to go on from; that of "
                    + (encoder.isBidirectional ? "a bidirectional" : "a feed-forward") + " network is not")
        }
        guard covariateSize >= 0 else {
            throw NetworkError.invalidArchitecture(reason: "covariateSize is \(covariateSize), expected at least 0")
        }
        return try NetworkArchitecture(
            cell: encoder.cell, inputSize: loss.targetSize(outputSize: encoder.outputSize) + covariateSize,
            hiddenSize: encoder.hiddenSize, outputSize: encoder.outputSize, contextDecay: encoder.contextDecay,
            contextFeedback: encoder.contextFeedback, layerCount: encoder.layerCount, activation: encoder.activation)
    }

    /// Which of the groups of `K` logits holds the values.
    private static func valueLevel(_ loss: Loss) throws(NetworkError) -> Int {
        switch loss {
        case .meanSquaredError, .gaussian: return 0
        case .quantile(let levels):
            guard let median = levels.firstIndex(of: 0.5) else {
                throw NetworkError.unsuitableLoss(
                    loss: "quantile with the levels \(levels)", expected: "the level 0.5 among them, to feed back")
            }
            return median
        case .binaryCrossEntropy, .focal, .categoricalCrossEntropy:
            throw NetworkError.unsuitableLoss(
                loss: loss.name, expected: "meanSquaredError, gaussian or quantile for a forecast of values")
        }
    }
}
