public import ClinicalDomain
import GRDB

/// Which entries of the quarantine are meant; every condition that is given must hold.
public struct QuarantineFilter: Sendable, Hashable {
    /// One of these numbers; nil for any.
    public var ids: [Int64]?
    /// Of this reason.
    public var reason: QuarantineEntry.Reason?
    /// Received at or after this time.
    public var since: Instant?
    /// Received before this time.
    public var before: Instant?
    /// From this sending application, device or file.
    public var source: String?
    /// In this state; nil for any.
    public var state: QuarantineListing.State?
    /// At most so many, the newest; nil for all.
    public var limit: Int?

    /// A filter of its conditions; by default what still waits.
    public init(
        ids: [Int64]? = nil, reason: QuarantineEntry.Reason? = nil, since: Instant? = nil, before: Instant? = nil,
        source: String? = nil, state: QuarantineListing.State? = .waiting, limit: Int? = 500
    ) {
        (self.ids, self.reason, self.since, self.before) = (ids, reason, since, before)
        (self.source, self.state, self.limit) = (source, state, limit)
    }

    /// The condition on `quarantine`, joined with its `message` and `source`, with ``arguments()``.
    static let condition = """
        (?1 IS NULL OR quarantine.id IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR quarantine.reason = ?2)
        AND quarantine.received >= ?3 AND (?4 IS NULL OR quarantine.received < ?4)
        AND (?5 IS NULL OR source.name = ?5) AND (?6 IS NULL OR quarantine.state = ?6)
        """

    /// The values of ``condition``, and the limit as the seventh.
    func arguments() throws -> StatementArguments {
        [
            try ids.map(JSONText.encode), reason?.rawValue, since?.millisecondsSince1970 ?? .min,
            before?.millisecondsSince1970, source, state?.rawValue, limit ?? -1,
        ]
    }
}
