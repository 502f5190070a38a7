import Foundation
import RecurrentNetworks

/// One training epoch over recorded patients per iteration: batches of patients of like length, made anew every time.
func epoch(_ job: Job) throws -> Workload {
    guard let file = job.file, let batchSize = job.batch else { throw Unsupported(reason: "file or batch is missing") }
    var network = try job.network()
    let inputSize = network.architecture.inputSize
    let patients = try Patients(file: file, inputSize: inputSize)
    let order = patients.lengths.indices.sorted { patients.lengths[$0] > patients.lengths[$1] }
    let backpropagation = BackpropagationThroughTime<Float>(
        architecture: network.architecture, threadCount: job.threads)
    var optimizer = Adam<Float>(parameterCount: network.parameters.count, learningRate: learningRate)
    var gradients: [Float] = []
    return Workload { iterations in
        for start in (0..<iterations).flatMap({ _ in stride(from: 0, to: order.count, by: batchSize) }) {
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
