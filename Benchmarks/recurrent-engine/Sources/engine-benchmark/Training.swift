import RecurrentNetworks

/// The small rate keeps the weights where they are, so no value of any peer runs into denormal numbers.
let learningRate = 1e-5

/// One update per iteration: forward, binary cross-entropy over all steps, backward, Adam.
func training(_ job: Job) throws -> Workload {
    var network = try job.network()
    let batch = try randomBatch(inputSize: network.architecture.inputSize, lengths: job.lengths ?? [])
    let backpropagation = BackpropagationThroughTime<Float>(
        architecture: network.architecture, threadCount: job.threads)
    var optimizer = Adam<Float>(parameterCount: network.parameters.count, learningRate: learningRate)
    var gradients: [Float] = []
    return Workload { iterations in
        for _ in 0..<iterations {
            _ = try backpropagation.lossAndGradients(
                network: network, batch: batch, loss: .binaryCrossEntropy(positiveWeight: 1), gradients: &gradients)
            optimizer.update(parameters: &network.parameters, gradients: gradients)
        }
    }
}
