// Learns a poem by heart, character by character, and writes what it remembers of it.
import Foundation
import RecurrentNetworks

let alphabet = Alphabet(of: poem)
let batch = try alphabet.batch(poem, pieces: 8)
let architecture = try NetworkArchitecture(
    cell: .lstm, inputSize: alphabet.characters.count, hiddenSize: 128, outputSize: alphabet.characters.count)
var network = RecurrentNetwork<Float>(architecture: architecture, seed: 1)

// −log₂ of the probability that the network gives to the next character, on average.
let engine = BackpropagationThroughTime<Float>(architecture: architecture)
let before = try engine.loss(network: network, batch: batch, loss: .categoricalCrossEntropy()).mean / log(2)

let truncated = try TruncatedBackpropagation<Float>(architecture: architecture, chunkLength: 25, lookBack: 50)
var optimizer = Adam<Float>(parameterCount: network.parameters.count, learningRate: 0.004)
let limit = GradientNormLimit(1)
for epoch in 1...80 {
    var (walk, loss) = (truncated.chunks(of: batch, loss: .categoricalCrossEntropy()), BatchLoss())
    while let chunk = try walk.next(network: network) {
        var gradients = walk.gradients
        _ = limit.apply(to: &gradients)
        optimizer.update(parameters: &network.parameters, gradients: gradients)
        loss += chunk
    }
    if epoch.isMultiple(of: 10) {
        print(String(format: "epoch %d: %.3f bits per character", epoch, loss.mean / log(2)))
    }
}
let after = try engine.loss(network: network, batch: batch, loss: .categoricalCrossEntropy()).mean / log(2)

for temperature in [0.1, 1] {
    let writer = Writer(network: StreamingNetwork(network), alphabet: alphabet, temperature: temperature)
    print("\nat the temperature \(temperature):\n\(writer.continuation(of: "The ", count: 300, seed: 2))")
}
let guessing = log2(Double(alphabet.characters.count))
print(String(format: "\nbits per character: %.3f before, %.3f after; guessing %.3f", before, after, guessing))
exit(after < 0.5 ? 0 : 1)
