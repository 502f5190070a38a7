public import ClinicalDomain
import GRDB

extension WardwatchStore {
    /// The marks of the open stays that still get values, by number of the stay.
    ///
    /// A walk along an index, some milliseconds for thousands of stays.
    ///
    /// - Parameter hours: stays without a value for so long before the newest of all are left out: nobody said that
    ///   they ended.
    public func stayMarks(activeWithinHours hours: Double) async throws(StoreError) -> [StayMark] {
        try await read { database in
            let statement = try database.cachedStatement(sql: HotQuery.stayMarks)
            statement.setUncheckedArguments([Int64(hours * 3_600_000)])
            let rows = try Row.fetchCursor(statement)
            var marks: [StayMark] = []
            while let row = try rows.next() { marks.append(StayMark(row)) }
            return marks
        }
    }

    /// What a board needs after a commit, in one snapshot: stays with their newest scores, and where the audit trail ends.
    ///
    /// - Parameters:
    ///   - ids: read these as far as they are open and have values,
    ///   - message: and those that got an observation by this message or by one after it; nil for none. Messages are
    ///     numbered in the order in which they are committed.
    public func boardReading(
        _ ids: Set<EncounterID>, since message: Int64? = nil
    ) async throws(StoreError) -> BoardReading {
        try await read { database in
            var numbers = Set(ids.map(\.rawValue))
            if let message {
                let changed = try database.cachedStatement(sql: HotQuery.staysChangedSince)
                numbers.formUnion(try Int64.fetchAll(changed, arguments: [message]))
            }
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: HotQuery.boardStays), arguments: [JSONText.encode(numbers.sorted())])
            var stays: [BoardStay] = []
            while let row = try rows.next() {
                let hasScore: Bool = row[8] != nil
                stays.append(
                    BoardStay(
                        mark: StayMark(row), patient: row[4], unit: row[5], bed: row[6],
                        lastEffective: Instant(millisecondsSince1970: row[7]),
                        score: hasScore ? StepScore(row, from: 8) : nil))
            }
            let auditEnd = try Int64.fetchOne(database.cachedStatement(sql: HotQuery.auditEnd))
            return BoardReading(stays: stays, auditEnd: auditEnd ?? 0)
        }
    }

    /// The scores of a stay, by time step; of several models that scored a step, the one that did so last.
    ///
    /// - Parameters:
    ///   - id: the stay.
    ///   - since: only steps that start at or after this time.
    public func scores(of id: EncounterID, since: Instant) async throws(StoreError) -> [StepScore] {
        try await read { database in
            let statement = try database.cachedStatement(sql: HotQuery.scores)
            return try Row.fetchAll(statement, arguments: [id.rawValue, since.millisecondsSince1970])
                .map { StepScore($0) }
        }
    }

    /// The start of the earliest of a stay's newest time steps; nil when there is none.
    ///
    /// - Parameters:
    ///   - id: the stay.
    ///   - count: how many steps, at least 1.
    public func startOfNewestSteps(_ count: Int, of id: EncounterID) async throws(StoreError) -> Instant? {
        try await read { database in
            let sql = "SELECT min(step) FROM (\(HotQuery.newestSteps))"
            return try Int64.fetchOne(database, sql: sql, arguments: [id.rawValue, max(1, count)])
                .map(Instant.init(millisecondsSince1970:))
        }
    }

    /// The observations of a stay from some time on, all versions.
    ///
    /// A contiguous range for each channel: of a long stay no more is read than is asked for.
    ///
    /// - Parameters:
    ///   - id: the stay.
    ///   - channels: only these; nil for all.
    ///   - since: only those that were true at or after this time.
    public func observations(
        of id: EncounterID, channels: [ChannelID]? = nil, since: Instant
    ) async throws(StoreError) -> [Observation] {
        try await read { database in
            let names = try channels.map { try JSONText.encode($0.map(\.rawValue)) }
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: HotQuery.observationsSince),
                arguments: [id.rawValue, since.millisecondsSince1970, names])
            var observations: [Observation] = []
            while let row = try rows.next() {
                let key = Observation.Key(
                    channel: ChannelID(rawValue: row[0]), effective: Instant(millisecondsSince1970: row[1]),
                    source: row[2], order: row[4], subID: row[5])
                observations.append(
                    Observation(
                        key: key, code: row[3], value: row[8], original: row[10],
                        status: Observation.Status.byNumber[row[7]], issued: Instant(millisecondsSince1970: row[6]),
                        rank: row[9]))
            }
            return observations
        }
    }

    /// All alerts in force, oldest first.
    public func alertsInForce() async throws(StoreError) -> [Alert] {
        try await read { database in
            try Row.fetchAll(database.cachedStatement(sql: HotQuery.allAlertsInForce)).map { try Alert($0) }
        }
    }

    /// The alerts of a stay that were in force at some time, oldest first.
    public func alerts(of id: EncounterID, since: Instant) async throws(StoreError) -> [Alert] {
        try await read { database in
            let statement = try database.cachedStatement(sql: HotQuery.alertsOfStaySince)
            return try Row.fetchAll(statement, arguments: [id.rawValue, since.millisecondsSince1970])
                .map { try Alert($0) }
        }
    }
}

extension StayMark {
    /// The mark of a row that begins with ``HotQuery/markColumns``.
    init(_ row: Row) {
        self.init(
            encounterID: EncounterID(rawValue: row[0]), changedBy: row[1], assessedThrough: row[2], placedSince: row[3])
    }
}

extension StepScore {
    /// The score of a row that has the columns of ``HotQuery/scoreColumns``.
    ///
    /// - Parameters:
    ///   - row: the row.
    ///   - first: the index of their first.
    init(_ row: Row, from first: Int = 0) {
        let (risk, threshold): (Double?, Double?) = (row[first + 3], row[first + 4])
        var networkRisk: NetworkRisk?
        if let risk, let threshold {
            networkRisk = NetworkRisk(model: row[first + 2], probability: risk, threshold: threshold)
        }
        self.init(
            step: Instant(millisecondsSince1970: row[first]), effective: Instant(millisecondsSince1970: row[first + 1]),
            risk: networkRisk, news2: row[first + 5], news2IsPartial: row[first + 6] ?? false)
    }
}
