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

    @Test func `changes at once are all kept`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let names = (0..<32).map { "token\($0)" }
        try await withThrowingTaskGroup { group in
            for name in names {
                group.addTask { [path] in
                    _ = try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
                        try tokens.add(name: name, scope: .read)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try TokenFile.read(path: path).tokens.map(\.name)) == Set(names))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["tokens"])
    }

    @Test func `a file keeps its mode, and is read and changed through a link that stays one`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data().write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let link = directory.appendingPathComponent("link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        _ = try TokenFile.change(path: link) { tokens throws(AccessTokenError) in
            try tokens.add(name: "a", scope: .read)
        }
        #expect(try mode() == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
        #expect(try TokenFile.read(path: link).tokens.map(\.name) == ["a"])
        #expect(try TokenFile.read(path: path).tokens.map(\.name) == ["a"])
    }

    @Test func `a directory that is missing is named as the reason`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("none/tokens").path
        let fault = TokenFile.Fault.notWritable(path: path, reason: "No such file or directory")
        #expect(throws: fault) {
            try TokenFile.change(path: path) { tokens throws(AccessTokenError) in
                _ = try tokens.add(name: "a", scope: .read)
            }
        }
        #expect(fault.hint.contains("make the directory"))
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
        #expect(throws: TokenFile.Fault.unreadable(path: path, reason: "No such file or directory")) {
            try TokenFile.read(path: path)
        }
        #expect(throws: TokenFile.Fault.unreadable(path: directory.path, reason: "Is a directory")) {
            try TokenFile.read(path: directory.path)
        }
        try Data("nonsense\n".utf8).write(to: URL(fileURLWithPath: path))
        for mode in [0o644, 0o642, 0o641] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(throws: TokenFile.Fault.isOpen(path: path, mode: mode)) { try TokenFile.read(path: path) }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(throws: TokenFile.Fault.invalid(path: path, .invalidLine(1))) { try TokenFile.read(path: path) }
    }
}
