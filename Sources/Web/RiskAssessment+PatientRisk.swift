internal import ClinicalDomain
internal import FHIR

extension RiskAssessment {
    /// The FHIR form of a risk.
    ///
    /// The span of the prediction begins with the last moment whose values were used.
    init(_ risk: PatientRisk, patient: String) {
        let period = risk.horizonHours.map {
            Period(start: risk.effective.iso8601, end: risk.effective.advanced(byHours: $0).iso8601)
        }
        self.init(
            method: risk.risk.model, subject: Reference(type: "Patient", addressedBy: patient),
            encounter: risk.visitNumber.isEmpty ? nil : Reference(type: "Encounter", identifier: risk.visitNumber),
            occurrenceDateTime: risk.effective.iso8601,
            prediction: Prediction(
                outcome: risk.outcome, probability: risk.risk.probability, period: period,
                rationale: """
                    Probability \(percent(risk.risk.probability)); \
                    the model asks for attention from \(percent(risk.risk.threshold)) on.
                    """))
    }
}

/// A probability as a person reads it: `31.4 %`.
private func percent(_ probability: Double) -> String { "\((probability * 1000).rounded() / 10) %" }

extension PatientRisk {
    /// A stable UUID of version 8 (RFC 9562) for the assessment, which has no address of its own.
    ///
    /// The 128-bit FNV-1a hash of what tells it from others: neither a secret nor a signature.
    func uuid(patient: String) -> String {
        let parts = [patient, visitNumber, risk.model, outcome, step.iso8601, effective.iso8601]
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in parts.joined(separator: "\0").utf8 {
            hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        hash = hash & ~(0xf << 76) | 8 << 76
        hash = hash & ~(0b11 << 62) | 0b10 << 62
        let digits = String(hash, radix: 16)
        let text = Array(String(repeating: "0", count: 32 - digits.count) + digits)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }.joined(separator: "-")
    }
}
