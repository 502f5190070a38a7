import Foundation
import Testing

@testable import RecurrentNetworks

/// Updates chunk by chunk with carried states, against PyTorch and on a task.
struct ChunkWalkTests {
    @Test(arguments: CellKind.allCases)
    func `a walk at fixed parameters gives the losses of its chunks and the final states`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 5)
        let batch = try RaggedSequences(seed: 6).batch(hasStatics: cell != .feedForward)
        let plain = BackpropagationThroughTime<Double>(architecture: architecture)
        let expected = try plain.forwardWithStates(network: network, batch: batch).states
        let loss = try plain.loss(network: network, batch: batch, loss: .meanSquaredError)
        for lookBack in [4, 9] {
            let engine = try TruncatedBackpropagation<Double>(
                architecture: architecture, chunkLength: 4, lookBack: lookBack)
            var walk = engine.chunks(of: batch, loss: .meanSquaredError)
            var (sum, chunks): (BatchLoss, [Range<Int>]) = (BatchLoss(), [walk.nextChunk])
            while let part = try walk.next(network: network) {
                sum += part
                chunks.append(walk.nextChunk)
            }
            #expect(chunks == [0..<4, 4..<8, 8..<11, 12..<12])
            #expect(abs(sum.mean - loss.mean) < 1e-12)
            #expect(largestDifference(walk.finalStates ?? [], expected) < 1e-12)
        }
    }

    @Test func `updates after every chunk equal PyTorch's with detached states`() throws {
        // torch 2 in float64: LSTM(2, 3) with a second bias of 0, Linear(3, 2), SGD of 0.5 after chunks of 3, 3 and 1
        // steps on ½ Σ (l − y)² / (steps · 2), state detached; parameters and data as below.
        let architecture = try NetworkArchitecture(cell: .lstm, inputSize: 2, hiddenSize: 3, outputSize: 2)
        var network = try RecurrentNetwork(
            architecture: architecture, parameters: (0..<80).map { 0.5 * sin(Double(1 + $0)) })
        let inputs = (0..<28).map { cos(0.7 * Double($0)) }
        let targets = (0..<28).map { sin(0.9 * Double($0)) }
        let batch = try SequenceBatch<Double>(
            inputSize: 2, targetSize: 2, inputs: [Array(inputs[..<14]), Array(inputs[14...])],
            targets: [Array(targets[..<14]), Array(targets[14...])],
            lossWeights: [[Double]](repeating: [Double](repeating: 1, count: 7), count: 2))
        let engine = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 3)
        var walk = engine.chunks(of: batch, loss: .meanSquaredError)
        var losses: [Double] = []
        while let loss = try walk.next(network: network) {
            losses.append(loss.mean)
            for index in network.parameters.indices { network.parameters[index] -= 0.5 * walk.gradients[index] }
        }
        #expect(largestDifference(losses, [0.7120596412932126, 0.5054472122988841, 0.8554685384721679]) < 1e-12)
        let places = [0, 10, 30, 50, 60, 75, 79]
        let expected = [
            0.4266312048372796, -0.4999033306285651, -0.20198644204305885, 0.3356226787589522, -0.48525497804033324,
            0.2746489630499838, -0.29053352653620645,
        ]
        #expect(largestDifference(places.map { network.parameters[$0] }, expected) < 1e-12)
        var checksum = 0.0
        for (index, parameter) in network.parameters.enumerated() { checksum += Double(index + 1) * parameter }
        #expect(abs(checksum + 16.823650951805398) < 1e-10)
        let states = [
            -0.09391114083801066, -0.2347108443779514, 0.117545098991253, -0.2038968149127289, -0.43187177548926753,
            0.17778076857120614, 0.020303938620200995, -0.30540501237360307, -0.036267930158999234,
            0.030037817224620178, -0.4485990666949278, -0.12154875664958574,
        ]
        #expect(largestDifference(walk.finalStates ?? [], states) < 1e-12)
    }

    @Test(arguments: CellKind.allCases)
    func `a batch continued in a second one with the states carried equals one batch`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.ragged(cell)
        var generator = CounterBasedGenerator(seed: 8)
        let (inputs, targets) = (generator.normals(36), generator.normals(24))
        func batch(_ range: Range<Int>) throws -> SequenceBatch<Double> {
            try SequenceBatch(
                inputSize: 3, targetSize: 2, inputs: [Array(inputs[(3 * range.lowerBound)..<(3 * range.upperBound)])],
                targets: [Array(targets[(2 * range.lowerBound)..<(2 * range.upperBound)])],
                lossWeights: [[Double](repeating: 1, count: range.count)],
                staticInputs: cell == .feedForward ? nil : [[0.5, -1]])
        }
        let engine = try TruncatedBackpropagation<Double>(architecture: architecture, chunkLength: 3)
        func train(_ batches: [SequenceBatch<Double>]) throws -> RecurrentNetwork<Double> {
            var network = RecurrentNetwork<Double>.shaken(architecture, seed: 7)
            var states: [Double]?
            for batch in batches {
                var walk = engine.chunks(of: batch, loss: .meanSquaredError, initialStates: states)
                while try walk.next(network: network) != nil {
                    for index in network.parameters.indices { network.parameters[index] -= 0.1 * walk.gradients[index] }
                }
                states = walk.finalStates
            }
            return network
        }
        let whole = try train([batch(0..<12)])
        let parts = try train([batch(0..<6), batch(6..<12)])
        #expect(largestDifference(whole.parameters, parts.parameters) < 1e-13)
    }

    @Test func `a network trained in chunks learns what lies further back than a chunk`() throws {
        // Which of two symbols comes every fifth step was said four steps before, in the chunk before or earlier.
        let architecture = try NetworkArchitecture(cell: .lstm, inputSize: 2, hiddenSize: 16, outputSize: 1)
        func text(_ seed: UInt64) throws -> SequenceBatch<Float> {
            var generator = CounterBasedGenerator(seed: seed)
            var (inputs, targets, weights): ([[Float]], [[Float]], [[Float]]) = ([], [], [])
            for _ in 0..<16 {
                var (input, target, weight): ([Float], [Float], [Float]) = ([], [], [])
                for _ in 0..<12 {
                    let bit: Float = generator.next() & 1 == 1 ? 1 : 0
                    for step in 0..<5 {
                        input += [step == 0 ? 2 * bit - 1 : 0, step == 4 ? 1 : 0]
                        target.append(bit)
                        weight.append(step == 4 ? 1 : 0)
                    }
                }
                inputs.append(input)
                targets.append(target)
                weights.append(weight)
            }
            return try SequenceBatch(
                inputSize: 2, targetSize: 1, inputs: inputs, targets: targets, lossWeights: weights)
        }
        func lossAfterTraining(chunkLength: Int, lookBack: Int) throws -> Double {
            var network = RecurrentNetwork<Float>(architecture: architecture, seed: 1, forgetGateBias: 0)
            var adam = Adam<Float>(parameterCount: architecture.parameterCount, learningRate: 0.01)
            let engine = try TruncatedBackpropagation<Float>(
                architecture: architecture, chunkLength: chunkLength, lookBack: lookBack)
            for update in 0..<15 {
                var walk = engine.chunks(of: try text(UInt64(update)), loss: .binaryCrossEntropy(positiveWeight: 1))
                while let loss = try walk.next(network: network) {
                    if loss.weightSum > 0 { adam.update(parameters: &network.parameters, gradients: walk.gradients) }
                }
            }
            return try BackpropagationThroughTime<Float>(architecture: architecture).loss(
                network: network, batch: try text(1000), loss: .binaryCrossEntropy(positiveWeight: 1)
            ).mean
        }
        let (short, long) = (
            try lossAfterTraining(chunkLength: 2, lookBack: 2), try lossAfterTraining(chunkLength: 2, lookBack: 6)
        )
        print("loss of a bit said 4 steps before, chunks of 2: look-back 2 \(short), look-back 6 \(long)")
        #expect(long < 0.1)
        #expect(short > 3 * long)
    }
}
