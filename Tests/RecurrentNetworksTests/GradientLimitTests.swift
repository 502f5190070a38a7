import Foundation
import Testing

@testable import RecurrentNetworks

/// Limits on the norm and on the values of gradients.
struct GradientLimitTests {
    @Test func `a long gradient keeps its direction and a short one is left alone`() {
        var gradients: [Float] = [3, 4]
        #expect(GradientNormLimit(1).apply(to: &gradients) == 5)
        #expect(largestDifference(gradients, [0.6, 0.8]) < 1e-7)
        gradients = [0.3, 0.4]
        #expect(abs(GradientNormLimit(1).apply(to: &gradients) - 0.5) < 1e-7)
        #expect(gradients == [0.3, 0.4])
    }

    @Test(arguments: [0, 1, 7, 8, 9, 16, 1003])
    func `the norm counts every gradient once`(count: Int) {
        var gradients = (0..<count).map { Double($0 % 10) - 4.5 }
        let expected = gradients.map { $0 * $0 }.reduce(0, +).squareRoot()
        #expect(abs(GradientNormLimit(.infinity).apply(to: &gradients) - expected) <= 1e-13 * expected)
    }

    @Test func `large values are cut on both sides and small ones are left alone`() {
        var gradients: [Double] = [-7, -0.5, 0, 0.25, 0.5, 3]
        #expect(GradientValueLimit(0.5).apply(to: &gradients) == 7)
        #expect(gradients == [-0.5, -0.5, 0, 0.25, 0.5, 0.5])
        #expect(GradientValueLimit(0.5).apply(to: &gradients) == 0.5)
        var none: [Float] = []
        #expect(GradientValueLimit(0.5).apply(to: &none) == 0)
    }

    @Test func `a gradient that is not finite is left alone and reported`() {
        var gradients: [Double] = [1, .infinity]
        #expect(GradientNormLimit(1).apply(to: &gradients) == .infinity)
        #expect(GradientValueLimit(0.5).apply(to: &gradients) == .infinity)
        #expect(gradients == [1, .infinity])
        for place in 0..<3 {
            gradients = [1, -2, 3]
            gradients[place] = .nan
            #expect(GradientNormLimit(1).apply(to: &gradients).isNaN)
            #expect(GradientValueLimit(0.5).apply(to: &gradients).isNaN)
            #expect(gradients.filter { $0.isFinite }.allSatisfy { abs($0) >= 1 })
        }
    }
}
