import ClinicalDomain
import Foundation
import Ingest

/// A directory of its own that vanishes with the test.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ content: some DataProtocol) throws -> String {
        try Data(content).write(to: url.appendingPathComponent(name))
        return path(name)
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// The names in a sub-directory, in order.
    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }
}

/// Keeps what is appended; fails for as many calls as it is told to.
actor RecordingSink: DeliverySink {
    struct Refusal: Error {}

    private(set) var pieces: [[Delivery]] = []
    private var identities: Set<[UInt8]> = []
    private var failures: Int

    init(failures: Int = 0) { self.failures = failures }

    var deliveries: [Delivery] { pieces.flatMap { $0 } }

    func append(_ deliveries: [Delivery]) throws -> [DeliveryReceipt] {
        if failures > 0 {
            failures -= 1
            throw Refusal()
        }
        pieces.append(deliveries)
        return deliveries.map {
            let isNew = identities.insert($0.message.identity).inserted
            return DeliveryReceipt(isRepetition: !isNew, observations: isNew ? $0.observations.count : 0)
        }
    }
}

/// 2026-01-01T00:00:00Z plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

/// A line of NDJSON with a heart rate of a patient.
func line(_ patient: String, _ value: Int = 80) -> String {
    """
    {"patient":"\(patient)","code":"8867-4","value":\(value),"unit":"/min","effective":"2026-01-01T02:00:00Z"}
    """
}

/// A clock that stands at nine.
let nine: @Sendable () -> Instant = { hour(9) }

/// Files that were made without this project's code, outside the repository.
///
/// They lie in the folder named by `WARDWATCH_SHARED`, or in `shared` beside the package.
enum SharedOracles {
    private static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] { return URL(fileURLWithPath: path) }
        // Tests/IngestTests/Files/FilesTestSupport.swift → the package root → its neighbour
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    static func path(_ name: String) -> String { root.appendingPathComponent("oracles/\(name)").path }

    static let areThere = FileManager.default.fileExists(atPath: path("hl7/MANIFEST.json"))
}

/// What a reader gave for a file.
struct ReadFile {
    var pieces: [[Delivery]] = []
    var content = FileContent()

    var deliveries: [Delivery] { pieces.flatMap { $0 } }
    var observations: [Observation] { deliveries.flatMap(\.observations) }
    /// Reasons with their places.
    var quarantine: [String] { deliveries.flatMap(\.quarantine).map { "\($0.reason.rawValue) \($0.place)" } }

    init(_ format: FileFormat, path: String, settings: FileSettings = FileSettings()) async throws {
        let sink = RecordingSink()
        content = try await FileDeliveries(format: format, settings: settings).forEachPiece(path: path, now: nine) {
            _ = try await sink.append($0)
        }
        pieces = await sink.pieces
    }
}
