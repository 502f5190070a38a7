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
        (.gru, 15 * 3 + 15 * 5 + 30 + 12, 5), (.feedForward, 5 * 3 + 5 + 12, 0),
    ])
    func `parameter counts and state sizes follow from the equations`(cell: CellKind, count: Int, state: Int) throws {
        let architecture = try NetworkArchitecture.small(cell)
        #expect(architecture.parameterCount == count)
        #expect(architecture.stateSize == state)
    }

    @Test func `stacks, directions, windows and static inputs add their parameters and states`() throws {
        let both = try NetworkArchitecture.small(.lstm, layerCount: 2, isBidirectional: true, staticSize: 4)
        #expect(both.stateSize == 4 * 10)
        #expect(
            both.parameterCount == 2 * 20 * (3 + 5 + 1) + 2 * 20 * (10 + 5 + 1) + 40 * 4 + 40 + 2 * 10 + 2)
        // The context belongs to the top layer; below is what remains of the cell without it.
        let jordan = try NetworkArchitecture.small(.jordan, layerCount: 2)
        #expect(jordan.parameterCount == 5 * (3 + 1) + 5 * (5 + 2 + 1) + 12)
        #expect(jordan.stateSize == 2)
        let elmanJordan = try NetworkArchitecture.small(.elmanJordan, layerCount: 2)
        #expect(elmanJordan.parameterCount == 5 * (3 + 5 + 1) + 5 * (5 + 5 + 2 + 1) + 12)
        #expect(elmanJordan.stateSize == 5 + 5 + 2)
        let window = try NetworkArchitecture.small(.feedForward, windowSize: 4)
        #expect(window.parameterCount == 5 * (4 * 3 + 1) + 12)
        #expect(window.stateSize == 3 * 3)
    }

    @Test func `parts that do not fit each other are refused`() {
        func expectRefusal(
            _ part: String, _ make: () throws(NetworkError) -> NetworkArchitecture,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let error = #expect(throws: NetworkError.self, sourceLocation: sourceLocation) { try make() }
            guard case .invalidArchitecture(let reason) = error, reason.contains(part) else {
                Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
                return
            }
        }
        expectRefusal("layerCount is 0") { () throws(NetworkError) in try .small(.lstm, layerCount: 0) }
        expectRefusal("layerCount is 65") { () throws(NetworkError) in try .small(.lstm, layerCount: 65) }
        expectRefusal("staticSize is -1") { () throws(NetworkError) in try .small(.lstm, staticSize: -1) }
        expectRefusal("staticSize is 1") { () throws(NetworkError) in try .small(.feedForward, staticSize: 1) }
        expectRefusal("dropout is 0.1") { () throws(NetworkError) in try .small(.lstm, dropout: 0.1) }
        expectRefusal("dropout is 1.0") { () throws(NetworkError) in try .small(.lstm, layerCount: 2, dropout: 1) }
        expectRefusal("dropout is nan") { () throws(NetworkError) in try .small(.lstm, layerCount: 2, dropout: .nan) }
        for cell in [CellKind.jordan, .elmanJordan, .feedForward] {
            expectRefusal("bidirectional") { () throws(NetworkError) in try .small(cell, isBidirectional: true) }
        }
        expectRefusal("activation") { () throws(NetworkError) in try .small(.lstm, activation: .relu) }
        expectRefusal("activation") { () throws(NetworkError) in try .small(.gru, activation: .sigmoid) }
        expectRefusal("windowSize is 2") { () throws(NetworkError) in try .small(.elman, windowSize: 2) }
        expectRefusal("windowSize is 30000") { () throws(NetworkError) in
            try .small(.feedForward, windowSize: 30_000)
        }
        expectRefusal("contextFeedback") { () throws(NetworkError) in try .small(.elman, contextFeedback: .identity) }
    }

    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 3]))
    func `an architecture survives the round trip through JSON`(architecture: NetworkArchitecture) throws {
        let data = try JSONEncoder().encode(architecture)
        #expect(try JSONDecoder().decode(NetworkArchitecture.self, from: data) == architecture)
    }

    @Test func `what older model files do not say has its default value`() throws {
        let json = #"{"cell":"jordan","inputSize":3,"hiddenSize":5,"outputSize":2,"contextDecay":0.5}"#
        let found = try JSONDecoder().decode(NetworkArchitecture.self, from: Data(json.utf8))
        #expect(try found == .small(.jordan))
        #expect(found.contextFeedback == .sigmoid && found.activation == .tanh && found.layerCount == 1)
        #expect(!found.isBidirectional && found.dropout == 0 && found.windowSize == 1 && found.staticSize == 0)
        for cell in ["elman", "lstm"] {
            let json = #"{"cell":"\#(cell)","inputSize":3,"hiddenSize":5,"outputSize":2,"contextDecay":0}"#
            let found = try JSONDecoder().decode(NetworkArchitecture.self, from: Data(json.utf8))
            #expect(try found == .small(#require(CellKind(rawValue: cell))))
        }
    }

    @Test func `decoding checks sizes`() {
        let json = Data(#"{"cell":"lstm","inputSize":3,"hiddenSize":0,"outputSize":1}"#.utf8)
        #expect(throws: NetworkError.invalidSize(name: "hiddenSize", value: 0)) {
            try JSONDecoder().decode(NetworkArchitecture.self, from: json)
        }
    }
}
