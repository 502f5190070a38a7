import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

extension EndToEnd {
    /// The figures of models as a table, as JSON and as a page.
    @Suite struct EvaluateTests {
        private struct Document: Decodable {
            struct Row: Decodable {
                struct Figures: Decodable {
                    struct Curves: Decodable { let histogram: [Int] }

                    let stays: Int
                    let steps: Int
                    let auroc: Double
                    let curves: Curves
                }

                let scorer: String
                let outcome: String
                let figures: Figures
            }

            let version: Int
            let evaluations: [Row]
        }

        private let common = ["evaluate", "--patients", "all", "--draws", "100"]

        private func compared(_ models: [String]) -> [String] {
            common + ["--model", models[0], "--against", models[1]]
        }

        @Test func `the page is one file with the figures of the JSON, the same bytes each time`() async throws {
            let workspace = try await TrainedWard.copy()
            let file = workspace.path("page.html")
            let arguments = compared(TrainedWard.models)
            let written = try await workspace.command(arguments + ["--format", "html", "--output", file])
            #expect(written.status == 0 && written.output.isEmpty && written.errors.contains("-> \(file)"))
            let data = try #require(FileManager.default.contents(atPath: file))
            #expect(XMLParser(data: data).parse())
            let printed = try await workspace.command(arguments + ["--format", "html"])
            #expect(printed.output == String(decoding: data, as: UTF8.self))

            let result = try await workspace.command(arguments + ["--format", "json"])
            let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
            #expect(document.version == 1)
            #expect(document.evaluations.map(\.scorer) == TrainedWard.models + ["NEWS2 >= 5", "NEWS2 >= 7"])
            let first = try #require(document.evaluations.first)
            #expect(first.figures.curves.histogram.reduce(0, +) == first.figures.steps)
            for row in document.evaluations {
                #expect(printed.output.contains(String(format: "<td>%.3f<br/>", row.figures.auroc)))
                #expect(printed.output.contains("\(row.figures.stays) stays"))
            }
            #expect(printed.output.contains("not a medical device"))
            #expect(printed.output.contains("\(TrainedWard.outcome) within"))
        }

        @Test func `the table names the outcome and puts all measures of two models beside each other`() async throws {
            let workspace = try await TrainedWard.copy()
            let result = try await workspace.command(compared(TrainedWard.models))
            #expect(result.status == 0)
            let lines = result.output.split(separator: "\n")
            #expect(lines[0].hasPrefix("SCORER") && lines[0].contains("OUTCOME") && lines.count > 10)
            #expect(lines[1...4].allSatisfy { $0.contains(TrainedWard.outcome) })
            #expect(lines.contains { $0.hasPrefix("MEASURE") && $0.hasSuffix("FIRST - SECOND") })
            #expect(lines.contains { $0.hasPrefix("alerts per 100 patient-days") })
            #expect(result.errors.contains("SENSITIVITY"))
        }

        @Test func `a backtest says on whom it was made and when a budget is not spent`() async throws {
            let workspace = try await TrainedWard.copy()
            let result = try await workspace.command(
                ["backtest", "--patients", "all", "--alert-budget", "5", "--alert-budget", "9000"])
            #expect(result.status == 0 && result.output.split(separator: "\n").count == 3)
            #expect(result.errors.contains("all patients: ") && result.errors.contains("patient-days"))
            #expect(result.errors.contains("A budget of 9000 is not spent"))
        }

        @Test func `an output without a page, a comparison without a model, and a missing directory are refused`()
            async throws
        {
            let workspace = try await TrainedWard.copy()
            for arguments in [["--output", "x"], ["--against", "lstm"], ["--draws", "7"], ["--format", "pdf"]] {
                #expect(try await workspace.command(["evaluate"] + arguments).status == 64, "\(arguments)")
            }
            let result = try await workspace.command(
                common + ["--format", "html", "--output", workspace.path("none/page.html")])
            #expect(result.status == 1 && result.errors.contains("cannot be written"))
        }
    }
}
