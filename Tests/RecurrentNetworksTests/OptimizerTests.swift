import Testing

@testable import RecurrentNetworks

/// Optimizers against PyTorch 2.13 in float64.
struct OptimizerTests {
    /// A configuration and the parameters PyTorch's optimizer of the same numbers reaches in 8 updates.
    static let references: [(configuration: OptimizerConfiguration, parameters: [Double])] = [
        (
            .stochasticGradientDescent(learningRate: 0.05),
            [0.46249999999999997, -1.2125000000000001, 1.9749999999999999, 0.05000000000000001, -3.0124999999999997]
        ),
        (
            .stochasticGradientDescent(learningRate: 0.05, momentum: 0.9, weightDecay: 0.1),
            [0.12912733642034546, -1.0798542133482225, 1.7592479421425729, 0.15228178149662308, -2.439221279750234]
        ),
        (
            .stochasticGradientDescent(learningRate: 0.05, momentum: 0.9, isNesterov: true, weightDecay: 0.1),
            [0.11999943634817208, -1.0089406977116342, 1.679343355419916, 0.18401565529749048, -2.4065714029795284]
        ),
        (
            .rmsprop(learningRate: 0.05),
            [0.03457208801646991, -1.2466622463831734, 2.0552590222014917, 0.4474895014017279, -2.4505823499911723]
        ),
        (
            .rmsprop(learningRate: 0.05, alpha: 0.9, epsilon: 1e-6, momentum: 0.8, weightDecay: 0.1),
            [-0.261504339896867, -1.142737520532237, 1.8260041408592533, 0.4586180095679469, -1.7967680517478142]
        ),
        (
            .adam(learningRate: 0.05),
            [0.3542637010418014, -1.3166480243191074, 2.067324996215213, 0.0722249995347792, -2.871172511372973]
        ),
        (
            .adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1),
            [0.3450796593876257, -1.2434892299801594, 1.9703015062418439, 0.07138097979813575, -2.7953564271642852]
        ),
        (
            .adamW(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1),
            [0.34712362434240696, -1.2449199645371876, 1.9663276243941559, 0.07132840930028247, -2.7750150976330765]
        ),
    ]

    @Test(arguments: references.indices)
    func `eight updates equal PyTorch's`(index: Int) {
        let (configuration, expected) = Self.references[index]
        var optimizer: any Optimizer<Double> = configuration.makeOptimizer(parameterCount: 5)
        var parameters = Self.start
        for step in 1...8 { optimizer.update(parameters: &parameters, gradients: Self.gradients(step)) }
        #expect(largestDifference(parameters, expected) < 1e-12)
        #expect(optimizer.stepCount == 8)
    }

    @Test func `a learning rate that changes between updates acts as in PyTorch`() {
        var optimizer = Adam<Double>(parameterCount: 5, learningRate: 0.05, weightDecay: 0.01)
        var parameters = Self.start
        for step in 1...8 {
            optimizer.learningRate = [0.05, 0.02, 0.1][(step - 1) % 3]
            optimizer.update(parameters: &parameters, gradients: Self.gradients(step))
        }
        let expected = [
            0.31055237701634275, -1.2772904292774303, 2.084485421549705, 0.06861867075042456, -2.86560793771841,
        ]
        #expect(largestDifference(parameters, expected) < 1e-12)
    }

    @Test(arguments: references.indices)
    func `Float updates stay within rounding of Double ones`(index: Int) {
        var optimizer: any Optimizer<Float> = Self.references[index].configuration.makeOptimizer(parameterCount: 5)
        var parameters = Self.start.map { Float($0) }
        for step in 1...8 {
            optimizer.update(parameters: &parameters, gradients: Self.gradients(step).map { Float($0) })
        }
        #expect(largestDifference(parameters, Self.references[index].parameters) < 5e-6)
    }

    @Test(arguments: [1, 15, 16, 17, 100], [true, false])
    func `Float updates of Adam of any count equal Double ones`(count: Int, decouples: Bool) {
        var generator = CounterBasedGenerator(seed: 1)
        var single = Adam<Float>(
            parameterCount: count, learningRate: 0.01, weightDecay: 0.1, decouplesWeightDecay: decouples)
        var double = Adam<Double>(
            parameterCount: count, learningRate: 0.01, weightDecay: 0.1, decouplesWeightDecay: decouples)
        var floats = (0..<count).map { _ in Float(generator.nextNormal()) }
        var doubles = floats.map { Double($0) }
        for _ in 0..<20 {
            let gradients = (0..<count).map { _ in Float(generator.nextNormal()) }
            single.update(parameters: &floats, gradients: gradients)
            double.update(parameters: &doubles, gradients: gradients.map { Double($0) })
        }
        #expect(largestDifference(floats, doubles) < 3e-6)
        #expect(largestDifference(single.secondMoments, double.secondMoments) < 1e-6)
    }

    @Test(arguments: references.indices)
    func `a restored optimizer goes on to the same bits`(index: Int) throws {
        let configuration = Self.references[index].configuration
        var whole: any Optimizer<Double> = configuration.makeOptimizer(parameterCount: 5)
        var parameters = Self.start
        for step in 1...3 { whole.update(parameters: &parameters, gradients: Self.gradients(step)) }
        var resumed: any Optimizer<Double> = configuration.makeOptimizer(parameterCount: 5)
        try resumed.restore(whole.stateTensors())
        var resumedParameters = parameters
        for step in 4...6 {
            whole.update(parameters: &parameters, gradients: Self.gradients(step))
            resumed.update(parameters: &resumedParameters, gradients: Self.gradients(step))
        }
        #expect(parameters == resumedParameters)
        #expect(whole.stateTensors() == resumed.stateTensors())
    }

    @Test(arguments: references.indices)
    func `state that does not fit is refused and changes nothing`(index: Int) throws {
        let configuration = Self.references[index].configuration
        var optimizer: any Optimizer<Double> = configuration.makeOptimizer(parameterCount: 5)
        var parameters = Self.start
        optimizer.update(parameters: &parameters, gradients: Self.gradients(1))
        let before = optimizer.stateTensors()
        let other: any Optimizer<Double> = configuration.makeOptimizer(parameterCount: 4)
        let narrow: any Optimizer<Float> = configuration.makeOptimizer(parameterCount: 5)
        var wrong = [Array(before.dropFirst()), before + [before[0]], before + [Tensor(name: "exp", count: 1)]]
        if before.count > 1 { wrong += [other.stateTensors(), narrow.stateTensors(), Array(before.dropLast())] }
        wrong.append([Tensor(name: "step", count: -1)] + before.dropFirst())
        for tensors in wrong {
            #expect(throws: NetworkError.self) { try optimizer.restore(tensors) }
            #expect(optimizer.stateTensors() == before)
        }
    }

    @Test func `the number of updates is kept exactly beyond the integers of a Double`() throws {
        let count = (1 << 53) + 1
        var optimizer = StochasticGradientDescent<Float>(parameterCount: 1, learningRate: 1)
        try optimizer.restore([Tensor(name: "step", count: count)])
        #expect(optimizer.stepCount == count)
        #expect(optimizer.stateTensors() == [Tensor(name: "step", count: count)])
    }

    private static let start = [0.5, -1.25, 2, 0, -3]

    /// Quarters from −1.25 to 1.25, exact in binary; some are 0.
    private static func gradients(_ step: Int) -> [Double] {
        (0..<5).map { Double((7 * step + 13 * $0) % 11 - 5) / 4 }
    }
}
