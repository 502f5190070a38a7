import Foundation
import RecurrentNetworks
import Testing

/// The vectorized functions of `Float` against the C library in `Double`.
struct NetworkScalarTests {
    private let grid: [Float] = stride(from: Float(-12), through: 12, by: 0.001).map { $0 } + [-1e30, -100, 100, 1e30]

    private func apply(_ function: (UnsafeMutablePointer<Float>, Int) -> Void, _ values: [Float]) -> [Float] {
        var result = values
        result.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { function(base, buffer.count) }
        }
        return result
    }

    @Test func `tanh is within 1.5e-7`() {
        let worst = largestDifference(apply(Float.applyTanh, grid), grid.map { tanh(Double($0)) })
        print("Float tanh: largest error \(worst)")
        #expect(worst < 1.5e-7)
    }

    @Test func `the sigmoid is within 1e-7`() {
        let worst = largestDifference(apply(Float.applySigmoid, grid), grid.map { 1 / (1 + exp(-Double($0))) })
        print("Float sigmoid: largest error \(worst)")
        #expect(worst < 1e-7)
    }

    @Test func `outputs stay within the functions' ranges`() {
        #expect(apply(Float.applyTanh, grid).allSatisfy { abs($0) <= 1 })
        #expect(apply(Float.applySigmoid, grid).allSatisfy { (0...1).contains($0) })
    }

    @Test(arguments: 0...19)
    func `a value's result does not depend on its place`(count: Int) {
        let values = (0..<count).map { Float($0) * 0.37 - 2 }
        #expect(apply(Float.applyTanh, values) == values.map { apply(Float.applyTanh, [$0])[0] })
        #expect(apply(Float.applySigmoid, values) == values.map { apply(Float.applySigmoid, [$0])[0] })
    }

    @Test func `NaN stays NaN`() {
        for nan in [Float.nan, -.nan] + (1...64).map({ Float(nan: $0 * 513, signaling: false) }) {
            #expect(apply(Float.applyTanh, [nan, 0])[0].isNaN)
            #expect(apply(Float.applySigmoid, [nan, 0])[0].isNaN)
        }
    }

    @Test func `infinities give the limits`() {
        #expect(apply(Float.applyTanh, [.infinity, -.infinity]) == [1, -1])
        let sigmoids = apply(Float.applySigmoid, [.infinity, -.infinity])
        #expect(sigmoids[0] == 1 && sigmoids[1] >= 0 && sigmoids[1] < 1e-37)
    }

    @Test func `the single sigmoid keeps its relative precision in the tail`() {
        #expect(abs(Double(Float.sigmoid(-30)) / (1 / (1 + exp(30.0))) - 1) < 1e-6)
        #expect(Float.sigmoid(-200) == 0)
        #expect(Float.sigmoid(200) == 1)
        #expect(Double.sigmoid(0) == 0.5)
    }
}
