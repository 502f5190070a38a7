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
        let lines = try FileDeliveries.read(path).split(separator: 10)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let header = Array(lines.first ?? [])
        _ = try delivery(header, name: name, path: path)
        var scorer: PatientScorer?
        var output = "PredictedProbability|PredictedLabel\n"
        // A row that says nothing keeps the score before it; before the first one nothing is known.
        var last = 0.0
        for line in lines.dropFirst() {
            // Each row is mapped by itself, so that none can know of a later one.
            let row = try delivery(header + [10] + line, name: name, path: path)
            if let subject = row.subject, !row.observations.isEmpty {
                var current =
                    scorer ?? PatientScorer(encounterID: EncounterID(rawValue: 0), subject: subject, model: model)
                current.apply(row.observations)
                _ = current.assess()
                last = current.newestProbability ?? last
                scorer = current
            }
            output += "\(last)|\(last >= model.threshold ? 1 : 0)\n"
        }
        return output
    }

    private func delivery(_ bytes: [UInt8], name: String, path: String) throws(IngestError) -> Delivery {
        do throws(FileFormatError) {
            return try PhysioNet2019Mapping(admitted: admitted).map(bytes, name: name, received: admitted)
        } catch {
            throw IngestError.wrongFormat(path: path, reason: error.description, remedy: error.hint)
        }
    }

    /// One record of the 2012 challenge → the risk at its end, with the label.
    ///
    /// - Throws: `IngestError`.
    public func physionet2012(path: String) throws(IngestError) -> (probability: Double, label: Int) {
        let bytes = try FileDeliveries.read(path)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        do throws(FileFormatError) {
            let deliveries = try PhysioNet2012Mapping(admitted: admitted).map(bytes, name: name, received: admitted)
            let probability = deliveries.first.flatMap(finalProbability) ?? 0
            return (probability, probability >= model.threshold ? 1 : 0)
        } catch {
            throw IngestError.wrongFormat(path: path, reason: error.description, remedy: error.hint)
        }
    }

    private func finalProbability(_ delivery: Delivery) -> Double? {
        guard let subject = delivery.subject else { return nil }
        var scorer = PatientScorer(encounterID: EncounterID(rawValue: 0), subject: subject, model: model)
        scorer.apply(delivery.observations)
        _ = scorer.assess()
        return scorer.newestProbability
    }
}
