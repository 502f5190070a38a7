import Foundation
import RecurrentNetworks
import Testing

/// The optimizer against its published formula.
struct AdamTests {
    @Test func `the first update moves every parameter by the learning rate against its gradient's sign`() {
        var parameters = [1.0, -2, 3]
        var adam = Adam<Double>(parameterCount: 3, learningRate: 0.1)
        adam.update(parameters: &parameters, gradients: [0.5, -4, 0])
        #expect(largestDifference(parameters, [0.9, -1.9, 3]) < 1e-8)
    }

    @Test(arguments: [0.0, 0.01])
    func `updates follow the published formula`(decay: Double) {
        let (rate, beta1, beta2, epsilon) = (0.05, 0.9, 0.999, 1e-8)
        var (theta, m, v) = (0.7, 0.0, 0.0)
        var parameters = [theta]
        var adam = Adam<Double>(parameterCount: 1, learningRate: rate, weightDecay: decay)
        for step in 1...20 {
            let gradient = sin(Double(step)) + theta
            m = beta1 * m + (1 - beta1) * gradient
            v = beta2 * v + (1 - beta2) * gradient * gradient
            let mean = m / (1 - pow(beta1, Double(step)))
            let square = v / (1 - pow(beta2, Double(step)))
            theta = theta - rate * decay * theta - rate * mean / (sqrt(square) + epsilon)
            adam.update(parameters: &parameters, gradients: [gradient])
            #expect(abs(parameters[0] - theta) < 1e-13)
        }
        #expect(adam.stepCount == 20)
    }
}
