internal import Crypto
public import Foundation
public import Scoring
public import Store

/// The directory with the files of the models that were trained here.
public struct ModelDirectory: Sendable {
    /// Where it is.
    public let url: URL

    /// A directory; it is made when the first model is written.
    public init(url: URL) { self.url = url }

    /// The directory of a configuration: as set, else `models` beside the database.
    public init(_ configuration: WardwatchConfiguration) {
        url =
            configuration.modelsDirectory.isEmpty
            ? URL(fileURLWithPath: configuration.databasePath).deletingLastPathComponent()
                .appendingPathComponent("models")
            : URL(fileURLWithPath: configuration.modelsDirectory)
    }

    /// Writes a model's file whole or not at all, and says where it lies and what its SHA-256 is.
    ///
    /// - Throws: ``ModelFileError/unusableName(name:)``, or what writing a file throws.
    public func write(_ model: RiskModel) throws -> (file: String, sha256: [UInt8]) {
        // The name becomes a directory, and may come from a file that somebody sent.
        let isPlain = model.name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, !model.name.hasPrefix("."), (1...100).contains(model.name.count) else {
            throw ModelFileError.unusableName(name: model.name)
        }
        let bytes = Data(try model.fileBytes())
        let file = "\(model.name)/model.safetensors"
        let target = url.appendingPathComponent(file)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o750])
        try bytes.write(to: target, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target.path)
        return (file, Array(SHA256.hash(data: bytes)))
    }

    /// Reads a registered model and checks it against its SHA-256.
    ///
    /// - Throws: ``ModelFileError`` or `RiskModelError`.
    public func load(_ entry: ModelEntry) throws -> RiskModel {
        let path = url.appendingPathComponent(entry.file).path
        let bytes = try Self.read(path)
        guard Array(SHA256.hash(data: bytes)) == entry.sha256 else { throw ModelFileError.altered(path: path) }
        return try RiskModel(fileBytes: Array(bytes))
    }

    /// Reads a model file that need not be registered.
    ///
    /// - Throws: ``ModelFileError`` or `RiskModelError`.
    public static func load(path: String) throws -> RiskModel { try RiskModel(fileBytes: Array(try read(path))) }

    private static func read(_ path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else { throw ModelFileError.missing(path: path) }
        return data
    }
}

/// Why a model's file cannot be used before it is even read.
public enum ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not there, or not readable.
    case missing(path: String)
    /// It is not the file that was registered.
    case altered(path: String)
    /// Its name cannot be that of a directory.
    case unusableName(name: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .missing(let path): "the model file \(path) is missing or not readable"
        case .altered(let path): "the model file \(path) differs from the one that was registered (SHA-256)"
        case .unusableName(let name): "the model is named \(name.debugDescription)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .missing: "restore it from a backup, or promote another model: `wardwatch models list`"
        case .unusableName: "a name has 1 to 100 letters, digits, points and hyphens, and does not begin with a point"
        case .altered: "it was cut off or changed; restore it, or promote another model: `wardwatch models list`"
        }
    }
}
