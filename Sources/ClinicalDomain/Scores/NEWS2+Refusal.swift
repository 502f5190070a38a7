extension NEWS2 {
    /// Why the score must not be used for a patient.
    public enum Refusal: Hashable, Sendable, CustomStringConvertible {
        /// The patient is a child, of that age in years.
        case youngerThan16(age: Double)
        /// The patient is pregnant.
        case pregnant

        /// The reason for people.
        public var description: String {
            switch self {
            case .youngerThan16(let age):
                "NEWS2 is not for children under 16 years, and the patient is \(Int(max(0, min(age, 150)))): use a paediatric score"
            case .pregnant: "NEWS2 is not for pregnant women: use an obstetric score"
            }
        }
    }

    /// Why the score must not be used for this patient, or nil when it may.
    ///
    /// Physiology differs in children and in pregnancy, so that the bands mislead. Source: Royal College of Physicians,
    /// National Early Warning Score (NEWS) 2, London 2017: not for children (under 16 years) or women who are pregnant.
    ///
    /// - Parameters:
    ///   - ageYears: age in years; nil when unknown, which refuses nothing.
    ///   - isPregnant: whether the patient is known to be pregnant.
    public static func refusal(ageYears: Double?, isPregnant: Bool) -> Refusal? {
        if let ageYears, ageYears < 16 { return .youngerThan16(age: ageYears) }
        return isPregnant ? .pregnant : nil
    }
}
