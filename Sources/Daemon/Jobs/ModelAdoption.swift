internal import ClinicalDomain
internal import Foundation
internal import Scoring
public import Store

/// Registers models that were trained elsewhere.
public struct ModelAdoption: Sendable {
    private let store: WardwatchStore
    private let directory: ModelDirectory

    /// Adoption into a store and its directory of models.
    public init(store: WardwatchStore, directory: ModelDirectory) { (self.store, self.directory) = (store, directory) }

    /// Copies a model's file beside the others and registers it as a candidate.
    ///
    /// - Parameters:
    ///   - path: the file, or a directory with `model.safetensors`.
    ///   - actor: whom the audit trail names.
    ///   - reason: why it is put into use as well, in one step; nil where it is not.
    /// - Throws: ``ModelFileError``, `RiskModelError`, or `StoreError` for a name that is taken.
    public func adopt(
        path: String, by actor: String, promotedBecause reason: String? = nil
    ) async throws -> ModelEntry {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        let file = exists && isDirectory.boolValue ? "\(path)/model.safetensors" : path
        let model = try ModelDirectory.load(path: file)
        if try await store.model(named: model.name) != nil { throw StoreError.modelExists(name: model.name) }
        let (name, sha256) = try directory.write(model)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let entry = ModelEntry(
            name: model.name, outcome: model.outcome.name, network: model.networkName, file: name, sha256: sha256,
            trained: model.provenance.trained, seed: model.provenance.seed,
            metrics: String(decoding: try encoder.encode(model.provenance.metrics), as: UTF8.self),
            isFromElsewhere: true, reason: "trained elsewhere")
        try await store.registerModel(entry, by: actor, promotedBecause: reason)
        return entry
    }

    /// Puts a shipped model into use where no model is registered at all: a new installation has one from its first
    /// minute.
    ///
    /// - Returns: its name; nil where there is nothing to do, or no such file.
    public func adoptShipped(path: String) async throws -> String? {
        guard !path.isEmpty, FileManager.default.fileExists(atPath: path), try await store.models().isEmpty else {
            return nil
        }
        // In one step: a daemon that was killed between two would find it registered, and never put it into use.
        return try await adopt(
            path: path, by: "wardwatchd", promotedBecause: "shipped, and none was in use"
        ).name
    }
}
