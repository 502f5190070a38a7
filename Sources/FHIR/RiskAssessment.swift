/// How likely an outcome is for a patient: R4 `RiskAssessment`, always `final`.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/riskassessment.html>.
public struct RiskAssessment: FHIRResource, Hashable {
    /// One outcome with its likelihood.
    public struct Prediction: Hashable, Sendable, Encodable {
        /// The outcome that is foreseen.
        public var outcome: CodeableConcept
        /// How likely it is, **in percent**, 0 to 100.
        ///
        /// R4 says of this element: "Decimal values are expressed as percentages as well (max = 100)", invariant
        /// `ras-2`. HL7's own examples give fractions all the same, so ``rationale`` says the number with its unit.
        public var probabilityDecimal: Double
        /// The span in which the outcome would happen; nil for the rest of the patient's life.
        public var whenPeriod: Period?
        /// What a person should know about the number.
        public var rationale: String?

        /// A prediction.
        ///
        /// - Parameters:
        ///   - outcome: The outcome in words.
        ///   - probability: 0 to 1; it becomes percent with four decimals.
        ///   - period: The span that the probability is about.
        ///   - rationale: What a person should know about it.
        public init(outcome: String, probability: Double, period: Period?, rationale: String?) {
            self.outcome = CodeableConcept(text: outcome)
            // Four decimals: 0.07 · 100 is 7.000000000000001 otherwise.
            probabilityDecimal = (probability * 1_000_000).rounded() / 10_000
            (whenPeriod, self.rationale) = (period, rationale)
        }
    }

    /// `RiskAssessment`.
    public let resourceType = "RiskAssessment"
    /// `final`: a later step gives a new assessment, it does not amend this one.
    public let status = "final"
    /// What computed the risk, in words: the name of the model.
    public var method: CodeableConcept
    /// The patient.
    public var subject: Reference
    /// The stay, where it has a visit number.
    public var encounter: Reference?
    /// The moment up to which values were used, a FHIR `dateTime` with a zone.
    public var occurrenceDateTime: String
    /// The outcomes, at least one.
    public var prediction: [Prediction]

    /// An assessment of one outcome.
    public init(
        method: String, subject: Reference, encounter: Reference?, occurrenceDateTime: String, prediction: Prediction
    ) {
        self.method = CodeableConcept(text: method)
        (self.subject, self.encounter, self.occurrenceDateTime) = (subject, encounter, occurrenceDateTime)
        self.prediction = [prediction]
    }
}
