public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// When the message came in that waits longest for its stay to be assessed; nil when none waits.
    ///
    /// Of each stay the newest message counts, and only stays that are open and have values since a time.
    public func waitingSince(inStaysSince since: Instant?) async throws(StoreError) -> Instant? {
        try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(message.received) FROM encounter INDEXED BY encounterUnassessed
                    JOIN message ON message.id = encounter.changedBy
                    WHERE encounter.state = 'begun' AND encounter.changedBy > encounter.assessedThrough
                        AND encounter.discharged IS NULL AND encounter.lastEffective >= ?
                    """, arguments: [since?.millisecondsSince1970 ?? .min]
            ).map(Instant.init(millisecondsSince1970:))
        }
    }
}
