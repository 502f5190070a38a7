import Foundation
import RecurrentNetworks

/// Epochs of training over recorded patients.
func epoch(_ job: Job) throws -> Workload {
    let epochs = try Epochs(job)
    return Workload { iterations in
        for _ in 0..<iterations { try epochs.run() }
    }
}

/// What weights in 16 bits change in the scores of recorded patients, after three epochs of training on them.
func drift(_ job: Job) throws -> Workload {
    Workload.once {
        let epochs = try Epochs(job, learningRate: 2e-3)
        for _ in 0..<3 { try epochs.run() }
        return try epochs.drift()
    }
}

/// A network that is trained on recorded patients, batches of patients of like length, made anew in every epoch.
private final class Epochs {
    private var network: RecurrentNetwork<Float>
    private let patients: Patients
    private let order: [Int]
    private let batchSize: Int
    private let backpropagation: BackpropagationThroughTime<Float>
    private var optimizer: Adam<Float>
    private var gradients: [Float] = []

    init(_ job: Job, learningRate: Double = learningRate) throws {
        guard let file = job.file, let batchSize = job.batch else {
            throw Unsupported(reason: "file or batch is missing")
        }
        self.batchSize = batchSize
        network = try job.network()
        let patients = try Patients(file: file, inputSize: network.architecture.inputSize)
        self.patients = patients
        order = patients.lengths.indices.sorted { patients.lengths[$0] > patients.lengths[$1] }
        backpropagation = BackpropagationThroughTime<Float>(
            architecture: network.architecture, threadCount: job.threads)
        optimizer = Adam<Float>(parameterCount: network.parameters.count, learningRate: learningRate)
    }

    /// One epoch.
    func run() throws {
        let inputSize = network.architecture.inputSize
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let members = order[start..<min(start + batchSize, order.count)]
            let batch = try SequenceBatch(
                inputSize: inputSize, targetSize: 1,
                inputs: members.map(patients.inputs), targets: members.map(patients.labels),
                lossWeights: members.map { [Float](repeating: 1, count: patients.lengths[$0]) })
            _ = try backpropagation.lossAndGradients(
                network: network, batch: batch, loss: .binaryCrossEntropy(positiveWeight: 1), gradients: &gradients)
            optimizer.update(parameters: &network.parameters, gradients: gradients)
        }
    }

    /// The differences of all scores, streamed with weights in 32 and in 16 bits.
    func drift() throws -> Answer {
        let (full, half) = (StreamingNetwork(network), StreamingNetwork(network, precision: .half))
        let inputSize = network.architecture.inputSize
        var (sum, largest, count) = (0.0, 0.0, 0)
        for patient in order {
            let inputs = patients.inputs(patient)
            var (fullState, halfState) = (full.initialState(), half.initialState())
            for step in 0..<patients.lengths[patient] {
                let row = Array(inputs[(step * inputSize)..<((step + 1) * inputSize)])
                let scores = [full.step(input: row, state: &fullState), half.step(input: row, state: &halfState)]
                    .map { 1 / (1 + exp(-Double($0[0]))) }
                let difference = abs(scores[0] - scores[1])
                (sum, largest, count) = (sum + difference, max(largest, difference), count + 1)
            }
        }
        return Answer(meanDrift: sum / Double(count), largestDrift: largest)
    }
}

/// The file that epoch.py writes: the number of patients, their lengths, all rows of channels, all labels.
private struct Patients {
    let lengths: [Int]
    private let inputSize: Int
    private let firstRows: [Int]
    private let values: [Float]
    private let allLabels: [Float]

    init(file: String, inputSize: Int) throws {
        let words = try Data(contentsOf: URL(fileURLWithPath: file)).withUnsafeBytes {
            Array($0.bindMemory(to: UInt32.self))
        }
        let count = Int(words.first ?? 0)
        let lengths = words.dropFirst().prefix(count).map(Int.init)
        let rowCount = lengths.reduce(0, +)
        guard words.count == 1 + count + rowCount * (inputSize + 1) else {
            throw Unsupported(reason: "\(file) has \(words.count) words for \(rowCount) rows of \(inputSize) channels")
        }
        var row = 0
        firstRows = lengths.map { length in
            defer { row += length }
            return row
        }
        self.lengths = lengths
        self.inputSize = inputSize
        let floats = words.dropFirst(1 + count).map(Float.init(bitPattern:))
        values = Array(floats.prefix(rowCount * inputSize))
        allLabels = Array(floats.suffix(rowCount))
    }

    func inputs(_ patient: Int) -> [Float] {
        Array(values[(firstRows[patient] * inputSize)..<((firstRows[patient] + lengths[patient]) * inputSize)])
    }

    func labels(_ patient: Int) -> [Float] {
        Array(allLabels[firstRows[patient]..<(firstRows[patient] + lengths[patient])])
    }
}
