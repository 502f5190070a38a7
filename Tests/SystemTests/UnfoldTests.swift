import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

extension EndToEnd {
    /// The picture of a network unfolded over one patient's stay.
    @Suite struct UnfoldTests {
        private struct Document: Decodable {
            struct Input: Decodable {
                let name: String
                let attribution: [Double]
            }

            struct Layer: Decodable {
                let activations: [[Double]]
                let errorNorms: [Double]
            }

            struct Unfolded: Decodable {
                let model: String
                let patient: String
                let probabilities: [Double]
                let inputs: [Input]
                let layers: [Layer]
            }

            let version: Int
            let unfolded: Unfolded
        }

        @Test func `the picture is valid XML with the patient's steps and channels`() async throws {
            let workspace = try await TrainedWard.copy()
            let patients: PatientsDocument = try await workspace.listing("patients", "list", "--all")
            let patient = try #require(patients.patients.first).patient
            let file = workspace.path("unfolded.svg")
            try await workspace.wardwatch(
                "models", "unfold", TrainedWard.models[0], "--patient", patient, "--steps", "12", "--output", file)
            let data = try #require(FileManager.default.contents(atPath: file))
            #expect(XMLParser(data: data).parse())
            let text = String(decoding: data, as: UTF8.self)
            #expect(text.contains("\(TrainedWard.models[0]): unfolded over 12 steps of patient \(patient)"))
            for word in ["heartRate (/min)", "oxygenSaturation (%)", ">T−11<", ">T<", "16 units"] {
                #expect(text.contains(word), "\(word)")
            }
            let printed = try await workspace.wardwatch(
                "models", "unfold", TrainedWard.models[0], "--patient", patient, "--steps", "12")
            #expect(printed == text)
        }

        @Test func `the JSON has the numbers, and the risk is that of score`() async throws {
            let workspace = try await TrainedWard.copy()
            let document: Document = try await workspace.listing("models", "unfold", TrainedWard.models[0])
            #expect(document.version == 1 && document.unfolded.model == TrainedWard.models[0])
            #expect(document.unfolded.probabilities.count == 24)
            #expect(document.unfolded.layers.map(\.errorNorms.count) == [24])
            #expect(document.unfolded.layers[0].activations.allSatisfy { $0.count == 16 })
            #expect(document.unfolded.inputs.allSatisfy { $0.attribution.count == 24 })
            let score: ScoreDocument = try await workspace.listing(
                "score", document.unfolded.patient, "--model", TrainedWard.models[0])
            let risk = try #require(score.evidence.risk).probability
            #expect(abs((document.unfolded.probabilities.last ?? -1) - risk) < 1e-5)
        }

        @Test func `an unknown model, patient or visit, and a time before the stay are refused with a hint`()
            async throws
        {
            let workspace = try await TrainedWard.copy()
            let model = TrainedWard.models[0]
            let patients: PatientsDocument = try await workspace.listing("patients", "list", "--all")
            let patient = try #require(patients.patients.first).patient
            for (arguments, word) in [
                (["nothing"], "nothing"), ([model, "--patient", "nobody"], "nobody"),
                ([model, "--patient", patient, "--visit", "none"], "none"),
                ([model, "--patient", patient, "--until", "1999-01-01T00:00:00Z"], "1999-01-01"),
            ] {
                let result = try await workspace.command(["models", "unfold"] + arguments)
                #expect(result.status == 1 && result.output.isEmpty)
                #expect(result.errors.contains(word) && result.errors.contains("hint: "), "\(result.errors)")
            }
            for arguments in [["--steps", "0"], ["--visit", "1"]] {
                #expect(try await workspace.command(["models", "unfold", model] + arguments).status == 64)
            }
        }
    }
}
