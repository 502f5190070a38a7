import Foundation
import Testing

extension EndToEnd {
    /// `wardwatch channels`: the table as it is understood, and the page made of it.
    @Suite struct ChannelsTests {
        private struct Document: Decodable {
            struct Element: Decodable {
                let channel: String
                let unit: String
                let plausible: [Double]
                let loinc: [String]
            }

            struct Code: Decodable {
                let system: String
                let code: String
                let names: [String]
                let channel: String?
                let rank: Int
            }

            let version: Int
            let channels: [Element]
            let codes: [Code]
        }

        @Test func `the page in the documentation is the one that the program makes`() async throws {
            let made = try await Workspace().wardwatch("channels", "--format", "markdown")
            let page = Executables.packageRoot.appendingPathComponent("docs/channels.md")
            let written = String(decoding: try Data(contentsOf: page), as: UTF8.self)
            #expect(made == written, "wardwatch channels --format markdown > docs/channels.md")
        }

        @Test func `the JSON holds channels and codes, and the table every channel`() async throws {
            let workspace = try Workspace()
            let document: Document = try await workspace.listing("channels", "list")
            #expect(document.version == 1)
            let heartRate = try #require(document.channels.first { $0.channel == "heartRate" })
            #expect(heartRate.unit == "/min" && heartRate.plausible == [0, 350] && heartRate.loinc.first == "8867-4")
            let code = try #require(document.codes.first { $0.code == "147842" })
            #expect(code.system == "MDC" && code.channel == "heartRate" && code.names.first == "MDC_ECG_HEART_RATE")
            #expect(document.codes.contains { $0.code == "150488" && $0.channel == nil })
            let table = try await workspace.wardwatch("channels")
            #expect(table.split(separator: "\n").count == document.channels.count + 1)
        }

        @Test func `the rows of a site are in it, and a wrong row is named with its file`() async throws {
            let workspace = try Workspace()
            let rows = try workspace.write(
                "[[code]]\nsystem = \"LOCAL\"\ncode = \"HF\"\nchannel = \"heartRate\"\nrank = 2\n", to: "channels.toml")
            let config = try workspace.write("[site]\nchannels_file = \"\(rows)\"\n", to: "wardwatch.toml")
            let document: Document = try await workspace.listing("channels", "--config", config)
            #expect(document.codes.contains { $0.system == "LOCAL" && $0.code == "HF" && $0.rank == 2 })
            try workspace.write(
                "[[code]]\nsystem = \"LOCAL\"\ncode = \"HF\"\nchannel = \"hartRate\"\n", to: "channels.toml")
            let result = try await workspace.command(["channels", "--config", config])
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errors.contains("channels.toml, [[code]] 1: there is no channel \"hartRate\""))
            #expect(result.errors.contains("hint: did you mean heartRate?"))
        }
    }
}
