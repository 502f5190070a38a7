import RecurrentNetworks
import Testing

/// Rules on validation scores; the one on a plateau against PyTorch 2.13's scheduler.
struct EarlyStoppingTests {
    @Test func `training stops after as many scores without improvement as patience allows`() {
        var rule = EarlyStopping(patience: 2)
        #expect([3.0, 2, 2, 1.5].map { rule.record($0) } == [true, true, false, true])
        #expect(rule.best == 1.5)
        #expect(!rule.shouldStop)
        #expect([1.5].map { rule.record($0) } == [false])
        #expect(!rule.shouldStop)
        #expect([7].map { rule.record($0) } == [false])
        #expect(rule.shouldStop)
        #expect(rule.scoresSinceBest == 2)
    }

    @Test func `an improvement has to be large enough and in the right direction`() {
        var rule = EarlyStopping(patience: 5, minimumImprovement: 0.125, direction: .largerIsBetter)
        #expect([0.5, 0.625, 0.75, 0.25, 1].map { rule.record($0) } == [true, false, true, false, true])
        #expect(rule.best == 1)
    }

    @Test func `a score that is not a number is never the best`() {
        var rule = EarlyStopping(patience: 3)
        #expect([.nan, 1, .nan, 0.5].map { rule.record($0) } == [false, true, false, true])
        #expect(rule.best == 0.5)
    }

    @Test func `the reduction on a plateau equals PyTorch's ReduceLROnPlateau`() {
        var rule = PlateauReduction(reduction: 0.5, patience: 1, minimumFactor: 0.2, minimumImprovement: 0.1)
        let scores = [5, 4, 3.95, 3.92, 3.5, 3.5, 3.6, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5]
        let factors = scores.map { score in
            rule.record(score)
            return rule.factor
        }
        #expect(factors == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2])
    }
}
