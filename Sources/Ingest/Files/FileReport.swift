public import ClinicalDomain

/// What became of a file: counts and the first problems, without what was found there.
///
/// Written as JSON beside the file; `version` grows when a member is renamed or removed.
public struct FileReport: Sendable, Codable {
    /// One of the first problems of a file.
    public struct Problem: Sendable, Codable, Hashable {
        /// Where.
        public var place: String
        /// Why.
        public var reason: QuarantineEntry.Reason
        /// What to do about it.
        public var hint: String
    }

    /// As many problems are listed.
    public static let maximumProblems = 20

    /// 1.
    public var version = 1
    /// The name of the file.
    public var file: String
    /// Its format; nil where it was not recognized.
    public var format: String?
    /// When reading began.
    public var started: Instant
    /// When the last of it was stored.
    public var ended: Instant
    /// Why the file as a whole could not be read; nil where it could.
    public var error: String?
    /// What to do about that.
    public var hint: String?
    /// Rows, lines, messages, resources or records.
    public var entries = 0
    /// Valid, and not for us.
    public var ignored = 0
    /// Deliveries that had been stored before.
    public var repeated = 0
    /// Observations that were stored.
    public var observations = 0
    /// Outcomes among what was stored.
    public var outcomes = 0
    /// Entries that went to quarantine, those of repeated deliveries left out.
    public var quarantined = 0
    /// The same by reason.
    public var reasons: [String: Int] = [:]
    /// The first of them.
    public var problems: [Problem] = []

    /// A report of a file of which nothing has been read.
    public init(file: String, started: Instant) { (self.file, self.started, ended) = (file, started, started) }

    /// Counts deliveries and what became of them.
    public mutating func add(_ deliveries: [Delivery], _ receipts: [DeliveryReceipt]) {
        for (delivery, receipt) in zip(deliveries, receipts) {
            observations += receipt.observations
            if receipt.isRepetition {
                repeated += 1
                continue
            }
            outcomes += delivery.outcomes.count
            quarantined += delivery.quarantine.count
            for entry in delivery.quarantine {
                reasons[entry.reason.rawValue, default: 0] += 1
                guard problems.count < Self.maximumProblems else { continue }
                problems.append(Problem(place: entry.place, reason: entry.reason, hint: entry.hint))
            }
        }
    }
}
