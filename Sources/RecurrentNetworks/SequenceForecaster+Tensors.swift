extension SequenceForecaster {
    /// The parameters as tensors, named as those of the networks with `encoder.` and `decoder.` before.
    public func tensors() -> [Tensor] {
        zip(["encoder.", "decoder."], [encoderNetwork, decoderNetwork]).flatMap { prefix, network in
            network.tensors().map { Self.renamed($0, prefix + $0.name) }
        }
    }

    /// A forecaster from the tensors of ``tensors()``, in any order and floating-point type.
    ///
    /// - Throws: ``NetworkError`` if the parts do not fit each other, or naming the first tensor that is missing,
    ///   unknown, given twice, misshapen, of another type or not finite; a name is then told without its prefix,
    ///   except an unknown one.
    public init(
        encoder: NetworkArchitecture, covariateSize: Int = 0, loss: Loss, tensors: [Tensor]
    ) throws(NetworkError) {
        let blank = try Self(encoder: encoder, covariateSize: covariateSize, loss: loss, seed: 0)
        var parts: [String: [Tensor]] = [:]
        for tensor in tensors {
            guard let prefix = ["encoder.", "decoder."].first(where: tensor.name.hasPrefix) else {
                throw NetworkError.unexpectedTensor(name: tensor.name)
            }
            parts[prefix, default: []].append(Self.renamed(tensor, String(tensor.name.dropFirst(prefix.count))))
        }
        let first = try RecurrentNetwork<Scalar>(architecture: blank.encoder, tensors: parts["encoder."] ?? [])
        let second = try RecurrentNetwork<Scalar>(architecture: blank.decoder, tensors: parts["decoder."] ?? [])
        try self.init(
            encoder: encoder, covariateSize: covariateSize, loss: loss,
            parameters: first.parameters + second.parameters)
    }

    private static func renamed(_ tensor: Tensor, _ name: String) -> Tensor {
        Tensor(name: name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
    }
}
