import ClinicalDomain
import GRDB

/// Numbers of the names that repeat in millions of rows: sources, codes, channels.
///
/// A value type on purpose: a transaction works on a copy, and only a committed transaction hands its copy back, so a
/// number that was rolled back is never remembered. Rows of these tables are only ever added, so a number once
/// committed stays right, whichever process wrote it.
struct InternedNames: Sendable {
    private(set) var sources: [String: Int64] = [:]
    private(set) var codes: [String: Int64] = [:]
    private(set) var channelNumbers: [ChannelID: Int64] = [:]

    /// Adds what another copy learned.
    mutating func merge(_ other: InternedNames) {
        sources.merge(other.sources) { $1 }
        codes.merge(other.codes) { $1 }
        channelNumbers.merge(other.channelNumbers) { $1 }
    }

    mutating func source(_ name: String, _ database: Database) throws -> Int64 {
        if let id = sources[name] { return id }
        let id = try InternedNames.number(
            of: name, select: "SELECT id FROM source WHERE name = ?",
            insert: "INSERT INTO source (name) VALUES (?)", database)
        sources[name] = id
        return id
    }

    mutating func code(_ text: String, _ database: Database) throws -> Int64 {
        if let id = codes[text] { return id }
        let id = try InternedNames.number(
            of: text, select: "SELECT id FROM code WHERE text = ?", insert: "INSERT INTO code (text) VALUES (?)",
            database)
        codes[text] = id
        return id
    }

    /// The number of a channel, after comparing its stored unit with the table's.
    ///
    /// - Throws: ``StoreError/unitChanged(channel:stored:expected:)``: values of two units under one name would be
    ///   compared with each other silently.
    mutating func channel(_ channel: Channel, _ database: Database) throws -> Int64 {
        if let id = channelNumbers[channel.id] { return id }
        let name = channel.id.rawValue
        let id: Int64
        if let row = try Row.fetchOne(database, sql: "SELECT id, unit FROM channel WHERE name = ?", arguments: [name]) {
            let unit: String = row[1]
            guard unit == channel.unit else {
                throw StoreError.unitChanged(channel: name, stored: unit, expected: channel.unit)
            }
            id = row[0]
        } else {
            try database.execute(
                sql: "INSERT INTO channel (name, unit) VALUES (?, ?)", arguments: [name, channel.unit])
            id = database.lastInsertedRowID
        }
        channelNumbers[channel.id] = id
        return id
    }

    private static func number(
        of name: String, select: String, insert: String, _ database: Database
    ) throws -> Int64 {
        if let id = try Int64.fetchOne(database, sql: select, arguments: [name]) { return id }
        try database.execute(sql: insert, arguments: [name])
        return database.lastInsertedRowID
    }
}
