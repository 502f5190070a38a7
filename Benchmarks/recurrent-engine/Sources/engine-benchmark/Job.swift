import RecurrentNetworks

/// What the driver asks for, as it comes in a line of JSON.
struct Job: Decodable, Hashable {
    var task: String
    /// Wall time to spend; 0 builds the job and does one iteration.
    var seconds: Double
    var threads: Int
    var cell: CellKind?
    var hidden: Int?
    var input: Int?
    var batch: Int?
    /// The length of each sequence.
    var lengths: [Int]?
    /// `16-bit`: a streaming network whose weights are kept in 16 bits.
    var mode: String?
    /// The data of an epoch.
    var file: String?

    /// The network of the job, with one output.
    func network() throws -> RecurrentNetwork<Float> {
        guard let cell, let hidden, let input else { throw Unsupported(reason: "cell, hidden or input is missing") }
        return try RecurrentNetwork(
            architecture: NetworkArchitecture(cell: cell, inputSize: input, hiddenSize: hidden, outputSize: 1), seed: 1)
    }
}

/// The engine has no such task.
struct Unsupported: Error {
    var reason: String
}
