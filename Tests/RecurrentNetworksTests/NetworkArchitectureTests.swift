import Foundation
import RecurrentNetworks
import Testing

/// Validation and coding of architectures.
struct NetworkArchitectureTests {
    @Test(arguments: [0, -1, NetworkArchitecture.maximumSize + 1])
    func `sizes outside 1...65536 are refused by name`(size: Int) {
        #expect(throws: NetworkError.invalidSize(name: "inputSize", value: size)) {
            try NetworkArchitecture(cell: .lstm, inputSize: size, hiddenSize: 1, outputSize: 1)
        }
        #expect(throws: NetworkError.invalidSize(name: "hiddenSize", value: size)) {
            try NetworkArchitecture(cell: .lstm, inputSize: 1, hiddenSize: size, outputSize: 1)
        }
        #expect(throws: NetworkError.invalidSize(name: "outputSize", value: size)) {
            try NetworkArchitecture(cell: .lstm, inputSize: 1, hiddenSize: 1, outputSize: size)
        }
    }

    @Test(arguments: [(CellKind.jordan, 1.0), (.jordan, -0.1), (.elmanJordan, .infinity), (.lstm, 0.5), (.elman, 0.1)])
    func `a decay outside 0..<1 or without a context is refused`(cell: CellKind, decay: Double) {
        #expect(throws: NetworkError.invalidContextDecay(value: decay, cell: cell)) {
            try NetworkArchitecture(cell: cell, inputSize: 1, hiddenSize: 1, outputSize: 1, contextDecay: decay)
        }
    }

    @Test(arguments: [
        (CellKind.elman, 5 * 3 + 5 * 5 + 5 + 2 * 5 + 2, 5), (.lstm, 20 * 3 + 20 * 5 + 20 + 12, 10),
        (.jordan, 5 * 3 + 5 * 2 + 5 + 12, 2), (.elmanJordan, 5 * 3 + 5 * 5 + 5 * 2 + 5 + 12, 7),
    ])
    func `parameter counts and state sizes follow from the equations`(cell: CellKind, count: Int, state: Int) throws {
        let architecture = try NetworkArchitecture.small(cell)
        #expect(architecture.parameterCount == count)
        #expect(architecture.stateSize == state)
    }

    @Test(arguments: CellKind.allCases)
    func `an architecture survives the round trip through JSON`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let data = try JSONEncoder().encode(architecture)
        #expect(try JSONDecoder().decode(NetworkArchitecture.self, from: data) == architecture)
    }

    @Test func `decoding checks sizes`() {
        let json = Data(#"{"cell":"lstm","inputSize":3,"hiddenSize":0,"outputSize":1}"#.utf8)
        #expect(throws: NetworkError.invalidSize(name: "hiddenSize", value: 0)) {
            try JSONDecoder().decode(NetworkArchitecture.self, from: json)
        }
    }
}
