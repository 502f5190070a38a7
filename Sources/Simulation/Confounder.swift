/// A condition that looks like deterioration, or hides it, without being the start of an adverse event.
///
/// The shares of patients are modelling choices: large enough that a model that knows the patient's own course can
/// tell more than a score that sees one moment.
public enum Confounder: String, Sendable, Codable, CaseIterable {
    /// Heart rate rises for one half to two hours after exercise, physiotherapy or pain. Everybody has it at times.
    case benignTachycardia = "benign-tachycardia"
    /// Fever of 12 to 30 hours without sepsis, as after surgery or transfusion.
    case benignFever = "benign-fever"
    /// Chronic obstructive lung disease: saturation about 90 % at rest, with a target of 88 to 92 %.
    case chronicLungDisease = "chronic-lung-disease"
    /// Shallow breathing in bed or after surgery: saturation about 93 % on air, so that a little oxygen is given.
    case atelectasis
    /// Beta blockade: the heart rate is lower and answers less to illness.
    case betaBlockade = "beta-blockade"
    /// Confusion in some nights of old patients.
    case nocturnalConfusion = "nocturnal-confusion"
}
