import Daemon
import Foundation
import Testing
import Web

struct TokenFileTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-tokens-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private var path: String { directory.appendingPathComponent("tokens").path }

    private func mode() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue & 0o777
    }

    @Test func `a file is made for its owner and group, changed, and read`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let secret = try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
            try tokens.add(name: "a", scope: .read)
        }
        #expect(try mode() == 0o640)
        _ = try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
            try tokens.add(name: "b", scope: .write)
        }
        #expect(try TokenFile.read(path: path).tokens.map(\.name) == ["a", "b"])
        #expect(!String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self).contains(secret))
        try TokenFile.change(path: path) { tokens throws(AccessTokenError) in try tokens.remove(name: "a") }
        #expect(try TokenFile.read(path: path).tokens.map(\.name) == ["b"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["tokens"])
    }

    @Test func `a change that fails leaves the file as it was`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        _ = try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
            try tokens.add(name: "a", scope: .read)
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: TokenFile.Fault.invalid(path: path, .nameTaken("a"))) {
            try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
                try tokens.add(name: "a", scope: .admin)
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func `a file that is missing, open to everybody or no list of tokens is refused`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(throws: TokenFile.Fault.unreadable(path: path)) { try TokenFile.read(path: path) }
        try Data("nonsense\n".utf8).write(to: URL(fileURLWithPath: path))
        for mode in [0o644, 0o642, 0o641] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(throws: TokenFile.Fault.isOpen(path: path, mode: mode)) { try TokenFile.read(path: path) }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(throws: TokenFile.Fault.invalid(path: path, .invalidLine(1))) { try TokenFile.read(path: path) }
    }
}
