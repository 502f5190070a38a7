/// Deals patients, never single stays or hours, into training, validation and test.
///
/// The part depends on the patient's identifier and the seed alone, so a patient stays in their part when history
/// grows: 70 % train, 15 % validate, 15 % test; or, for cross-validation, one fold tests, and of the other patients
/// 15 % validate.
public struct PatientSplit: Sendable, Hashable, Codable {
    /// One of several equal shares of the patients.
    public struct Fold: Sendable, Hashable, Codable {
        /// Which, from 1 on.
        public let number: Int
        /// How many there are, from 2 to 100.
        public let count: Int

        /// A fold; nil unless it is one of 2 to 100.
        public init?(number: Int, of count: Int) {
            guard (2...100).contains(count), (1...count).contains(number) else { return nil }
            (self.number, self.count) = (number, count)
        }
    }

    /// The three parts.
    public enum Part: String, Sendable, CaseIterable {
        /// Weights are fitted on these patients.
        case training
        /// Epoch, threshold and calibration are chosen on these.
        case validation
        /// Nothing is chosen on these.
        case test
    }

    /// The seed.
    public let seed: UInt64
    /// The fold whose patients are the test; nil for a split into three parts.
    public let testFold: Fold?

    /// A split by its seed.
    public init(seed: UInt64, testFold: Fold? = nil) { (self.seed, self.testFold) = (seed, testFold) }

    /// The part of a patient.
    public func part(of patientIdentifier: String) -> Part {
        // FNV-1a over the identifier, then the finalizer of SplitMix64 to mix in the seed.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in patientIdentifier.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = hash &+ seed &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        let percent = hash % 100
        if let testFold {
            // Other bits than those of the percentage, so that validation takes its share of every fold.
            if (hash >> 32) % UInt64(testFold.count) == UInt64(testFold.number - 1) { return .test }
            return percent < 85 ? .training : .validation
        }
        return percent < 70 ? .training : percent < 85 ? .validation : .test
    }
}
