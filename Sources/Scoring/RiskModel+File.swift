internal import ClinicalDomain
internal import Foundation
internal import RecurrentNetworks

/// Why the bytes of a model file cannot be used.
public enum RiskModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are not a safetensors file, or one that is damaged.
    case unreadable(reason: String)
    /// It is a safetensors file without the description of a risk model, or one that does not fit its tensors.
    case notARiskModel(reason: String)
    /// The file was written by a later version.
    case newerVersion(found: String, known: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .unreadable(let reason): "the model file is damaged or not a safetensors file: \(reason)"
        case .notARiskModel(let reason): "the file is not a Wardwatch risk model: \(reason)"
        case .newerVersion(let found, let known):
            "the model file has version \(found), this program reads version \(known)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .unreadable: "copy the file again or retrain; `wardwatch models list` names the others"
        case .notARiskModel: "give a model.safetensors written by `wardwatch retrain`"
        case .newerVersion: "upgrade Wardwatch, or use a model trained by this version"
        }
    }
}

extension RiskModel {
    /// The newest version of the model file.
    ///
    /// Version 2 may hold several networks and says how the patients were dealt; version 3 may be calibrated by a curve and
    /// may have no opinion; version 4 tells units apart, and is written for models that do. Older ones are read too.
    public static let fileVersion = "4"

    /// An ``OutcomeDefinition`` whose events stand in a fixed order: a set has another one in every process.
    private struct Outcome: Codable {
        var name: String
        var events: [String]
        var horizonHours: Double?
        var graceHours: Double

        init(_ outcome: OutcomeDefinition) {
            (name, events) = (outcome.name, outcome.events.sorted())
            (horizonHours, graceHours) = (outcome.horizonHours, outcome.graceHours)
        }

        var definition: OutcomeDefinition {
            OutcomeDefinition(name: name, events: Set(events), horizonHours: horizonHours, graceHours: graceHours)
        }
    }

    private struct Description: Codable {
        var name: String
        var outcome: Outcome
        var schema: SequenceSchema
        /// Of the only network, or of the first of an ensemble.
        var architecture: NetworkArchitecture
        /// Of the others of an ensemble.
        var furtherArchitectures: [NetworkArchitecture]?
        var calibration: Calibration
        var threshold: Double
        var alertThreshold: Double
        var strangenessLimit: Double?
        var folds: [Int]?
        var provenance: Provenance
    }

    /// The model as the bytes of a safetensors file: the tensors in PyTorch's layout, the rest as JSON in the metadata.
    ///
    /// The tensors of the second and later networks of an ensemble have `network1.`, `network2.` and so on in front of
    /// their names. The same model always gives the same bytes.
    public func fileBytes() throws -> [UInt8] {
        let tensors = networks.enumerated().flatMap { index, network in
            network.tensors().map { tensor in
                Tensor(
                    name: Self.prefix(index) + tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
            }
        }
        return Safetensors.encode(tensors: tensors, metadata: try metadata())
    }

    private static func prefix(_ index: Int) -> String { index == 0 ? "" : "network\(index)." }

    /// The model as the bytes of an ONNX file, for other programs; what they have to know is in `metadata_props`.
    ///
    /// The input `x` is the features of the schema, the output `probability` the calibrated risk of every step. See
    /// `ONNX` for the rest of the graph. The texts are those of the safetensors file, and the same model always gives
    /// the same bytes.
    /// - Throws: `NetworkError` for a network that is too large for the format, and for an ensemble.
    public func onnxBytes() throws -> [UInt8] {
        guard calibration.curve == nil else {
            throw NetworkError.invalidArchitecture(reason: "a model calibrated by a curve cannot be written as ONNX")
        }
        return try ONNX.encode(
            try onlyNetwork(to: "be written as ONNX"),
            calibration: (scale: calibration.scale, offset: calibration.offset), metadata: try metadata())
    }

    /// The network of a model that has one.
    ///
    /// - Throws: `NetworkError` for an ensemble.
    func onlyNetwork(to purpose: String) throws(NetworkError) -> RecurrentNetwork<Float> {
        guard networks.count == 1 else {
            throw .invalidArchitecture(
                reason: "an ensemble of \(networks.count) networks cannot \(purpose); take one of those it is made of")
        }
        return networks[0]
    }

    /// What a file says beside the weights; the same for the same model.
    private func metadata() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let description = try encoder.encode(
            Description(
                name: name, outcome: Outcome(outcome), schema: schema, architecture: networks[0].architecture,
                furtherArchitectures: networks.count == 1 ? nil : networks.dropFirst().map(\.architecture),
                calibration: calibration, threshold: threshold, alertThreshold: alertThreshold,
                strangenessLimit: strangenessLimit, folds: folds, provenance: provenance))
        return [
            "format": "wardwatch-risk-model", "version": schema.units.isEmpty ? "3" : Self.fileVersion,
            "model": String(decoding: description, as: UTF8.self),
        ]
    }

