/// The file format ONNX: a network as a graph of standard operations that other programs run.
///
/// With the letters of ``SequenceBatch`` and ``NetworkArchitecture``, all in single precision unless noted:
///
/// | input | shape | |
/// | --- | --- | --- |
/// | `x` | `[T, B, D]` | the sequences; what lies past an end is ignored |
/// | `lengths` | `[B]`, int32 | steps of each sequence, at least 0; not given or greater than `T`: `T` |
/// | `static_inputs` | `[B, S]` | if `S` > 0 |
/// | `initial_state` | `[B, stateSize]` | the state before the first step; not given: as ``RecurrentNetwork/initialState(staticInputs:)`` |
///
/// | output | shape | |
/// | --- | --- | --- |
/// | `logits` | `[T, B, O]` | as ``RecurrentNetwork/forward(_:)``, 0 past a sequence's end |
/// | `probability` | `[T, B, O]` | σ(scale · logits + offset), if a calibration is given |
/// | `final_state` | `[B, stateSize]` | the state after each sequence's last step, for the next call |
///
/// `T` and `B` are free at every call; the states are absent where ``NetworkArchitecture/stateSize`` is 0. A stream is
/// run with `T` = 1, `final_state` given back as `initial_state`. Dropout is for training only and is not written.
///
/// LSTM, GRU, Elman and feed-forward layers become the operations `LSTM`, `GRU`, `RNN` and `MatMul`, one for each layer
/// and direction; a layer with an output context becomes a `Scan` over its step. Operator set 17, IR version 8:
/// https://onnx.ai/onnx/operators.
public enum ONNX {
    /// The version of the set of operations that is used.
    public static let operatorSetVersion = 17
    /// The largest file, the limit of a message of Protocol Buffers.
    public static let maximumByteCount = Int(Int32.max)

    private static let irVersion = 8

    /// Writes a file; the same network and texts give the same bytes.
    ///
    /// - Parameters:
    ///   - network: of any architecture.
    ///   - calibration: Platt's, which makes probabilities of the logits; nil leaves the output `probability` out.
    ///   - metadata: texts of any kind by name, `metadata_props` in the file.
    /// - Throws: ``NetworkError/exportTooLarge(byteCount:limit:)``.
    public static func encode(
        _ network: RecurrentNetwork<Float>, calibration: (scale: Double, offset: Double)? = nil,
        metadata: [String: String] = [:]
    ) throws(NetworkError) -> [UInt8] {
        let architecture = network.architecture
        let expected = 4 * architecture.parameterCount
        guard expected < maximumByteCount else {
            throw NetworkError.exportTooLarge(byteCount: expected, limit: maximumByteCount)
        }
        precondition(
            network.parameters.count == architecture.parameterCount,
            "\(network.parameters.count) parameters, the architecture needs \(architecture.parameterCount)")
        var network = ONNXNetworkGraph(network)
        network.build(calibration: calibration)
        let graph = network.graph.message.bytes
        var model = ONNXMessage()  // ModelProto
        model.append(1, irVersion)
        model.append(2, "RecurrentNetworks")  // producer_name
        model.append(7, graph)
        model.append(8) { $0.append(2, operatorSetVersion) }  // opset_import, of the standard domain
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            model.append(14) { entry in  // metadata_props
                entry.append(1, key)
                entry.append(2, value)
            }
        }
        guard model.bytes.count <= maximumByteCount else {
            throw NetworkError.exportTooLarge(byteCount: model.bytes.count, limit: maximumByteCount)
        }
        return model.bytes
    }
}
