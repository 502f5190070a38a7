import ClinicalDomain
import Foundation
import RecurrentNetworks
import Scoring
import Testing

struct RiskModelFileTests {
    private static let networks: URL? = {
        let shared: URL
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] {
            shared = URL(fileURLWithPath: path)
        } else {
            // Tests/ScoringTests/RiskModelFileTests.swift → the package root → its neighbour
            var root = URL(fileURLWithPath: #filePath)
            for _ in 0..<3 { root.deleteLastPathComponent() }
            shared = root.deletingLastPathComponent().appendingPathComponent("shared")
        }
        let folder = shared.appendingPathComponent("oracles/networks")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// A model that tells no units apart.
    private static func plainModel() throws -> RiskModel { try model() }

    private func error(_ bytes: [UInt8]) -> RiskModelError? {
        do throws(RiskModelError) {
            _ = try RiskModel(fileBytes: bytes)
            return nil
        } catch { return error }
    }

    private func headerEnd(_ bytes: [UInt8]) -> Int {
        8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The file with its description, metadata and tensors changed, and otherwise whole.
    private func rewritten(
        _ model: RiskModel, json: (String) -> String = { $0 }, metadata: [String: String] = [:],
        tensors: ([Tensor]) -> [Tensor] = { $0 }
    ) throws -> [UInt8] {
        let (old, texts) = try Safetensors.decode(try model.fileBytes())
        var changed = texts
        changed["model"] = json(try #require(texts["model"]))
        changed.merge(metadata) { $1 }
        return Safetensors.encode(tensors: tensors(old), metadata: changed)
    }

    @Test(arguments: CellKind.allCases)
    func `a model read back is the model bit by bit`(cell: CellKind) throws {
        var model = try model(cell)
        model.threshold = 0.1 + 0.2
        model.alertThreshold = 0.7 - 0.1
        model.calibration = RiskModel.Calibration(scale: 1.0 / 3, offset: -1e-300)
        let bytes = try model.fileBytes()
        let read = try RiskModel(fileBytes: bytes)
        #expect(read.name == model.name)
        #expect(read.outcome == model.outcome)
        #expect(read.schema == model.schema)
        #expect(read.networks[0].architecture == model.networks[0].architecture)
        #expect(read.networks[0].parameters.map(\.bitPattern) == model.networks[0].parameters.map(\.bitPattern))
        #expect(read.calibration.scale.bitPattern == model.calibration.scale.bitPattern)
        #expect(read.calibration.offset.bitPattern == model.calibration.offset.bitPattern)
        #expect(read.threshold.bitPattern == model.threshold.bitPattern)
        #expect(read.alertThreshold.bitPattern == model.alertThreshold.bitPattern)
        #expect(read.provenance == model.provenance)
        #expect(try read.fileBytes() == bytes)

        let observations = RandomStay(hours: 12, gapHours: 0, seed: 5).observations
        #expect(freshAssessments(observations, read).map(bits) == freshAssessments(observations, model).map(bits))
    }

    @Test
    func `equal models have equal bytes, however their sets came about`() throws {
        let names = (0..<20).map { "event-\($0)" }
        var one = try model()
        var other = try model()
        one.outcome.events = Set(names)
        other.outcome.events = Set(minimumCapacity: 4096)
        for name in names.reversed() { other.outcome.events.insert(name) }
        #expect(one.outcome == other.outcome)
        #expect(try one.fileBytes() == other.fileBytes())
        let text = String(decoding: try one.fileBytes(), as: UTF8.self)
        let places = names.sorted().compactMap { text.range(of: "\($0)\\\"")?.lowerBound }
        #expect(places.count == names.count && places == places.sorted(), "a fixed order, also in another process")
    }

    @Test
    func `a file cut off anywhere is refused`() throws {
        let bytes = try model(.elman).fileBytes()
        for length in 0..<bytes.count {
            let error = error(Array(bytes[..<length]))
            guard case .unreadable? = error else {
                Issue.record("\(length) of \(bytes.count) bytes: \(String(describing: error))")
                return
            }
        }
        #expect(error(bytes + [0]) != nil, "and so is one with more")
    }

    @Test
    func `no changed byte of the header traps, and what still loads still scores`() throws {
        let bytes = try model(.elman).fileBytes()
        let values = [observation(.heartRate, 90, minute: 0), observation(.heartRate, 95, minute: 180)]
        var loaded = 0
        for index in 0..<headerEnd(bytes) {
            for byte in [bytes[index] ^ 1, bytes[index] ^ 0x80, UInt8(ascii: "9"), UInt8(ascii: "\""), 0] {
                var changed = bytes
                changed[index] = byte
                do throws(RiskModelError) {
                    let model = try RiskModel(fileBytes: changed)
                    loaded += 1
                    let assessments = freshAssessments(values, model)
                    #expect(assessments.allSatisfy { ($0.risk?.probability).map { (0...1).contains($0) } ?? false })
                } catch {
                    #expect(!error.description.isEmpty && !error.hint.isEmpty)
                }
            }
        }
        #expect(loaded > 0, "a letter of a name may change")
    }

    @Test
    func `a weight that is no number is refused`() throws {
        var bytes = try model(.elman).fileBytes()
        let start = headerEnd(bytes)
        for (offset, byte) in [UInt8(0), 0, 0xC0, 0x7F].enumerated() { bytes[start + offset] = byte }
        guard case .notARiskModel? = error(bytes) else {
            Issue.record("\(String(describing: error(bytes)))")
            return
        }
    }

    @Test
    func `files of other kinds are refused as such`() throws {
        for bytes in [[], Array("hello".utf8), Array("{\"model\":1}".utf8), [UInt8](repeating: 0xFF, count: 64)] {
            guard case .unreadable? = error(bytes) else {
                Issue.record("\(bytes.prefix(8)): \(String(describing: error(bytes)))")
                continue
            }
        }
        let foreign = Safetensors.encode(tensors: try model().networks[0].tensors(), metadata: ["format": "pt"])
        guard case .notARiskModel? = error(foreign) else {
            Issue.record("\(String(describing: error(foreign)))")
            return
        }
    }

    @Test(.enabled(if: networks != nil, "the reference networks are not here; set WARDWATCH_SHARED"))
    func `safetensors files of other programs are refused, not taken for risk models`() throws {
        let folder = try #require(Self.networks)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "safetensors" }
        #expect(files.count > 3)
        for file in files {
            let error = error(Array(try Data(contentsOf: file)))
            guard case .notARiskModel? = error else {
                Issue.record("\(file.lastPathComponent): \(String(describing: error))")
                continue
            }
        }
    }

    @Test
    func `an ensemble comes back as it was, scores the mean of its networks, and has no single picture`() throws {
        var ensemble = try model(.lstm)
        let cells: [CellKind] = [.elman, .jordan]
        ensemble.networks += try cells.map { try model($0).networks[0] }
        let read = try RiskModel(fileBytes: ensemble.fileBytes())
        #expect(read.networkName == "ensemble")
        #expect(read.networks.map(\.architecture) == ensemble.networks.map(\.architecture))
        #expect(read.networks.map(\.parameters) == ensemble.networks.map(\.parameters))
        #expect(try read.fileBytes() == ensemble.fileBytes())
        let features = [Float](repeating: 0.5, count: ensemble.schema.featureCount)
        var state = read.initialState()
        let logits = [read.step(features, &state), read.step(features, &state)]
        var sums: [Float] = [0, 0]
        for network in ensemble.networks {
            var single = ensemble
            single.networks = [network]
            var state = single.initialState()
            for index in sums.indices { sums[index] += single.step(features, &state) }
        }
        for (logit, sum) in zip(logits, sums) { #expect(abs(logit - sum / 3) < 1e-6) }
        #expect(throws: NetworkError.self) { try ensemble.onnxBytes() }
    }

    @Test
    func `a model that tells units apart comes back as it was, in version 4; any other is written as before`() throws {
        var seeing = schema
        seeing.units = ["ICU", "W7"]
        let model = try model(schema: seeing)
        #expect(try RiskModel(fileBytes: model.fileBytes()).schema == seeing)
        #expect(try Safetensors.decode(model.fileBytes()).metadata["version"] == "4")
        let plain = try Safetensors.decode(try Self.plainModel().fileBytes()).metadata
        #expect(plain["version"] == "3" && plain["model"]?.contains("units") == false)
        for units in ["[\"W7\",\"W7\"]", "[\"\",\"W7\"]"] {
            let bytes = try rewritten(model, json: { $0.replacingOccurrences(of: "[\"ICU\",\"W7\"]", with: units) })
            #expect(error(bytes)?.description.contains("units are") == true)
        }
    }

    @Test
    func `a newer version is refused with both versions`() throws {
        let model = try model()
        let newer = error(try rewritten(model, metadata: ["version": "5"]))
        #expect(newer == .newerVersion(found: "5", known: "4"))
        #expect(newer?.description.contains("4") == true && newer?.hint.contains("upgrade") == true)
        #expect(error(try rewritten(model, metadata: ["version": ""])) != nil)
        #expect(error(try rewritten(model, metadata: ["version": "1"])) == nil, "files of the first version are read")
    }

    @Test(arguments: [
        ("\"includesAge\":true", "\"includesAge\":false", "15 features"),
        ("\"inputSize\":15", "\"inputSize\":14", "the network takes 14 features, the schema gives 15"),
        ("\"hiddenSize\":5", "\"hiddenSize\":6", "weight"), ("\"hiddenSize\":5", "\"hiddenSize\":-5", "hiddenSize"),
        ("\"cell\":\"lstm\"", "\"cell\":\"elman\"", "weight_ih_l0"),
        ("\"cell\":\"lstm\"", "\"cell\":\"gru\"", "weight_ih_l0"),
        ("\"cell\":\"lstm\"", "\"cell\":\"mamba\"", "mamba"),
        ("\"isBidirectional\":false", "\"isBidirectional\":true", "both directions"),
        ("\"staticSize\":0", "\"staticSize\":2", "static"),
        ("\"horizonHours\":", "\"horizonHours\":1e19,\"horizon\":", "hours"),
        ("\"scale\":", "\"scale\":1e300,\"slope\":", "calibration"),
        ("\"timeStepSeconds\":3600", "\"timeStepSeconds\":0", "timeStepSeconds"),
        ("\"timeStepSeconds\":3600", "\"timeStepSeconds\":9223372036854775807", "timeStepSeconds"),
        ("\"maximumGapSteps\":6", "\"maximumGapSteps\":0", "maximumGapSteps"),
        ("\"maximumGapSteps\":6", "\"maximumGapSteps\":4611686018427387904", "maximumGapSteps"),
        ("\"recencyHours\":8", "\"recencyHours\":-8", "recencyHours"),
        ("\"mean\":", "\"mean\":1e300,\"median\":", "mean"), ("\"deviation\":10", "\"deviation\":1e-300", "deviation"),
        ("\"knots\":[]", "\"knots\":[-1e300,0,1]", "knot"), ("\"knots\":[]", "\"knots\":[3]", "knots"),
        ("\"alertThreshold\"", "\"folds\":[1],\"alertThreshold\"", "folds"),
        ("\"alertThreshold\"", "\"strangenessLimit\":-1,\"alertThreshold\"", "strangenessLimit"),
        (
            "\"provenance\":{", "\"provenance\":{\"split\":{\"seed\":1,\"testFold\":{\"number\":1,\"count\":0}},",
            "fold 1 of 0"
        ), ("\"provenance\":{", "\"provenance\":{\"split\":{\"seed\":1,\"crossFoldCount\":0},", "crossFoldCount"),
        ("\"deviation\":10", "\"deviation\":0", "deviation"),
        ("\"id\":\"respiratoryRate\"", "\"id\":\"heartRate\"", "twice"),
        ("\"threshold\":0.3", "\"threshold\":1.3", "threshold"),
        ("\"threshold\":0.3", "\"threshold\":null", "threshold"),
        ("\"alertThreshold\":0.6", "\"alertThreshold\":-0.6", "threshold"),
        ("\"scale\":1.25", "\"scale\":0", "calibration"),
        ("\"scale\":1.25", "\"scale\":-1.25", "calibration"), ("\"schema\"", "\"scheme\"", "schema"),
        ("{", "[", "JSON"),
    ])
    func `a description that does not fit is refused with what is wrong`(
        old: String, new: String, expected: String
    ) throws {
        let bytes = try rewritten(
            try model(.lstm),
            json: { text in
                guard let range = text.range(of: old) else { return "\(old) is not in the file" }
                return text.replacingCharacters(in: range, with: new)
            })
        guard case .notARiskModel(let reason)? = error(bytes) else {
            Issue.record("\(new): \(String(describing: error(bytes)))")
            return
        }
        #expect(reason.contains(expected), "\(reason)")
        #expect(!reason.contains("is not in the file"))
    }

    @Test
    func `a network with several outputs is no risk model`() throws {
        var wide = try model(.elman)
        wide.networks[0] = RecurrentNetwork(
            architecture: try NetworkArchitecture(
                cell: .elman, inputSize: schema.featureCount, hiddenSize: 5, outputSize: 2), seed: 1)
        guard case .notARiskModel(let reason)? = error(try wide.fileBytes()) else {
            Issue.record("it was read")
            return
        }
        #expect(reason.contains("2 outputs"))
    }

    @Test
    func `tensors that are missing, foreign or too many are refused`() throws {
        let model = try model(.elman)
        let extra = Tensor(name: "embedding", shape: [1], values: [Float(1)])
        for change: ([Tensor]) -> [Tensor] in [{ Array($0.dropLast()) }, { $0 + [extra] }, { _ in [] }] {
            guard case .notARiskModel? = error(try rewritten(model, tensors: change)) else {
                Issue.record("it was read")
                continue
            }
        }
    }

    @Test
    func `calibration is Platt's, and the probability its logistic`() throws {
        let model = try model()
        // 1.25 · 1 − 0.75 = 0.5, and 1 / (1 + e^−0.5) = 0.6224593312018546.
        #expect(model.logOdds(ofLogit: 1) == 0.5)
        #expect(abs(model.probability(ofLogit: 1) - 0.622_459_331_201_854_6) < 1e-15)
        #expect(model.probability(ofLogit: .greatestFiniteMagnitude) == 1)
        #expect(model.probability(ofLogit: -.greatestFiniteMagnitude) == 0)
    }
}
