internal import ClinicalDomain
internal import Foundation
public import Ingest
internal import Mapping
public import Scoring

/// Scores files of a challenge as its organizers want them, each row from the rows up to it.
public struct PredictionJob: Sendable {
    private let model: RiskModel
    /// The challenges' records carry no dates; any admission gives the same scores.
    private let admitted = Instant(millisecondsSince1970: 1_546_300_800_000)

    /// A job with a model.
    public init(model: RiskModel) { self.model = model }

    /// One record of the 2019 challenge → `PredictedProbability|PredictedLabel`, one row for each row of the record.
    ///
    /// - Throws: `IngestError`.
    public func physionet2019(path: String) throws(IngestError) -> String {
        let bytes = try FileDeliveries.read(path)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let mapping = PhysioNet2019Mapping(admitted: admitted)
        let delivery: Delivery
        do throws(FileFormatError) {
            delivery = try mapping.map(bytes, name: name, received: admitted)
        } catch {
            throw IngestError.wrongFormat(path: path, reason: error.description, remedy: error.hint)
        }
        let probabilities = probabilities(delivery)
        let grid = TimeGrid(seconds: model.schema.timeStepSeconds)
        var output = "PredictedProbability|PredictedLabel\n"
        // A row that cannot be read keeps the score before it; before the first one nothing is known.
        var last = 0.0
        for hour in hours(bytes) {
            if let hour, let probability = probabilities[grid.step(of: mapping.effective(intensiveCareHour: hour))] {
                last = probability
            }
            output += "\(last)|\(last >= model.threshold ? 1 : 0)\n"
        }
        return output
    }

    /// One record of the 2012 challenge → the risk at its end, with the label.
    ///
    /// - Throws: `IngestError`.
    public func physionet2012(path: String) throws(IngestError) -> (probability: Double, label: Int) {
        let bytes = try FileDeliveries.read(path)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        do throws(FileFormatError) {
            let deliveries = try PhysioNet2012Mapping(admitted: admitted).map(bytes, name: name, received: admitted)
            let probabilities = deliveries.first.map(probabilities) ?? [:]
            let probability = probabilities.max { $0.key < $1.key }?.value ?? 0
            return (probability, probability >= model.threshold ? 1 : 0)
        } catch {
            throw IngestError.wrongFormat(path: path, reason: error.description, remedy: error.hint)
        }
    }

    private func probabilities(_ delivery: Delivery) -> [Int: Double] {
        guard let subject = delivery.subject else { return [:] }
        var scorer = PatientScorer(encounterID: EncounterID(rawValue: 0), subject: subject, model: model)
        scorer.apply(delivery.observations)
        let grid = TimeGrid(seconds: model.schema.timeStepSeconds)
        return Dictionary(
            uniqueKeysWithValues: scorer.assess().compactMap { assessment in
                assessment.risk.map { (grid.step(of: assessment.step), $0.probability) }
            })
    }

    /// ICULOS of every row; nil where it cannot be read.
    private func hours(_ bytes: [UInt8]) -> [Double?] {
        let lines = bytes.split(separator: 10)
        guard let header = lines.first else { return [] }
        let index = header.split(separator: 124).firstIndex { String(decoding: $0, as: UTF8.self).hasPrefix("ICULOS") }
        return lines.dropFirst().map { line in
            let cells = line.split(separator: 124, omittingEmptySubsequences: false)
            guard let index, index < cells.count else { return nil }
            return Double(String(decoding: cells[index], as: UTF8.self).trimmingCharacters(in: .whitespaces))
        }
    }
}
