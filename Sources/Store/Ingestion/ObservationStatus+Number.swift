import ClinicalDomain

extension Observation.Status {
    /// The statuses in the order of their numbers in `observation.status`; never reordered.
    static let byNumber: [Observation.Status] = [.preliminary, .final, .corrected, .enteredInError]

    /// The number in `observation.status`.
    var number: Int {
        switch self {
        case .preliminary: 0
        case .final: 1
        case .corrected: 2
        case .enteredInError: 3
        }
    }
}
