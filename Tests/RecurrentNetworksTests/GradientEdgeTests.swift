import Testing

@testable import RecurrentNetworks

/// Gradients where little or nothing counts, and in `Float`.
struct GradientEdgeTests {
    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 2], inputSize: 7, hiddenSize: 19, outputSize: 3))
    func `Float gradients equal Double gradients`(architecture: NetworkArchitecture) throws {
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        let data = try TestBatch(architecture, loss, lengths: [4, 12, 9, 12, 1], seed: 31)
        var single: [Float] = []
        var double: [Double] = []
        let singleLoss = try BackpropagationThroughTime(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork<Float>(architecture: architecture, seed: 5), batch: data.batch(), loss: loss,
            dropout: Dropout(seed: 1, index: 2), gradients: &single)
        let doubleLoss = try BackpropagationThroughTime(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork<Double>(architecture: architecture, seed: 5), batch: data.batch(), loss: loss,
            dropout: Dropout(seed: 1, index: 2), gradients: &double)
        let difference = largestDifference(single, double)
        print("\(architecture.summary): Float and Double gradients differ by at most \(difference)")
        #expect(difference < 2e-6)
        #expect(abs(singleLoss.mean - doubleLoss.mean) < 2e-6)
    }

    @Test(arguments: CellKind.allCases)
    func `inputs and targets after the last counted step do not matter`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
        var data = TestBatch(inputSize: 3, outputSize: 2, lengths: [6], seed: 2)
        data.lossWeights = [[0, 1, 0, 0, 0, 0]]
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        var long: [Double] = []
        var short: [Double] = []
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let longLoss = try backpropagation.lossAndGradients(
            network: network, batch: data.batch(), loss: loss, gradients: &long)
        data.inputs[0].removeLast(12)
        data.targets[0].removeLast(8)
        data.lossWeights[0].removeLast(4)
        let shortLoss = try backpropagation.lossAndGradients(
            network: network, batch: data.batch(), loss: loss, gradients: &short)
        #expect(longLoss == shortLoss)
        #expect(largestDifference(long, short) < 1e-15)
    }

    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 2]))
    func `a batch in which no step counts has the loss 0 and no gradient`(architecture: NetworkArchitecture) throws {
        var data = try TestBatch(architecture, .meanSquaredError, lengths: [2, 3], seed: 2)
        data.lossWeights = [[0, 0], [0, 0, 0]]
        var gradients = [Float](repeating: 7, count: 3)
        let loss = try BackpropagationThroughTime<Float>(architecture: architecture).lossAndGradients(
            network: RecurrentNetwork(architecture: architecture, seed: 1), batch: data.batch(),
            loss: .meanSquaredError, gradients: &gradients)
        #expect(loss == BatchLoss())
        #expect(gradients == [Float](repeating: 0, count: architecture.parameterCount))
    }

    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 2]))
    func `an empty batch has the loss 0 and no gradient`(architecture: NetworkArchitecture) throws {
        for lengths in [[], [0, 0]] {
            let data = try TestBatch(architecture, .meanSquaredError, lengths: lengths, seed: 2)
            var gradients: [Double] = []
            let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
            let network = RecurrentNetwork<Double>(architecture: architecture, seed: 1)
            let loss = try backpropagation.lossAndGradients(
                network: network, batch: data.batch(), loss: .meanSquaredError, gradients: &gradients)
            #expect(loss.mean == 0)
            #expect(gradients == [Double](repeating: 0, count: architecture.parameterCount))
            #expect(try network.forward(data.batch()).isEmpty)
            #expect(try backpropagation.gradients(network: network, batch: data.batch()).inputs.isEmpty)
        }
    }

    @Test(arguments: [CellKind.lstm, .elman])
    func `without a loss the gradient by a final state reaches inputs and initial states`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let batch: SequenceBatch<Float> = try TestBatch(inputSize: 3, outputSize: 2, lengths: [3], seed: 1).batch()
        let found = try BackpropagationThroughTime<Float>(architecture: architecture).gradients(
            network: RecurrentNetwork.stirred(architecture, seed: 2), batch: batch,
            dFinalStates: [Float](repeating: 1, count: architecture.stateSize))
        #expect(found.inputs.allSatisfy { $0 != 0 })
        #expect(found.initialStates.allSatisfy { $0 != 0 })
    }
}
