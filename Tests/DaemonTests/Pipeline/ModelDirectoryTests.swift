import Daemon
import Foundation
import Scoring
import Store
import Testing

struct ModelDirectoryTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    @Test func `a model comes back as it was written, from a file of 0640 without leftovers`() async throws {
        let model = try RiskModel.sample()
        let entry = try await temporary.register(model)
        #expect(entry.file == "deterioration-lstm-1/model.safetensors")
        #expect(try temporary.models.load(entry).fileBytes() == model.fileBytes())
        let path = temporary.models.url.appendingPathComponent(entry.file).path
        #expect(try ModelDirectory.load(path: path).fileBytes() == model.fileBytes())
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        let folder = temporary.models.url.appendingPathComponent(model.name).path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.safetensors"])
    }

    @Test func `writing replaces the file whole: who has it open goes on reading the old one`() async throws {
        let entry = try await temporary.register(try RiskModel.sample(seed: 1))
        let url = temporary.models.url.appendingPathComponent(entry.file)
        let old = try Data(contentsOf: url)
        let reader = try FileHandle(forReadingFrom: url)
        _ = try temporary.models.write(try RiskModel.sample(seed: 2))
        #expect(try reader.readToEnd() == old)
        #expect(try Data(contentsOf: url) != old)
    }

    @Test func `another file under the name, a changed byte and a cut end are noticed`() async throws {
        let entry = try await temporary.register(try RiskModel.sample(seed: 1))
        let url = temporary.models.url.appendingPathComponent(entry.file)
        var flipped = try Data(contentsOf: url)
        let cut = flipped.dropLast()
        flipped[flipped.count - 1] ^= 1
        for bytes in [flipped, cut, Data(try RiskModel.sample(seed: 2).fileBytes()), Data()] {
            try bytes.write(to: url)
            let error = #expect(throws: ModelFileError.self) { try temporary.models.load(entry) }
            #expect(error == .altered(path: url.path))
            #expect(error?.hint.isEmpty == false)
        }
    }

    @Test func `a missing file is an error with its path`() async throws {
        let entry = try await temporary.register(try RiskModel.sample())
        let url = temporary.models.url.appendingPathComponent(entry.file)
        try FileManager.default.removeItem(at: url)
        #expect(throws: ModelFileError.missing(path: url.path)) { try temporary.models.load(entry) }
        #expect(throws: ModelFileError.missing(path: "/none")) { try ModelDirectory.load(path: "/none") }
    }

    @Test func `it lies beside the database unless the configuration says where`() {
        var configuration = WardwatchConfiguration(databasePath: "/var/lib/wardwatch/wardwatch.sqlite")
        #expect(ModelDirectory(configuration).url.path == "/var/lib/wardwatch/models")
        configuration.modelsDirectory = "/srv/models"
        #expect(ModelDirectory(configuration).url.path == "/srv/models")
    }
}
