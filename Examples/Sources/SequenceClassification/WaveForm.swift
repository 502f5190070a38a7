import Foundation
import RecurrentNetworks

/// The classes: what a noisy oscillation is made of.
enum WaveForm: Int, CaseIterable {
    case sine, square, triangle, sawtooth

    /// The wave at a phase in 0..<1; the mean is 0 and the variance 1, so that loudness gives nothing away.
    func value(atPhase phase: Double) -> Double {
        switch self {
        case .sine: 2.squareRoot() * sin(2 * .pi * phase)
        case .square: phase < 0.5 ? 1 : -1
        case .triangle: 3.squareRoot() * (1 - 4 * abs(phase - 0.5))
        case .sawtooth: 3.squareRoot() * (2 * phase - 1)
        }
    }
}

/// A wave of 40 to 80 samples, with a period of 8 to 20 samples, any phase, and noise of a fifth of its deviation.
struct Wave {
    let form: WaveForm
    let samples: [Float]

    init(using generator: inout CounterBasedGenerator) {
        let form = WaveForm.allCases[Int(generator.nextUnit() * Double(WaveForm.allCases.count))]
        let length = 40 + Int(generator.nextUnit() * 41)
        let frequency = 1 / (8 + 12 * generator.nextUnit())
        var phase = generator.nextUnit()
        var samples: [Float] = []
        for _ in 0..<length {
            samples.append(Float(form.value(atPhase: phase) + generator.nextNormal() / 5))
            phase = (phase + frequency).truncatingRemainder(dividingBy: 1)
        }
        self.form = form
        self.samples = samples
    }
}

extension SequenceBatch<Float> {
    /// Waves whose class is asked for once, at the last sample: many-to-one.
    init(_ waves: [Wave]) throws {
        try self.init(
            inputSize: 1, targetSize: WaveForm.allCases.count, inputs: waves.map(\.samples),
            targets: waves.map { wave in
                wave.samples.flatMap { _ in WaveForm.allCases.map { $0 == wave.form ? 1 : 0 } }
            },
            lossWeights: waves.map { TargetReplication.lastStepOnly.lossWeights(length: $0.samples.count) })
    }
}
