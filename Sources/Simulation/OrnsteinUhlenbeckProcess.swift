/// Random movement around zero that forgets its past exponentially.
///
///     x(t + Δ) = x(t) e^(−Δ/τ) + σ √(1 − e^(−2Δ/τ)) ε,   ε ~ N(0, 1)
///
/// This transition is exact for every Δ (Gillespie, Phys Rev E 54:2084, 1996), so values can be drawn at the irregular
/// times at which they are charted, and the stationary deviation is σ whatever the interval.
struct OrnsteinUhlenbeckProcess {
    /// Time constant τ in hours: the autocorrelation falls to 1/e over it.
    let hours: Double
    /// Stationary standard deviation σ, in the unit of the value.
    let deviation: Double
    private var value: Double?

    /// A process that starts in its stationary distribution.
    init(hours: Double, deviation: Double) { (self.hours, self.deviation) = (hours, deviation) }

    /// Moves on by `elapsed` hours and returns the value; the first call draws from the stationary distribution.
    mutating func advance(by elapsed: Double, using stream: inout RandomStream) -> Double {
        let retained = value == nil ? 0 : (-elapsed / hours).exponential
        let next = (value ?? 0) * retained + deviation * (1 - retained * retained).squareRoot() * stream.normal()
        value = next
        return next
    }
}
