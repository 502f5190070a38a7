import Foundation
import Testing

extension EndToEnd {
    /// `scripts/sbom` against the resolved packages and what the loader says.
    @Suite struct BillOfMaterialsTests {
        private struct Document: Decodable {
            struct Component: Decodable {
                let name: String
                let version: String
                let purl: String?
            }

            struct Metadata: Decodable { let component: Component }

            let bomFormat: String
            let specVersion: String
            let serialNumber: String
            let metadata: Metadata
            let components: [Component]
        }

        private struct Resolved: Decodable {
            struct Pin: Decodable {
                struct State: Decodable {
                    let version: String?
                    let revision: String
                }
                let identity: String
                let state: State
            }
            let pins: [Pin]
        }

        @Test func `it names every resolved package with its version, and the libraries of Debian`() async throws {
            let root = Executables.packageRoot
            let script = root.appendingPathComponent("scripts/sbom").path
            let text = try await runTool("python3", [script, DaemonProcess.executable])
            let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
            #expect(document.bomFormat == "CycloneDX" && document.specVersion == "1.5")
            #expect(document.serialNumber.wholeMatch(of: /urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
            #expect(document.metadata.component.name == "wardwatch")
            let file = try Data(contentsOf: root.appendingPathComponent("Package.resolved"))
            let pins = try JSONDecoder().decode(Resolved.self, from: file).pins
            #expect(pins.count > 20)
            for pin in pins {
                #expect(
                    document.components.contains {
                        $0.name == pin.identity && $0.version == pin.state.version ?? pin.state.revision
                            && $0.purl?.hasPrefix("pkg:swift/") == true
                    }, "\(pin.identity)")
            }
            let installed = try await runTool("dpkg-query", ["-W", "-f=${Version}", "libsqlite3-0"])
            #expect(document.components.contains { $0.name == "libsqlite3-0" && $0.version == installed })
            #expect(Set(document.components.compactMap(\.purl)).count == document.components.count)
            #expect(try await runTool("python3", [script, DaemonProcess.executable]) == text, "the same bytes again")
        }
    }
}