    /// Reads the bytes of a model file.
    ///
    /// - Throws: ``RiskModelError``; bytes that are cut off, altered in their layout or foreign never get through.
    public init(fileBytes bytes: [UInt8]) throws(RiskModelError) {
        let tensors: [Tensor]
        let metadata: [String: String]
        do {
            (tensors, metadata) = try Safetensors.decode(bytes)
        } catch {
            throw .unreadable(reason: "\(error)")
        }
        guard metadata["format"] == "wardwatch-risk-model", let json = metadata["model"] else {
            throw .notARiskModel(reason: "its metadata lacks format = wardwatch-risk-model")
        }
        guard let version = metadata["version"], ["1", "2", "3", Self.fileVersion].contains(version) else {
            throw .newerVersion(found: metadata["version"] ?? "none", known: Self.fileVersion)
        }
        do {
            let description = try JSONDecoder().decode(Description.self, from: Data(json.utf8))
            if let fault = description.schema.fault { throw RiskModelError.notARiskModel(reason: fault) }
            let architectures = [description.architecture] + (description.furtherArchitectures ?? [])
            guard architectures.count <= Self.maximumNetworks else {
                throw RiskModelError.notARiskModel(
                    reason: "it has \(architectures.count) networks, at most \(Self.maximumNetworks) are read")
            }
            for architecture in architectures { try Self.check(architecture, description.schema) }
            let networks = try Self.networks(architectures, tensors)
            for threshold in [description.threshold, description.alertThreshold] where !(0...1).contains(threshold) {
                throw RiskModelError.notARiskModel(reason: "a threshold is \(threshold), must be from 0 to 1")
            }
            if let fault = description.calibration.fault { throw RiskModelError.notARiskModel(reason: fault) }
            if let folds = description.folds {
                let count = description.provenance.split?.crossFoldCount ?? 0
                guard folds.count == architectures.count, folds.allSatisfy({ $0 >= 1 && $0 <= count }) else {
                    throw RiskModelError.notARiskModel(
                        reason: "folds are \(folds.prefix(4)) for \(architectures.count) networks and \(count) folds")
                }
            }
            if let limit = description.strangenessLimit, !(limit >= 0) {
                throw RiskModelError.notARiskModel(reason: "strangenessLimit is \(limit), must not be negative")
            }
            let hours = [description.outcome.horizonHours ?? 0, description.outcome.graceHours]
            for hours in hours where !(0...1e6).contains(hours) {
                throw RiskModelError.notARiskModel(
                    reason: "the outcome lies \(hours) hours ahead, must be from 0 to a million")
            }
            self.init(
                name: description.name, outcome: description.outcome.definition, schema: description.schema,
                networks: networks, calibration: description.calibration, threshold: description.threshold,
                alertThreshold: description.alertThreshold, strangenessLimit: description.strangenessLimit,
                provenance: description.provenance)
            self.folds = description.folds
        } catch let error as RiskModelError {
            throw error
        } catch {
            throw .notARiskModel(reason: "\(error)")
        }
    }

    /// Networks of an ensemble that are read; a file that states more is no model.
    private static let maximumNetworks = 256

    private static func check(_ architecture: NetworkArchitecture, _ schema: SequenceSchema) throws(RiskModelError) {
        // Both would need what is not known while a patient is scored.
        guard !architecture.isBidirectional, architecture.staticSize == 0 else {
            throw .notARiskModel(
                reason: "the network reads the sequence in both directions or takes static inputs; "
                    + "a risk at the present moment can use neither")
        }
        guard architecture.inputSize == schema.featureCount else {
            throw .notARiskModel(
                reason: "the network takes \(architecture.inputSize) features, the schema gives \(schema.featureCount)")
        }
        guard architecture.outputSize == 1 else {
            throw .notARiskModel(reason: "the network has \(architecture.outputSize) outputs, a risk is one")
        }
    }

    private static func networks(
        _ architectures: [NetworkArchitecture], _ tensors: [Tensor]
    ) throws -> [RecurrentNetwork<Float>] {
        var own = [[Tensor]](repeating: [], count: architectures.count)
        for tensor in tensors {
            let index = architectures.indices.dropFirst().last { tensor.name.hasPrefix(prefix($0)) } ?? 0
            own[index].append(
                Tensor(
                    name: String(tensor.name.dropFirst(prefix(index).count)), type: tensor.type, shape: tensor.shape,
                    bytes: tensor.bytes))
        }
        return try zip(architectures, own).map { try RecurrentNetwork<Float>(architecture: $0, tensors: $1) }
    }
}
