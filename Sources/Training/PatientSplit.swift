/// Deals patients, never single stays or hours, into training, validation and test.
///
/// The part depends on the patient's identifier and the seed alone, so a patient stays in their part when history
/// grows: 70 % train, 15 % validate, 15 % test.
public struct PatientSplit: Sendable {
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

    /// A split by its seed.
    public init(seed: UInt64) { self.seed = seed }

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
        return percent < 70 ? .training : percent < 85 ? .validation : .test
    }
}
