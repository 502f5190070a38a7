/// Deals patients, never single stays or hours, into training, validation and test.
///
/// The part depends on the patient's identifier and the seed alone, so a patient stays in their part when history
/// grows: 70 % train, 15 % validate, 15 % test; or, for cross-validation, one fold tests, and of the other patients
/// 15 % validate. Where nobody is left for the test, those who would be validate. With cross-fitting all who do not test
/// train, and each network leaves out one of the folds (``crossFold(of:)``), which validates it.
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

        /// Reads a fold and checks it.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let (number, count) = (
                try values.decode(Int.self, forKey: .number), try values.decode(Int.self, forKey: .count)
            )
            guard let fold = Fold(number: number, of: count) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .count, in: values, debugDescription: "fold \(number) of \(count)")
            }
            self = fold
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
    /// The number of folds of cross-fitting, from 2 to 100; nil for none.
    public let crossFoldCount: Int?
    /// True where nobody is left for the test.
    public let isWithoutTest: Bool?

    /// A split by its seed.
    ///
    /// - Parameters:
    ///   - seed: deals the patients.
    ///   - testFold: the fold that tests.
    ///   - crossFoldCount: the number of folds of cross-fitting, from 2 to 100.
    ///   - hasTest: false where nobody is to be left for the test.
    public init(seed: UInt64, testFold: Fold? = nil, crossFoldCount: Int? = nil, hasTest: Bool = true) {
        precondition(crossFoldCount.map { (2...100).contains($0) } ?? true, "cross-fitting has 2 to 100 folds")
        (self.seed, self.testFold, self.crossFoldCount) = (seed, testFold, crossFoldCount)
        isWithoutTest = hasTest ? nil : true
    }

    /// The part of a patient.
    public func part(of patientIdentifier: String) -> Part {
        let hash = hash(of: patientIdentifier)
        let percent = hash % 100
        let part: Part
        if isWithoutTest == true {
            part = percent < 85 ? .training : .validation
        } else if let testFold {
            // Other bits than those of the percentage, so that validation takes its share of every fold.
            let isTest = (hash >> 32) % UInt64(testFold.count) == UInt64(testFold.number - 1)
            part = isTest ? .test : percent < 85 ? .training : .validation
        } else {
            part = percent < 70 ? .training : percent < 85 ? .validation : .test
        }
        return crossFoldCount != nil && part == .validation ? .training : part
    }

    /// The fold of cross-fitting that a patient belongs to, from 1 on; 1 without cross-fitting.
    public func crossFold(of patientIdentifier: String) -> Int {
        guard let crossFoldCount else { return 1 }
        return 1 + Int((hash(of: patientIdentifier) &* 0x9e37_79b9_7f4a_7c15) >> 40) % crossFoldCount
    }

    private func hash(of patientIdentifier: String) -> UInt64 {
        // FNV-1a over the identifier, then the finalizer of SplitMix64 to mix in the seed.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in patientIdentifier.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = hash &+ seed &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}

extension PatientSplit {
    /// Reads a split and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let crossFoldCount = try values.decodeIfPresent(Int.self, forKey: .crossFoldCount)
        guard crossFoldCount.map({ (2...100).contains($0) }) ?? true else {
            throw DecodingError.dataCorruptedError(
                forKey: .crossFoldCount, in: values, debugDescription: "crossFoldCount must be 2 to 100")
        }
        self.init(
            seed: try values.decode(UInt64.self, forKey: .seed),
            testFold: try values.decodeIfPresent(Fold.self, forKey: .testFold), crossFoldCount: crossFoldCount,
            hasTest: try values.decodeIfPresent(Bool.self, forKey: .isWithoutTest) != true)
    }
}
