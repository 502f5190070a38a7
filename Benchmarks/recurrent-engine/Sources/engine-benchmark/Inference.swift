import Foundation
import RecurrentNetworks

/// One time step per iteration, rows in and scores out: of one patient, or of `batch` patients together.
func step(_ job: Job) throws -> Workload {
    if job.mode != nil, job.cell != .lstm || job.batch ?? 1 > 1 { throw Unsupported(reason: "no kernel in 16 bits") }
    let network = StreamingNetwork(try job.network(), precision: job.mode == "16-bit" ? .half : .full)
    let patients = job.batch ?? 1
    var generator = CounterBasedGenerator(seed: 1, stream: 0)
    let rows = randomValues(patients * network.network.architecture.inputSize, &generator)
    var scores = [Float](repeating: 0, count: patients)
    if patients == 1 {
        var state = network.initialState()
        return Workload { iterations in
            rows.withUnsafeBufferPointer { row in
                scores.withUnsafeMutableBufferPointer { score in
                    for _ in 0..<iterations {
                        network.step(input: row, state: &state, logits: score)
                        replaceBySigmoids(score)
                    }
                }
            }
        }
    }
    let batch = StreamingBatch(network, count: patients, threadCount: job.threads)
    return Workload { iterations in
        rows.withUnsafeBufferPointer { rows in
            scores.withUnsafeMutableBufferPointer { scores in
                for _ in 0..<iterations {
                    batch.step(inputs: rows, logits: scores)
                    replaceBySigmoids(scores)
                }
            }
        }
    }
}

/// The scores of every step of whole sequences per iteration.
func sequences(_ job: Job) throws -> Workload {
    let network = try job.network()
    let batch = try randomBatch(inputSize: network.architecture.inputSize, lengths: job.lengths ?? [])
    let backpropagation = BackpropagationThroughTime<Float>(
        architecture: network.architecture, threadCount: job.threads)
    return Workload { iterations in
        for _ in 0..<iterations {
            var scores = try backpropagation.forward(network: network, batch: batch)
            scores.withUnsafeMutableBufferPointer { replaceBySigmoids($0) }
        }
    }
}

/// Logits to probabilities, as every peer gives them.
private func replaceBySigmoids(_ logits: UnsafeMutableBufferPointer<Float>) {
    for index in logits.indices { logits[index] = 1 / (1 + exp(-logits[index])) }
}
