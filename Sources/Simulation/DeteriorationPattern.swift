/// The way in which a patient gets worse.
public enum DeteriorationPattern: String, Sendable, Codable, CaseIterable {
    /// Fever or, in one patient of five, a low temperature; heart and respiratory rate up, pressure down, later confusion.
    case sepsis
    /// Respiratory rate up, saturation down in spite of oxygen, at the end exhaustion.
    case respiratoryFailure = "respiratory-failure"
    /// Heart rate up, narrow pulse pressure, then systolic pressure down, respiratory rate up.
    case bleeding
    /// Sudden heart rate of 140 to 180, or of 35; pressure falls.
    case arrhythmia
}
