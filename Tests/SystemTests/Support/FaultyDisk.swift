import Foundation
import Testing

/// A disk that fails where a test wants it, between a process and its files; see `Tests/FaultyDisk/FaultyDisk.c`.
struct FaultyDisk: Sendable {
    /// How a process ends before an operation.
    enum End: Int64, CaseIterable {
        /// At once; what it wrote stays.
        case killed
        /// The first half of its last write is done.
        case torn
        /// The machine loses power: what no fsync has promised is gone.
        case powerLost
        /// The same, but some sectors of it were written.
        case powerLostInPart
    }

    /// What is counted.
    enum Operation: Int64 {
        case write = 1
        case sync, truncate, rename, unlink
    }

    /// The fields of the control file, each of eight bytes.
    private enum Field: UInt64, CaseIterable {
        case operations, fatalOperation, end, error, clockShift, ignoresSync, countsOnly, endedAt, endedIn
    }

    /// Whether the library can be made: a C compiler, and a loader that preloads.
    static let isAvailable = compiler != nil && FileManager.default.fileExists(atPath: "/proc/self/fd")
    private static let compiler = Executables.find("clang") ?? Executables.find("cc")
    private static let library = Task<String, any Error> {
        let source = Executables.packageRoot.appendingPathComponent("Tests/FaultyDisk/FaultyDisk.c").path
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("FaultyDisk-\(getpid()).so").path
        atexit {
            let directory = FileManager.default.temporaryDirectory
            try? FileManager.default.removeItem(at: directory.appendingPathComponent("FaultyDisk-\(getpid()).so"))
        }
        let name = URL(fileURLWithPath: try #require(compiler)).lastPathComponent
        _ = try await runTool(name, ["-shared", "-fPIC", "-O2", "-o", path, source])
        return path
    }

    private let control: String
    /// What preloads it into a process.
    let environment: [String: String]

    /// A disk below the directory of a workspace that works as it should.
    init(in workspace: Workspace) async throws {
        control = workspace.path("faulty-disk")
        try Data(count: Field.allCases.count * 8).write(to: URL(fileURLWithPath: control))
        environment = [
            "LD_PRELOAD": try await Self.library.value, "FAULTY_DISK_CONTROL": control,
            "FAULTY_DISK_DIRECTORY": workspace.directory.path,
        ]
    }

    /// The process ends before an operation.
    ///
    /// - Parameters:
    ///   - number: counted from now on.
    ///   - kind: what is counted; nil: every operation.
    func end(before number: Int, of kind: Operation? = nil, _ end: End) throws {
        try set(.fatalOperation, 0)
        for (field, value) in [
            (Field.operations, 0), (.endedAt, 0), (.end, end.rawValue), (.countsOnly, kind?.rawValue ?? 0),
            (.fatalOperation, Int64(number)),
        ] {
            try set(field, value)
        }
    }

    /// Counts from now on, without an end.
    func count(_ kind: Operation? = nil) throws { try end(before: 0, of: kind, .killed) }

    /// Every operation fails with an error of `errno`; none does with 0.
    func refuse(with error: Int32) throws { try set(.error, Int64(error)) }

    /// The clock is wrong by so many seconds.
    func shiftClock(by seconds: Int) throws { try set(.clockShift, Int64(seconds)) }

    /// fsync promises what it does not keep.
    func ignoreSync() throws { try set(.ignoresSync, 1) }

    /// How many operations were counted.
    var operations: Int { get throws { Int(try get(.operations)) } }

    /// The operation before which the process ended, and on what kind of file; nil when it did not.
    var ending: Ending? {
        get throws {
            guard let operation = Operation(rawValue: try get(.endedAt)) else { return nil }
            return Ending(operation: operation, file: Character(UnicodeScalar(UInt8(clamping: try get(.endedIn)))))
        }
    }

    /// Where a process ended.
    struct Ending: Hashable, CustomStringConvertible {
        let operation: Operation
        /// `d` a database, `w` its log, `j` a journal, `m` a model, `o` another file.
        let file: Character
        var description: String { "\(operation) \(file)" }
    }

    private func set(_ field: Field, _ value: Int64) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: control))
        defer { try? file.close() }
        try file.seek(toOffset: field.rawValue * 8)
        try file.write(contentsOf: withUnsafeBytes(of: value) { Data($0) })
    }

    private func get(_ field: Field) throws -> Int64 {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: control))
        defer { try? file.close() }
        try file.seek(toOffset: field.rawValue * 8)
        let bytes = try #require(try file.read(upToCount: 8))
        return bytes.reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
}
