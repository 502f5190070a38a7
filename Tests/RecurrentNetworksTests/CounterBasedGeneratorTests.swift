import Testing

@testable import RecurrentNetworks

/// Philox against its authors' known answers, and the distributions made from it.
struct CounterBasedGeneratorTests {
    @Test func `Philox gives the known answers of Random123`() {
        let ones = UInt32.max
        #expect(
            CounterBasedGenerator.philox(SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            CounterBasedGenerator.philox(SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            CounterBasedGenerator.philox(
                SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test(arguments: 0...9)
    func `a generator can start at any position`(position: UInt64) {
        var whole = CounterBasedGenerator(seed: 5, stream: 2)
        for _ in 0..<position { _ = whole.next() }
        var started = CounterBasedGenerator(seed: 5, stream: 2, position: position)
        #expect((0..<6).map { _ in whole.next() } == (0..<6).map { _ in started.next() })
        #expect(started.position == position + 6)
    }

    @Test func `streams and seeds differ`() {
        var draws: Set<UInt64> = []
        for seed in 0..<10 as Range<UInt64> {
            for stream in 0..<10 as Range<UInt64> {
                var generator = CounterBasedGenerator(seed: seed, stream: stream)
                draws.formUnion([generator.next(), generator.next()])
            }
        }
        #expect(draws.count == 200)
    }

    @Test func `uniform and normal numbers have their moments`() {
        var generator = CounterBasedGenerator(seed: 1)
        let count = 100_000
        let uniform = (0..<count).map { _ in generator.nextUnit() }
        let normal = (0..<count).map { _ in generator.nextNormal() }
        #expect(uniform.allSatisfy { (0..<1).contains($0) })
        #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 0.005)
        #expect(abs(normal.reduce(0, +) / Double(count)) < 0.02)
        #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / Double(count) - 1) < 0.03)
    }

    @Test func `a shuffle is repeatable`() {
        var (left, right) = (CounterBasedGenerator(seed: 3), CounterBasedGenerator(seed: 3))
        #expect((0..<50).shuffled(using: &left) == (0..<50).shuffled(using: &right))
    }
}
