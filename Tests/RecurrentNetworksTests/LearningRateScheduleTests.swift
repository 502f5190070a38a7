import RecurrentNetworks
import Testing

/// Schedules against PyTorch 2.13's schedulers.
struct LearningRateScheduleTests {
    private func factors(_ schedule: LearningRateSchedule, _ count: Int) -> [Double] {
        (0..<count).map { schedule.factor(at: $0) }
    }

    @Test func `steps equal PyTorch's StepLR`() {
        #expect(factors(.step(every: 3, factor: 0.5), 8) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
    }

    @Test func `exponential decay equals PyTorch's ExponentialLR`() {
        let expected = [1.0, 0.9, 0.81, 0.7290000000000001, 0.6561000000000001]
        #expect(largestDifference(factors(.exponential(factor: 0.9), 5), expected) < 1e-15)
    }

    @Test func `the cosine with warm-up equals PyTorch's LinearLR followed by CosineAnnealingLR`() {
        let expected = [
            0.25, 0.5, 0.75, 1.0, 1.0, 0.9397114317029974, 0.775, 0.55, 0.3250000000000002, 0.1602885682970026, 0.1,
        ]
        let schedule = LearningRateSchedule.cosine(warmUp: 4, total: 10, floor: 0.1)
        #expect(largestDifference(factors(schedule, 11), expected) < 1e-14)
        #expect(schedule.factor(at: 1_000_000) == 0.1)
        #expect(LearningRateSchedule.cosine(total: 8).factor(at: 0) == 1)
    }

    @Test func `a constant schedule leaves the learning rate alone`() {
        #expect(factors(.constant, 3) == [1, 1, 1])
    }
}
