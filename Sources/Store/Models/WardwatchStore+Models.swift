import ClinicalDomain
import Foundation
import GRDB

extension WardwatchStore {
    /// The models of an outcome, or all, by outcome and newest training first.
    public func models(outcome: String? = nil) async throws(StoreError) -> [ModelEntry] {
        try await read { database in
            let sql = """
                SELECT \(ModelEntry.columns) FROM model WHERE ?1 IS NULL OR outcome = ?1
                ORDER BY outcome, trained DESC, name
                """
            return try Row.fetchAll(database, sql: sql, arguments: [outcome]).map { try ModelEntry($0) }
        }
    }

    /// The model of that name; nil when there is none.
    public func model(named name: String) async throws(StoreError) -> ModelEntry? {
        try await read { try ModelEntry.fetch(name, $0) }
    }

    /// The model in use for an outcome; nil when there is none.
    public func activeModel(outcome: String) async throws(StoreError) -> ModelEntry? {
        try await read { database in
            let sql = "SELECT \(ModelEntry.columns) FROM model WHERE outcome = ? AND state = 'active'"
            return try Row.fetchOne(database, sql: sql, arguments: [outcome]).map { try ModelEntry($0) }
        }
    }

    /// Adds a model as a candidate; its ``ModelEntry/state`` and ``ModelEntry/promoted`` are not read.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - actor: whom the audit trail names.
    ///   - reason: why it is put to use in the same transaction; nil where it is not.
    /// - Throws: ``StoreError/modelExists(name:)``, ``StoreError/unknownModel(name:)`` for a parent that is not
    ///   registered.
    public func registerModel(
        _ model: ModelEntry, by actor: String, promotedBecause reason: String? = nil
    ) async throws(StoreError) {
        let now = now()
        try await write { database in
            if try ModelEntry.fetch(model.name, database) != nil { throw StoreError.modelExists(name: model.name) }
            if let parent = model.parent, try ModelEntry.fetch(parent, database) == nil {
                throw StoreError.unknownModel(name: parent)
            }
            try database.execute(
                sql: """
                    INSERT INTO model (name, outcome, network, file, sha256, trained, seed, parent, metrics,
                        isFromElsewhere, state, reason)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'candidate', ?)
                    """,
                arguments: [
                    model.name, model.outcome, model.network, model.file, Data(model.sha256),
                    model.trained.millisecondsSince1970, Int64(bitPattern: model.seed), model.parent, model.metrics,
                    model.isFromElsewhere,
                    model.reason,
                ])
            try AuditChain.append(
                database, at: now, actor: actor, action: "model.register", subject: "model/\(model.name)",
                detail: try JSONText.encode(["outcome": model.outcome, "reason": model.reason]))
            if let reason { try database.promote(model, reason: reason, at: now, by: actor) }
        }
    }

    /// Puts a model to use; the one in use until now retires.
    ///
    /// Promoting the active model changes nothing.
    ///
    /// - Throws: ``StoreError/unknownModel(name:)``.
    public func promote(name: String, reason: String, by actor: String) async throws(StoreError) {
        _ = try await promote(name: name, unlessChangedFrom: nil, reason: reason, by: actor)
    }

    /// Puts a model to use unless another one than expected is in use by now, or none.
    ///
    /// - Parameter champion: the model that should be in use; nil for any or none.
    /// - Returns: whether the model is in use.
    /// - Throws: ``StoreError/unknownModel(name:)``.
    public func promote(
        name: String, unlessChangedFrom champion: String?, reason: String, by actor: String
    ) async throws(StoreError) -> Bool {
        let now = now()
        return try await write { database in
            guard let model = try ModelEntry.fetch(name, database) else { throw StoreError.unknownModel(name: name) }
            if model.state == .active { return true }
            let sql = "SELECT name FROM model WHERE outcome = ? AND state = 'active'"
            if let champion, try String.fetchOne(database, sql: sql, arguments: [model.outcome]) != champion {
                return false
            }
            try database.promote(model, reason: reason, at: now, by: actor)
            return true
        }
    }

    /// Takes a candidate, or the model in use, out of use; the outcome is then without a model.
    ///
    /// - Throws: ``StoreError/unknownModel(name:)``.
    public func retire(name: String, reason: String, by actor: String) async throws(StoreError) {
        let now = now()
        try await write { database in
            guard let model = try ModelEntry.fetch(name, database) else { throw StoreError.unknownModel(name: name) }
            if model.state == .retired { return }
            try database.execute(
                sql: "UPDATE model SET state = 'retired', reason = ? WHERE name = ?", arguments: [reason, name])
            try AuditChain.append(
                database, at: now, actor: actor, action: "model.retire", subject: "model/\(name)",
                detail: try JSONText.encode(["reason": reason]))
        }
    }

    /// Puts back the model that was in use before the present one, which retires.
    ///
    /// Rolling back again goes one promotion further into the past; what was rolled back is not gone back to.
    ///
    /// - Returns: the model that is in use now.
    /// - Throws: ``StoreError/nothingToRollBack(outcome:)``; the present model stays in use.
    @discardableResult
    public func rollback(
        outcome: String, reason: String, by actor: String
    ) async throws(StoreError) -> ModelEntry {
        let now = now()
        return try await write { database in
            let sql = """
                SELECT name FROM model WHERE outcome = ?1 AND state = 'retired' AND activation < coalesce(
                    (SELECT activation FROM model WHERE outcome = ?1 AND state = 'active'), 9223372036854775807)
                ORDER BY activation DESC LIMIT 1
                """
            guard let name = try String.fetchOne(database, sql: sql, arguments: [outcome]) else {
                throw StoreError.nothingToRollBack(outcome: outcome)
            }
            let previous = try database.retireActiveModel(outcome: outcome, reason: "rolled back: \(reason)")
            if let previous {
                try database.execute(sql: "UPDATE model SET activation = NULL WHERE name = ?", arguments: [previous])
            }
            // It keeps its place in the order of promotions, so that the next rollback goes further back.
            try database.execute(
                sql: "UPDATE model SET state = 'active', reason = ? WHERE name = ?",
                arguments: ["put back: \(reason)", name])
            try AuditChain.append(
                database, at: now, actor: actor, action: "model.rollback", subject: "model/\(name)",
                detail: try JSONText.encode(["replaces": previous ?? "", "reason": reason]))
            guard let model = try ModelEntry.fetch(name, database) else { throw StoreError.unknownModel(name: name) }
            return model
        }
    }
}

extension Database {
    /// Puts a model to use that is not; the one in use until now retires.
    fileprivate func promote(_ model: ModelEntry, reason: String, at now: Instant, by actor: String) throws {
        let previous = try retireActiveModel(outcome: model.outcome, reason: "replaced by \(model.name)")
        try execute(
            sql: """
                UPDATE model SET state = 'active', reason = ?, promoted = ?,
                    activation = (SELECT coalesce(max(activation), 0) + 1 FROM model) WHERE name = ?
                """, arguments: [reason, now.millisecondsSince1970, model.name])
        try AuditChain.append(
            self, at: now, actor: actor, action: "model.promote", subject: "model/\(model.name)",
            detail: try JSONText.encode(["replaces": previous ?? "", "reason": reason]))
    }

    /// Retires the model in use for an outcome and returns its name; nil when there was none.
    fileprivate func retireActiveModel(outcome: String, reason: String) throws -> String? {
        let sql = "UPDATE model SET state = 'retired', reason = ? WHERE outcome = ? AND state = 'active' RETURNING name"
        return try String.fetchOne(self, sql: sql, arguments: [reason, outcome])
    }
}
