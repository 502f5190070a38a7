import Foundation
import RecurrentNetworks

/// Continues a text character by character with what a trained network thinks likely.
struct Writer {
    let network: StreamingNetwork
    let alphabet: Alphabet
    /// Below 1 the likely characters become likelier, near 0 the likeliest one is certain; 1 is as learnt.
    let temperature: Double

    /// The text and `count` characters more.
    func continuation(of text: String, count: Int, seed: UInt64) -> String {
        var generator = CounterBasedGenerator(seed: seed)
        var (state, written) = (network.initialState(), text)
        var logits: [Float] = []
        for character in text { logits = network.step(input: alphabet.vectors([character]), state: &state) }
        for _ in 0..<count {
            let next = draw(logits, &generator)
            written.append(next)
            logits = network.step(input: alphabet.vectors([next]), state: &state)
        }
        return written
    }

    /// A character with the probability softmax(logits / temperature).
    private func draw(_ logits: [Float], _ generator: inout CounterBasedGenerator) -> Character {
        let largest = Double(logits.max() ?? 0)
        let weights = logits.map { exp((Double($0) - largest) / temperature) }
        var left = generator.nextUnit() * weights.reduce(0, +)
        let place = weights.firstIndex { weight in
            left -= weight
            return left < 0
        }
        return alphabet.characters[place ?? weights.count - 1]
    }
}
