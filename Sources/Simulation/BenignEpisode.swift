/// A passing change that is no deterioration: exercise, pain, or a harmless fever.
struct BenignEpisode {
    /// From when to when, in hours since the start of the simulation.
    let time: ClosedRange<Double>
    /// How strong, in the unit of what changes.
    let size: Double
    /// Hours from nothing to full strength, and back.
    let rampHours: Double

    /// The strength at a time: 0 outside, rising and falling in straight lines, ``size`` between.
    func strength(at hours: Double) -> Double {
        guard time.contains(hours) else { return 0 }
        let fromEdge = min(hours - time.lowerBound, time.upperBound - hours)
        return size * min(1, fromEdge / rampHours)
    }
}
