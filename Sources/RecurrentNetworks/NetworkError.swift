/// What can be wrong with an architecture, a batch or the tensors of a network.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A size is outside 1...``NetworkArchitecture/maximumSize``.
    case invalidSize(name: String, value: Int)
    /// The context decay is outside 0..<1, or not 0 for a cell without an output context.
    case invalidContextDecay(value: Double, cell: CellKind)
    /// The parts of an architecture do not fit each other.
    case invalidArchitecture(reason: String)
    /// The parameter array has the wrong length.
    case parameterCountMismatch(expected: Int, found: Int)
    /// A parameter is NaN or infinite; `index` counts inside the block.
    case nonFiniteParameter(block: String, index: Int, value: Double)
    /// A batch was given differing numbers of sequences.
    case sequenceCountMismatch(inputs: Int, targets: Int, lossWeights: Int)
    /// An array is given for another number of sequences than the batch has.
    case arrayCountMismatch(array: String, expected: Int, found: Int)
    /// One array of a sequence has the wrong number of scalars.
    case sequenceSizeMismatch(sequence: Int, array: String, expected: String, found: Int)
    /// An input is NaN or infinite.
    case nonFiniteInput(sequence: Int, timeStep: Int, feature: Int, value: Double)
    /// A static input is NaN or infinite.
    case nonFiniteStaticInput(sequence: Int, feature: Int, value: Double)
    /// A target is NaN or infinite.
    case nonFiniteTarget(sequence: Int, timeStep: Int, output: Int, value: Double)
    /// A loss weight is negative, NaN or infinite.
    case invalidLossWeight(sequence: Int, timeStep: Int, value: Double)
    /// A target of a binary cross-entropy is outside 0...1 at a step that counts.
    case targetOutOfRange(sequence: Int, timeStep: Int, output: Int, value: Double)
    /// The weight of positive targets is not a positive finite number.
    case invalidPositiveWeight(value: Double)
    /// A parameter of a loss is outside its range.
    case invalidLossParameter(name: String, value: Double, expected: String)
    /// The loss cannot be used for this purpose.
    case unsuitableLoss(loss: String, expected: String)
    /// The network's number of logits does not fit the loss.
    case outputSizeMismatch(loss: String, outputSize: Int, expected: String)
    /// The loss or the gradient of a training batch is NaN or infinite; `updateCount` updates were done before it.
    case divergence(updateCount: Int, loss: Double, gradientNorm: Double)
    /// The batch has another size than the network.
    case batchSizeMismatch(name: String, network: Int, batch: Int)
    /// The network has another architecture than the buffers were made for.
    case architectureMismatch(expected: NetworkArchitecture, found: NetworkArchitecture)
    /// A tensor the architecture needs is absent.
    case missingTensor(name: String, shape: [Int])
    /// A tensor the architecture has no place for.
    case unexpectedTensor(name: String)
    /// Two tensors carry the same name.
    case duplicateTensor(name: String)
    /// A tensor has another shape than the architecture needs.
    case tensorShapeMismatch(name: String, expected: [Int], found: [Int])
    /// A tensor's element type cannot be read as numbers for a network.
    case unsupportedTensorType(name: String, type: TensorType)
    /// A network does not fit into a file of a format.
    case exportTooLarge(byteCount: Int, limit: Int)

    /// What is wrong, where, with the value.
    public var description: String {
        switch self {
        case .invalidSize(let name, let value):
            "\(name) is \(value), expected 1...\(NetworkArchitecture.maximumSize)"
        case .invalidContextDecay(let value, let cell):
            "contextDecay is \(value) for the cell \(cell.rawValue), expected "
                + (cell.feedsOutputBack ? "at least 0 and below 1" : "0, the cell has no output context")
        case .invalidArchitecture(let reason): reason
        case .parameterCountMismatch(let expected, let found):
            "the parameter array has \(found) scalars, the architecture needs \(expected)"
        case .nonFiniteParameter(let block, let index, let value):
            "\(block)[\(index)] is \(value), expected a finite number"
        case .sequenceCountMismatch(let inputs, let targets, let lossWeights):
            "a batch of \(inputs) input, \(targets) target and \(lossWeights) loss weight sequences"
        case .arrayCountMismatch(let array, let expected, let found):
            "\(array) is given for \(found) sequences, the batch has \(expected)"
        case .sequenceSizeMismatch(let sequence, let array, let expected, let found):
            "\(array)[\(sequence)] has \(found) scalars, expected \(expected)"
        case .nonFiniteInput(let sequence, let timeStep, let feature, let value):
            "the input of sequence \(sequence), time step \(timeStep), feature \(feature) is \(value)"
        case .nonFiniteStaticInput(let sequence, let feature, let value):
            "the static input of sequence \(sequence), feature \(feature) is \(value)"
        case .nonFiniteTarget(let sequence, let timeStep, let output, let value):
            "the target of sequence \(sequence), time step \(timeStep), output \(output) is \(value)"
        case .invalidLossWeight(let sequence, let timeStep, let value):
            "the loss weight of sequence \(sequence), time step \(timeStep) is \(value)"
        case .targetOutOfRange(let sequence, let timeStep, let output, let value):
            "the target of sequence \(sequence), time step \(timeStep), output \(output) is \(value), outside 0...1"
        case .invalidPositiveWeight(let value):
            "positiveWeight is \(value), expected a finite number above 0"
        case .invalidLossParameter(let name, let value, let expected):
            "\(name) is \(value), expected \(expected)"
        case .unsuitableLoss(let loss, let expected):
            "the loss is \(loss), expected \(expected)"
        case .outputSizeMismatch(let loss, let outputSize, let expected):
            "the network has \(outputSize) outputs, the loss \(loss) expects \(expected)"
        case .divergence(let updateCount, let loss, let gradientNorm):
            "after \(updateCount) updates the loss is \(loss), the norm of its gradient \(gradientNorm)"
        case .batchSizeMismatch(let name, let network, let batch):
            "the batch has \(name) \(batch), the network \(network)"
        case .architectureMismatch(let expected, let found):
            "the buffers were made for \(expected), the network is \(found)"
        case .missingTensor(let name, let shape):
            "the tensor \(name) of shape \(shape) is missing"
        case .unexpectedTensor(let name):
            "the tensor \(name) has no place in this architecture"
        case .duplicateTensor(let name):
            "the tensor \(name) is given twice"
        case .tensorShapeMismatch(let name, let expected, let found):
            "the tensor \(name) has shape \(found), expected \(expected)"
        case .unsupportedTensorType(let name, let type):
            "the tensor \(name) has element type \(type.rawValue), expected F64, F32, F16 or BF16"
        case .exportTooLarge(let byteCount, let limit):
            "the network takes \(byteCount) bytes, a file of the format holds \(limit)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .invalidSize, .invalidContextDecay, .invalidArchitecture:
            "correct the architecture in the configuration or the model file"
        case .parameterCountMismatch, .architectureMismatch:
            "use the architecture the parameters were trained with"
        case .nonFiniteParameter:
            "use the last good model; if training produced this, lower the learning rate or the gradient norm limit"
        case .sequenceCountMismatch, .arrayCountMismatch, .sequenceSizeMismatch, .batchSizeMismatch:
            "give [length, inputSize] inputs, [length, outputSize] targets and [length] loss weights per sequence"
        case .nonFiniteInput, .nonFiniteStaticInput:
            "impute missing values before the network and give the mask as a feature of its own"
        case .nonFiniteTarget:
            "give 0 as the target of a step that does not count, and 0 as its loss weight"
        case .invalidLossWeight:
            "give a finite weight of at least 0; 0 leaves the step out of the loss"
        case .targetOutOfRange:
            "give probabilities or labels 0 and 1, or choose the mean squared error"
        case .invalidPositiveWeight:
            "use 1, or the ratio of negative to positive steps"
        case .invalidLossParameter:
            "correct the parameter of the loss"
        case .unsuitableLoss:
            "choose another loss"
        case .outputSizeMismatch:
            "choose the outputSize of the architecture for the loss, or another loss"
        case .divergence:
            "go back to the last checkpoint; lower the learning rate or the gradient norm limit"
        case .missingTensor, .unexpectedTensor, .duplicateTensor, .tensorShapeMismatch:
            "load the file with the architecture it was saved with"
        case .unsupportedTensorType:
            "save the tensor as F32 or F64"
        case .exportTooLarge:
            "write it as safetensors, or train a smaller network"
        }
    }
}
