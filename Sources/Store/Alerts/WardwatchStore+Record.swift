public import ClinicalDomain

extension WardwatchStore {
    /// Stores assessments, raises and clears alerts with their evidence and audit rows, all in one transaction.
    ///
    /// A step that was scored before by the same model is overwritten, and its revision grows if anything changed.
    /// Raising for a reason that is in force already, or clearing what is cleared already, changes nothing: a
    /// decision that is repeated after a crash does no harm. Nothing is raised for a stay that was cancelled meanwhile or
    /// turned out to be another one. An alert is never cleared before it was raised: such a
    /// time becomes that of the raise.
    ///
    /// - Parameters:
    ///   - results: one record for each stay.
    ///   - actor: whom the audit trail names.
    /// - Returns: the alerts that were raised or cleared, as they stand now, in the order of the decisions.
    /// - Throws: ``StoreError/unknownAlert(id:)`` for clearing an alert that never was; nothing was stored.
    @discardableResult
    public func record(
        _ results: [AssessmentRecord], actor: String = "wardwatchd"
    ) async throws(StoreError) -> [Alert] {
        let at = now()
        return try await write { database in
            let writer = try AssessmentWriter(database: database, now: at, actor: actor)
            return try results.flatMap { try writer.record($0) }
        }
    }
}
