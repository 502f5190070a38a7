import Foundation
import Testing

extension EndToEnd {
    /// Models for others: trained again to the same bytes, with a card, and taken in elsewhere.
    struct PublishedModelTests {
        private struct Metrics: Decodable {
            struct Evaluation: Decodable {
                struct Figures: Decodable {
                    var stays: Int
                    var auroc: Double
                }

                var scorer: String
                var figures: Figures
            }

            var model: String
            var evaluations: [Evaluation]
        }

        @Test func `two trainings publish the same bytes, and every measure of the card is that of the run`()
            async throws
        {
            let workspace = try await TrainedWard.copy()
            let root = URL(fileURLWithPath: workspace.database).deletingLastPathComponent()
            for run in ["one", "two"] {
                let models = root.appendingPathComponent("models-\(run)").path
                let trained = try await workspace.command(
                    [
                        "retrain", "--outcome", "sepsis", "--network", "elman", "--epochs", "1", "--hidden", "4",
                        "--cross-fit", "2", "--without-test", "--promote", "never", "--models", models,
                    ], environment: ["SOURCE_DATE_EPOCH": "1700000000"])
                try #require(trained.status == 0, "\(trained.errors)")
                let name = try #require(try FileManager.default.contentsOfDirectory(atPath: models).first)
                try await workspace.wardwatch(
                    "models", "publish", "\(models)/\(name)/model.safetensors", "--name", "sepsis-published",
                    "--output", root.appendingPathComponent(run).path, "--draws", "100")
            }
            func file(_ run: String, _ name: String) throws -> Data {
                try Data(contentsOf: root.appendingPathComponent("\(run)/\(name)"))
            }
            for name in ["model.safetensors", "card.md", "metrics.json"] {
                #expect(try file("one", name) == file("two", name), "\(name)")
            }
            let metrics = try JSONDecoder().decode(Metrics.self, from: file("one", "metrics.json"))
            #expect(metrics.model == "sepsis-published")
            #expect(metrics.evaluations.map(\.scorer) == ["sepsis-published", "NEWS2 >= 5", "NEWS2 >= 7"])
            let own = try #require(metrics.evaluations.first?.figures)
            let card = String(decoding: try file("one", "card.md"), as: UTF8.self)
            #expect(card.hasPrefix("# sepsis-published\n") && card.contains("Not a medical device"))
            #expect(card.contains(String(format: "%.3f", own.auroc)) && card.contains("\(own.stays) stays"))
            // Cross-fitting measures on all stays, not on a validation share of them.
            #expect(own.stays == metrics.evaluations.last?.figures.stays)

            let other = try Workspace()
            try await other.wardwatch(
                "models", "add", root.appendingPathComponent("one").path, "--promote")
            let list: ModelsDocument = try await other.listing("models", "list")
            #expect(list.models.map(\.name) == ["sepsis-published"] && list.models.first?.state == "active")
            let again = try await other.command(["models", "add", root.appendingPathComponent("one").path])
            #expect(again.status == 1 && again.errors.contains("sepsis-published"))
        }
    }
}
