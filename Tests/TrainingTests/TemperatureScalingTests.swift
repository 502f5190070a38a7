import RecurrentNetworks
import Scoring
import Testing
import Training

struct TemperatureScalingTests {
    private func loss(_ scale: Double, _ logits: [Double], _ labels: [Bool]) -> Double {
        zip(logits, labels).reduce(0) { $0 - Elementary.log(Elementary.sigmoid($1.1 ? scale * $1.0 : -scale * $1.0)) }
    }

    @Test(arguments: [0.25, 1, 3])
    func `outcomes drawn at a temperature give it back`(temperature: Double) {
        var generator = CounterBasedGenerator(seed: 3)
        let logits = (0..<20_000).map { _ in 2 * temperature * generator.normal() }
        let labels = logits.map { generator.uniform() < Elementary.sigmoid($0 / temperature) }
        let fit = TemperatureScaling.fit(logits: logits, labels: labels)
        #expect(abs(fit.scale * temperature - 1) < 0.05 && fit.offset == 0)
    }

    @Test func `no other scale has a lower loss`() {
        var generator = CounterBasedGenerator(seed: 4)
        for _ in 0..<20 {
            let logits = (0..<50).map { _ in 4 * generator.normal() }
            let labels = logits.map { generator.uniform() < Elementary.sigmoid($0 / 2) }
            let fit = TemperatureScaling.fit(logits: logits, labels: labels)
            let here = loss(fit.scale, logits, labels)
            #expect(here <= loss(fit.scale * 1.001, logits, labels) && here <= loss(fit.scale * 0.999, logits, labels))
        }
    }

    @Test func `what cannot be fitted is left as it is`() {
        let none = RiskModel.Calibration()
        #expect(TemperatureScaling.fit(logits: [], labels: []) == none)
        #expect(TemperatureScaling.fit(logits: [1, 2], labels: [true, true]) == none)
        #expect(TemperatureScaling.fit(logits: [-1, 1], labels: [true, false]) == none, "an inverted order")
        #expect(TemperatureScaling.fit(logits: [-1, 1], labels: [false, true]) == none, "separable")
        #expect(TemperatureScaling.fit(logits: [0, 0], labels: [false, true]) == none)
    }
}
