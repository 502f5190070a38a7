internal import RecurrentNetworks

/// Draws patients with replacement, each with all their stays and steps.
///
/// Steps of one patient are alike, so drawing steps would make intervals too narrow (Field and Welsh 2007). Draw `n`
/// comes from stream `n` of a ``CounterBasedGenerator``, so it depends on the seed, `n` and the number of patients
/// alone: measures of two models on the same patients see the same draws and can be subtracted.
public struct PatientBootstrap: Sendable, Hashable, Codable {
    /// The seed.
    public var seed: UInt64
    /// How many draws.
    public var draws: Int

    /// A bootstrap; a thousand draws by default.
    public init(seed: UInt64, draws: Int = 1000) { (self.seed, self.draws) = (seed, draws) }

    /// How often each patient is in a draw; as many are drawn as there are.
    ///
    /// A patient is a 32-bit number scaled to the count, which favours no patient by more than count / 2³².
    ///
    /// - Parameters:
    ///   - draw: which, from 0 on.
    ///   - weights: one for each patient; overwritten.
    func fill(_ weights: inout [UInt16], draw: Int) {
        for index in weights.indices { weights[index] = 0 }
        var generator = CounterBasedGenerator(seed: seed, stream: UInt64(draw))
        let count = UInt64(weights.count)
        var left = weights.count
        while left > 0 {
            let bits = generator.next()
            weights[Int(((bits & 0xffff_ffff) * count) >> 32)] &+= 1
            left -= 1
            if left == 0 { break }
            weights[Int(((bits >> 32) * count) >> 32)] &+= 1
            left -= 1
        }
    }
}
