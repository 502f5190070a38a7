import Foundation
import Testing

/// A database with simulated history and two small networks, the first of which is in use. Trained once, copied often.
actor TrainedWard {
    private static let shared = TrainedWard()
    private static let directoryName = "wardwatch-trained-\(getpid())"
    private var original: Workspace?

    /// Networks, in the order of their training.
    static let models = ["sepsis-surrogate-lstm-1", "sepsis-surrogate-lstm-2"]
    static let outcome = "sepsis-surrogate"

    /// A copy of its own for a test.
    static func copy() async throws -> Workspace { try await shared.copy() }

    private func copy() async throws -> Workspace {
        if let original { return try Workspace(copyOf: original) }
        let workspace = try Workspace(named: Self.directoryName)
        // The last reference is a static one, which is never released.
        atexit {
            let directory = FileManager.default.temporaryDirectory
            try? FileManager.default.removeItem(at: directory.appendingPathComponent(TrainedWard.directoryName))
        }
        try await workspace.wardwatch(
            "simulate", "--history", "80", "--seed", "7", "--start", "2026-01-01T00:00:00Z", "--to", "database")
        for (seed, promote) in [("1", "always"), ("2", "never")] {
            try await workspace.wardwatch(
                "retrain", "--outcome", "sepsis", "--network", "lstm", "--epochs", "1", "--hidden", "16", "--seed",
                seed,
                "--promote", promote)
        }
        original = workspace
        return try Workspace(copyOf: workspace)
    }
}

extension Workspace {
    /// The risks that `wardwatch predict` gives for a patient's rows, by the start of the time step.
    func predictedRisks(_ patient: RecordedPatient) async throws -> [String: Double] {
        try await predictedRisks([patient])[patient.name] ?? [:]
    }

    /// The risks that `wardwatch predict` gives, by patient and start of the time step.
    func predictedRisks(_ patients: [RecordedPatient]) async throws -> [String: [String: Double]] {
        let folder = "predict-\(UUID())"
        for patient in patients { try write(patient.text, to: "\(folder)/in/\(patient.name).psv") }
        try await wardwatch(
            "predict", "--format", "physionet2019", "--input", path("\(folder)/in"), "--output", path("\(folder)/out"))
        var risks: [String: [String: Double]] = [:]
        for patient in patients {
            let data = try Data(contentsOf: directory.appendingPathComponent("\(folder)/out/\(patient.name).psv"))
            let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst()
            for (row, line) in lines.enumerated() {
                guard let risk = line.split(separator: "|").first.flatMap({ Double($0) }) else { continue }
                let step = isoTime(patient.effective(row: row))
                risks[patient.name, default: [:]][step] = risk
            }
        }
        return risks
    }

    /// The risks that the daemon has stored for a patient, by the start of the time step.
    func storedRisks(_ patient: String) async throws -> [String: Double] {
        let document: StepsDocument = try await listing("patients", "show", patient, "--steps", "100000")
        return Dictionary(document.risks.map { (step, risk) in (String(step.prefix(19)) + "Z", risk) }) { $1 }
    }
}
