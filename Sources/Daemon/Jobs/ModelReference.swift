public import Scoring
public import Store

/// Finds the model that a person means.
public struct ModelReference: Sendable {
    private let store: WardwatchStore
    private let directory: ModelDirectory

    /// References into a store and its directory of models.
    public init(store: WardwatchStore, directory: ModelDirectory) { (self.store, self.directory) = (store, directory) }

    /// The registered model of a name, of a name without its number (`sepsis-lstm`), or of a network (`lstm`): the
    /// newest of several.
    ///
    /// Without a name, the one promoted last, or else the one trained last.
    ///
    /// - Throws: ``ModelReferenceError``.
    public func entry(_ name: String?) async throws -> ModelEntry {
        let entries = try await store.models()
        guard !entries.isEmpty else { throw ModelReferenceError.noModels }
        guard let name else {
            let active = entries.filter { $0.state == .active }.max {
                ($0.promoted ?? $0.trained) < ($1.promoted ?? $1.trained)
            }
            guard let entry = active ?? entries.max(by: { $0.trained < $1.trained }) else {
                throw ModelReferenceError.noModels
            }
            return entry
        }
        if let exact = entries.first(where: { $0.name == name }) { return exact }
        let matches = entries.filter { entry in
            entry.network == name || entry.name.split(separator: "-").dropLast().joined(separator: "-") == name
        }
        guard let newest = matches.max(by: { $0.trained < $1.trained }) else {
            let names = entries.flatMap { [$0.name, $0.network] }
            let nearest = EditDistance.nearest(to: name, among: names)
            throw ModelReferenceError.unknown(name: name, nearest: nearest)
        }
        return newest
    }

    /// The model that ``entry(_:)`` finds, or that of a `.safetensors` file.
    public func model(_ name: String?) async throws -> RiskModel {
        if let name, name.hasSuffix(".safetensors") { return try ModelDirectory.load(path: name) }
        return try directory.load(try await entry(name))
    }
}

/// Why no model was found.
public enum ModelReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is registered.
    case noModels
    /// Nothing of that name is registered.
    case unknown(name: String, nearest: String?)

    /// What is wrong.
    public var description: String {
        switch self {
        case .noModels: "no model has been trained yet"
        case .unknown(let name, _): "there is no model \"\(name)\""
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .noModels: "train one with `wardwatch retrain`"
        case .unknown(_, let nearest): (nearest.map { "did you mean '\($0)'? " } ?? "") + "`wardwatch models list`"
        }
    }
}
