import RecurrentNetworks
import Testing

@Suite
struct HalfPrecisionTests {
    @Test(arguments: [(5, 1), (32, 1), (40, 2), (128, 1)])
    func `weights in 16 bits score as the rounded weights do in 32`(hiddenSize: Int, layerCount: Int) throws {
        let architecture = try NetworkArchitecture(
            cell: .lstm, inputSize: 7, hiddenSize: hiddenSize, outputSize: 2, layerCount: layerCount)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 3)
        var rounded = network
        for block in architecture.parameterBlocks where block.name.hasPrefix("weight_") {
            for index in block.range {
                rounded.parameters[index] = Self.upperSixteenBits(network.parameters[index])
            }
        }
        let half = StreamingNetwork(network, precision: .half)
        let full = StreamingNetwork(rounded)
        var (halfState, fullState) = (half.initialState(), full.initialState())
        var generator = CounterBasedGenerator(seed: 4)
        for _ in 0..<20 {
            let input = (0..<7).map { _ in Float(generator.nextNormal()) }
            #expect(half.step(input: input, state: &halfState) == full.step(input: input, state: &fullState))
        }
    }

    @Test func `cells without a 16-bit kernel keep their weights`() throws {
        let architecture = try NetworkArchitecture(cell: .elman, inputSize: 3, hiddenSize: 20, outputSize: 1)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 3)
        let (half, full) = (StreamingNetwork(network, precision: .half), StreamingNetwork(network))
        var (halfState, fullState) = (half.initialState(), full.initialState())
        #expect(
            half.step(input: [1, -2, 3], state: &halfState) == full.step(input: [1, -2, 3], state: &fullState))
    }

    /// The nearest value of 8 significant bits, ties to even.
    private static func upperSixteenBits(_ value: Float) -> Float {
        let bits = value.bitPattern
        return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
    }
}
