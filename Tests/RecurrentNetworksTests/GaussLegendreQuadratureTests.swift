import Foundation
import Testing

@testable import RecurrentNetworks

/// Nodes and weights against published ones and against what they are for.
struct GaussLegendreQuadratureTests {
    @Test func `five nodes and weights are the published ones`() {
        // Abramowitz and Stegun, Handbook of Mathematical Functions, table 25.4, for −1...1.
        let zeros = [-0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664]
        let weights = [0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366, 0.236926885056189]
        let quadrature = GaussLegendreQuadrature(count: 5)
        #expect(largestDifference(quadrature.nodes, zeros.map { (1 + $0) / 2 }) < 1e-15)
        #expect(largestDifference(quadrature.weights, weights.map { $0 / 2 }) < 1e-15)
    }

    @Test func `fifty nodes and weights are NumPy's`() {
        // numpy.polynomial.legendre.leggauss(50), the first and the 25th, moved to 0...1.
        let quadrature = GaussLegendreQuadrature(count: 50)
        #expect(abs(quadrature.nodes[0] - 0.0005667977899644905) < 1e-14)
        #expect(abs(quadrature.weights[0] - 0.0014543112765789633) < 1e-14)
        #expect(abs(quadrature.nodes[24] - 0.48445083083640555) < 1e-14)
        #expect(abs(quadrature.weights[24] - 0.031088308327673515) < 1e-14)
    }

    @Test(arguments: [1, 2, 3, 7, 20, 50, 200, 1600])
    func `polynomials up to the degree 2n − 1 are integrated exactly`(count: Int) {
        let quadrature = GaussLegendreQuadrature(count: count)
        #expect(quadrature.nodes == quadrature.nodes.sorted())
        #expect(quadrature.nodes.allSatisfy { $0 > 0 && $0 < 1 })
        for degree in Set([0, 1, count, 2 * count - 1]) {
            let integral = zip(quadrature.nodes, quadrature.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(degree)) }
            #expect(abs(integral - 1 / Double(degree + 1)) < 1e-12)
        }
    }
}
