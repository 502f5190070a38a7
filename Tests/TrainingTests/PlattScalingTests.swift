import RecurrentNetworks
import Scoring
import Testing
import Training

struct PlattScalingTests {
    /// The likelihood that Platt (1999) maximizes: cross-entropy against his smoothed targets, and its gradient.
    private func objective(
        _ scale: Double, _ offset: Double, _ logits: [Double], _ labels: [Bool]
    ) -> (loss: Double, scale: Double, offset: Double) {
        let positives = Double(labels.count { $0 })
        let (high, low) = ((positives + 1) / (positives + 2), 1 / (Double(labels.count) - positives + 2))
        var result = (loss: 0.0, scale: 0.0, offset: 0.0)
        for (logit, label) in zip(logits, labels) {
            let z = scale * logit + offset
            let target = label ? high : low
            result.loss += max(z, 0) - z * target + Elementary.log(1 + Elementary.exp(-abs(z)))
            result.scale += (Elementary.sigmoid(z) - target) * logit
            result.offset += Elementary.sigmoid(z) - target
        }
        return result
    }

    /// Outcomes drawn from σ(slope (x − shift)) for normal x, seen through logits `spread` times as wide.
    private func sample(
        count: Int, spread: Double, slope: Double, shift: Double, seed: UInt64
    ) -> (logits: [Double], labels: [Bool]) {
        var generator = CounterBasedGenerator(seed: seed)
        let values = (0..<count).map { _ in generator.normal() }
        let labels = values.map { generator.uniform() < Elementary.sigmoid(slope * ($0 - shift)) }
        return (values.map { $0 * spread }, labels)
    }

    @Test(arguments: [0.1, 1, 5, 20, 100], [0.0, 1.5])
    func `the fit is the maximum of the likelihood, however wide the logits are`(
        spread: Double, shift: Double
    ) throws {
        for seed: UInt64 in 1...8 {
            let (logits, labels) = sample(count: 400, spread: spread, slope: 2, shift: shift, seed: seed)
            let fit = PlattScaling.fit(logits: logits, labels: labels)
            let here = objective(fit.scale, fit.offset, logits, labels)
            #expect(abs(here.scale) < 1e-6 * 400 * spread && abs(here.offset) < 1e-6 * 400, "seed \(seed)")
            for (scale, offset) in [(1.001, 0.0), (0.999, 0), (1, 0.001), (1, -0.001)] {
                #expect(objective(fit.scale * scale, fit.offset + offset, logits, labels).loss > here.loss)
            }
            #expect(fit.scale > 0)
        }
    }

    @Test func `outcomes drawn at the logits themselves are left nearly as they are`() {
        let (logits, labels) = sample(count: 20_000, spread: 1, slope: 1, shift: 0, seed: 3)
        let fit = PlattScaling.fit(logits: logits, labels: labels)
        #expect(abs(fit.scale - 1) < 0.05 && abs(fit.offset) < 0.05)
    }

    @Test func `one class alone changes nothing`() {
        for label in [true, false] {
            let fit = PlattScaling.fit(logits: [1, 2, 3], labels: [label, label, label])
            #expect(fit.scale == 1 && fit.offset == 0)
        }
        let none = PlattScaling.fit(logits: [], labels: [])
        #expect(none.scale == 1 && none.offset == 0)
    }

    @Test func `an inverted order changes nothing, so the order of risks stays`() {
        let fit = PlattScaling.fit(logits: [-2, -1, 1, 2], labels: [true, true, false, false])
        #expect(fit.scale == 1 && fit.offset == 0)
    }

    @Test(arguments: [0.01, 1, 50])
    func `separable data give a finite fit, because the targets are smoothed`(width: Double) {
        let logits = (-20..<20).map { (Double($0) + 0.5) * width }
        let fit = PlattScaling.fit(logits: logits, labels: logits.map { $0 > 0 })
        #expect(fit.scale.isFinite && fit.offset.isFinite && fit.scale > 0)
        let here = objective(fit.scale, fit.offset, logits, logits.map { $0 > 0 })
        #expect(abs(here.scale) < 1e-6 * 40 * width && abs(here.offset) < 1e-6 * 40)
    }

    @Test func `equal logits give the smoothed share of positives`() {
        let fit = PlattScaling.fit(logits: [2, 2, 2, 2], labels: [true, false, false, false])
        // A flat ridge: every scale is as good, and the probability at the logit is the mean of the targets.
        let probability = Elementary.sigmoid(fit.scale * 2 + fit.offset)
        let isUnchanged = fit.scale == 1 && fit.offset == 0
        #expect(isUnchanged || abs(probability - (2.0 / 3 + 3 * 0.2) / 4) < 1e-6)
    }
}
