/// What nurses do with oxygen: one step up below the target, one step down above it.
struct OxygenTherapy {
    /// Flow in `L/min` now.
    private(set) var flow: Double = 0
    /// The prescribed range of saturation, `%`.
    let target: ClosedRange<Double>

    /// Flows that are set, `L/min`: nasal cannula to 4, then masks.
    private static let steps: [Double] = [0, 1, 2, 3, 4, 6, 8, 10, 15]

    /// No oxygen yet, with a target.
    init(target: ClosedRange<Double>) { self.target = target }

    /// Answers a measured saturation: two steps at 4 % or more below the target.
    mutating func adjust(to saturation: Double) {
        guard let index = OxygenTherapy.steps.firstIndex(of: flow) else { return }
        let highest = OxygenTherapy.steps.count - 1
        if saturation <= target.lowerBound - 4 {
            flow = OxygenTherapy.steps[min(index + 2, highest)]
        } else if saturation < target.lowerBound {
            flow = OxygenTherapy.steps[min(index + 1, highest)]
        } else if saturation >= target.upperBound - 1, index > 0 {
            flow = OxygenTherapy.steps[index - 1]
        }
    }
}
