/// One of the independent random streams of one patient.
///
/// The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014):
/// a counter in steps of the odd constant γ = 0x9E3779B97F4A7C15 whose every value is mixed to 64 bits. The counter's
/// start is mixed from the seed, the patient's number and the purpose, so no stream depends on how often another one
/// was drawn from: patient 7 is the same alone and in a ward, and other charting habits leave a patient's illness as
/// it was. Reals and normal variates are made here and not by the standard library, whose methods may change.
struct RandomStream: RandomNumberGenerator {
    /// What a stream is drawn for.
    enum Purpose: UInt64 {
        /// Age, sex, baselines, chronic illness.
        case profile = 1
        /// Length of stay, deterioration, benign episodes, absences.
        case course
        /// Random movement of the vital signs.
        case physiology
        /// When and how values are charted.
        case charting
    }

    private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var counter: UInt64

    /// The stream of one patient for one purpose.
    init(seed: UInt64, patient: Int, purpose: Purpose) {
        var key = RandomStream.mix(seed &+ RandomStream.gamma)
        key = RandomStream.mix(key ^ (UInt64(bitPattern: Int64(patient)) &* RandomStream.gamma))
        self.init(counter: RandomStream.mix(key ^ purpose.rawValue))
    }

    /// The plain SplitMix64 sequence from a counter, what others call its seed.
    init(counter: UInt64) { self.counter = counter }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        counter &+= RandomStream.gamma
        return RandomStream.mix(counter)
    }

    /// The output function of SplitMix64: Stafford's variant 13 of the MurmurHash3 finalizer.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A real number in [0, 1), a multiple of 2⁻⁵³.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A real number between the ends of `range`.
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Whether something of that probability happens.
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// A normal variate (Box and Muller 1958; the second of the pair is not kept, so that every call draws two numbers).
    mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
        let radius = (-2 * (1 - uniform()).naturalLogarithm).squareRoot()
        return mean + deviation * radius * uniform().cosineOfTurns
    }

    /// A waiting time of that mean.
    mutating func exponential(mean: Double) -> Double { -mean * (1 - uniform()).naturalLogarithm }

    /// One of the elements, each equally likely; nil when there is none.
    mutating func element<Element>(of elements: [Element]) -> Element? {
        guard !elements.isEmpty else { return nil }
        return elements[Int(uniform() * Double(elements.count))]
    }

    /// Intervals that begin at random with a mean number per day, from `start` until `end`, one after another.
    ///
    /// - Parameter hours: the shortest and the longest duration.
    mutating func episodes(
        perDay rate: Double, hours: ClosedRange<Double>, from start: Double, until end: Double
    ) -> [ClosedRange<Double>] {
        guard rate > 0 else { return [] }
        var found: [ClosedRange<Double>] = []
        var time = start + exponential(mean: 24 / rate)
        while time < end {
            let last = time + uniform(hours)
            found.append(time...last)
            time = last + exponential(mean: 24 / rate)
        }
        return found
    }
}
