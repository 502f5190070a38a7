import ClinicalDomain
import Daemon
import Foundation
import Ingest
import RecurrentNetworks
import Scoring
import Testing

struct PredictionJobTests {
    private let temporary: TemporaryStore
    private static let header = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|Age|Gender|HospAdmTime|ICULOS|SepsisLabel"

    init() throws { temporary = try TemporaryStore() }

    private func job(threshold: Double = 0.5) throws -> PredictionJob {
        PredictionJob(model: try RiskModel.sample("sepsis-lstm-1", outcome: .sepsis, threshold: threshold))
    }

    /// Rows as the challenge has them, with many values missing.
    private func rows(_ count: Int, seed: UInt64, iculos: (Int) -> String = { "\($0 + 1)" }) -> [String] {
        var generator = CounterBasedGenerator(seed: seed)
        func cell(_ low: Double, _ high: Double) -> String {
            Bool.random(using: &generator) ? "NaN" : "\(Double.random(in: low...high, using: &generator))"
        }
        return (0..<count).map { row in
            [
                cell(50, 140), cell(85, 100), cell(35, 40), "NaN", "NaN", "NaN", cell(8, 35), "61", "1", "-3",
                iculos(row), row > count - 4 ? "1" : "0",
            ].joined(separator: "|")
        }
    }

    private func predict(_ lines: [String], end: String = "\n", job: PredictionJob? = nil) throws -> [String] {
        let path = try temporary.write("p000001.psv", lines.joined(separator: end) + end)
        let text = try (job ?? self.job()).physionet2019(path: path)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `there is one row for each row, with a probability and its label at the threshold`() throws {
        let output = try predict([Self.header] + rows(30, seed: 1))
        #expect(output.first == "PredictedProbability|PredictedLabel" && output.count == 31)
        for row in output.dropFirst() {
            let cells = row.split(separator: "|")
            let probability = try #require(Double(cells[0]))
            #expect((0...1).contains(probability))
            #expect(cells[1] == (probability >= 0.5 ? "1" : "0"))
        }
        #expect(Set(output).count > 20, "risks move with the values")
        let never = try predict([Self.header] + rows(30, seed: 1), job: job(threshold: 1))
        #expect(never.dropFirst().allSatisfy { $0.hasSuffix("|0") })
    }

    @Test func `a row's risk is that of the scorer which reads the whole record`() throws {
        let lines = [Self.header] + rows(40, seed: 2)
        let output = try predict(lines)
        let path = try temporary.write("p000001.psv", lines.joined(separator: "\n"))
        let delivery = try #require(
            try FileDeliveries(format: .physionet2019, admitted: hour(0)).records(path: path, received: hour(0)).first)
        var scorer = PatientScorer(
            encounterID: EncounterID(rawValue: 1), subject: try #require(delivery.subject),
            model: try RiskModel.sample("sepsis-lstm-1", outcome: .sepsis))
        scorer.apply(delivery.observations)
        let expected = scorer.assess().compactMap { $0.risk?.probability }
        #expect(output.dropFirst().map { $0.split(separator: "|").first.flatMap { Double($0) } } == expected)
    }

    /// Records that tempt a scorer to look ahead.
    private func records() -> [[String]] {
        var odd = rows(24, seed: 6)
        odd[3] = "NaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|1|-3|4|0"
        odd[4] = "NaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|1|-3|5|0"
        odd[9] = "broken"
        odd[12] = "80|97|NaN|NaN|NaN|NaN|16|61|1|-3|soon|0"
        odd[15] = "80|97|NaN"
        let first = ["NaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|1|-3|1|0", "broken"] + rows(4, seed: 9) { "\($0 + 3)" }
        return [
            rows(24, seed: 3), odd, first,
            rows(24, seed: 4) { "\($0 + 1 + ($0 > 9 ? 7 : 0) + ($0 > 15 ? 100 : 0))" },
            rows(24, seed: 5) { "\($0 / 2 + 1)" }, rows(24, seed: 7) { "\($0 == 10 ? 3 : $0 + 1)" },
            rows(24, seed: 8) { "\(Double($0) / 3 + 1)" },
        ]
    }

    @Test func `cutting a record after any row leaves the rows before it the same bytes`() throws {
        for record in records() {
            let whole = try predict([Self.header] + record)
            #expect(whole.count == record.count + 1)
            for count in 1...record.count {
                #expect(try predict([Self.header] + record.prefix(count)) == Array(whole.prefix(count + 1)))
            }
        }
    }

    @Test func `the label column and everything behind ICULOS may be absent, with any end of line`() throws {
        let lines = [Self.header] + rows(20, seed: 1)
        let expected = try predict(lines)
        let unlabelled = lines.map { line in line.split(separator: "|").dropLast().joined(separator: "|") }
        #expect(try predict(unlabelled) == expected)
        #expect(try predict(lines, end: "\r\n") == expected)
        #expect(try predict(unlabelled, end: "\r\n") == expected)
    }

    @Test func `a record without rows gives the header, and another format is an error`() throws {
        #expect(try predict([Self.header]) == ["PredictedProbability|PredictedLabel"])
        #expect(throws: IngestError.self) { try predict(["a|b", "1|2"]) }
        #expect(throws: IngestError.self) { try job().physionet2019(path: "/none.psv") }
        let empty = try temporary.write("empty.psv", "")
        #expect(throws: IngestError.self) { try job().physionet2019(path: empty) }
    }

    @Test func `a record of 2012 has the risk at its end`() throws {
        let path = try temporary.write(
            "132539.txt",
            "Time,Parameter,Value\n00:00,RecordID,132539\n00:00,Age,54\n00:07,HR,73\n02:37,HR,140\n03:00,RespRate,31\n")
        let (probability, label) = try job(threshold: 0.2).physionet2012(path: path)
        let delivery = try #require(
            try FileDeliveries(format: .physionet2012, admitted: hour(0)).records(path: path, received: hour(0)).first)
        var scorer = PatientScorer(
            encounterID: EncounterID(rawValue: 1), subject: try #require(delivery.subject),
            model: try RiskModel.sample("sepsis-lstm-1", outcome: .sepsis))
        scorer.apply(delivery.observations)
        #expect(probability == scorer.assess().last?.risk?.probability)
        #expect(label == (probability >= 0.2 ? 1 : 0))
        let wrong = try temporary.write("wrong.txt", "a,b\n")
        #expect(throws: IngestError.self) { try job().physionet2012(path: wrong) }
    }
}
