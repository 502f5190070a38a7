import Testing

@testable import Ingest

struct BackOffTests {
    /// A linear congruential generator (Knuth, MMIX).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    private func waits(_ backOff: inout BackOff, count: Int, seed: UInt64) -> [Double] {
        var generator = Seeded(state: seed)
        return (0..<count).map { _ in backOff.wait(using: &generator) / .seconds(1) }
    }

    @Test
    func `waits double up to the longest, and of each a half to the whole is taken`() {
        let whole = [1.0, 2, 4, 8, 16, 30, 30]
        var (least, most) = (1.0, 0.0)
        for seed in 0..<200 {
            var backOff = BackOff(longest: .seconds(30))
            for (wait, whole) in zip(waits(&backOff, count: 7, seed: UInt64(seed)), whole) {
                #expect(wait >= whole / 2 && wait <= whole)
                (least, most) = (min(least, wait / whole), max(most, wait / whole))
            }
        }
        #expect(least < 0.51 && most > 0.99, "the whole range is drawn from")
    }

    @Test
    func `the same draws give the same waits, others give others`() {
        var backOffs = (0..<3).map { _ in BackOff(longest: .seconds(30)) }
        let first = waits(&backOffs[0], count: 5, seed: 1)
        #expect(first == waits(&backOffs[1], count: 5, seed: 1))
        #expect(first != waits(&backOffs[2], count: 5, seed: 2))
    }

    @Test
    func `after a success the first wait is the shortest again`() {
        var backOff = BackOff(longest: .seconds(30))
        _ = waits(&backOff, count: 5, seed: 1)
        backOff.reset()
        #expect(waits(&backOff, count: 1, seed: 1)[0] <= 1)
    }

    @Test(arguments: [0, 100])
    func `no wait is longer than the longest, however short that is`(milliseconds: Int) {
        var backOff = BackOff(longest: .milliseconds(milliseconds))
        #expect(waits(&backOff, count: 20, seed: 3).allSatisfy { $0 <= Double(milliseconds) / 1000 })
    }
}
