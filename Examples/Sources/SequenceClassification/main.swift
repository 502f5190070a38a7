// Tells noisy wave forms of different lengths apart, and says how often it is right on waves it has not seen.
import Foundation
import RecurrentNetworks

var generator = CounterBasedGenerator(seed: 1)
let waves = (0..<1024).map { _ in Wave(using: &generator) }
let (heldOut, training) = (waves.prefix(256), Array(waves.dropFirst(256)))

let architecture = try NetworkArchitecture(
    cell: .lstm, inputSize: 1, hiddenSize: 32, outputSize: WaveForm.allCases.count)
let (epochCount, batchSize) = (40, 32)
var trainer = try Trainer(
    network: RecurrentNetwork<Float>(architecture: architecture, seed: 2), loss: .categoricalCrossEntropy(),
    optimizer: .adam(learningRate: 0.01),
    options: TrainerOptions(
        schedule: .cosine(total: epochCount * training.count / batchSize), gradientNormLimit: GradientNormLimit(1)))
for epoch in 1...epochCount {
    var loss = BatchLoss()
    let shuffled = training.shuffled(using: &trainer.generator)
    for start in stride(from: 0, to: shuffled.count, by: batchSize) {
        let waves = shuffled[start..<min(start + batchSize, shuffled.count)]
        loss += try trainer.train(onBatch: SequenceBatch(Array(waves)))
    }
    if epoch.isMultiple(of: 5) { print(String(format: "epoch %d: loss %.3f", epoch, loss.mean)) }
}

/// The share of waves whose class has the largest of the logits at the last sample.
func accuracy(of network: RecurrentNetwork<Float>, on waves: [Wave]) throws -> Double {
    let (logits, classCount) = (try network.forward(SequenceBatch(waves)), WaveForm.allCases.count)
    let correct = waves.indices.filter { index in
        // Logits are [step][wave][class].
        let start = ((waves[index].samples.count - 1) * waves.count + index) * classCount
        let ofClasses = Array(logits[start..<(start + classCount)])
        return ofClasses.firstIndex(of: ofClasses.max() ?? 0) == waves[index].form.rawValue
    }
    return Double(correct.count) / Double(waves.count)
}

let share = try accuracy(of: trainer.network, on: Array(heldOut))
print(String(format: "right on %.1f %% of %d waves it has not seen", 100 * share, heldOut.count))
exit(share >= 0.85 ? 0 : 1)
