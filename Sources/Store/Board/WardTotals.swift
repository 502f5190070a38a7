import GRDB

/// Sums over the marks of all open stays: whether the changes that are known explain all that has changed.
public struct WardTotals: Hashable, Sendable {
    /// How many stays.
    public var count = 0
    /// The sum of ``StayMark/changedBy``.
    public var changedBy: Int64 = 0
    /// The sum of ``StayMark/assessedThrough``.
    public var assessedThrough: Int64 = 0
    /// The sum of ``StayMark/placedSince``.
    public var placedSince: Int64 = 0
    /// The greatest ``StayMark/changedBy``.
    public var newestChange: Int64 = 0
    /// The greatest ``StayMark/assessedThrough``.
    public var newestAssessment: Int64 = 0

    init(_ row: Row) {
        (count, changedBy, assessedThrough, placedSince) = (row[0], row[1], row[2], row[3])
        (newestChange, newestAssessment) = (row[4], row[5])
    }

    /// Whether these totals are those of before with some marks replaced by others.
    public func follow(_ before: WardTotals, replacing old: [StayMark], by new: [StayMark]) -> Bool {
        func sum(_ marks: [StayMark], _ path: KeyPath<StayMark, Int64>) -> Int64 {
            marks.reduce(0) { $0 &+ $1[keyPath: path] }
        }
        return count == before.count && old.count == new.count
            && changedBy &- before.changedBy == sum(new, \.changedBy) &- sum(old, \.changedBy)
            && assessedThrough &- before.assessedThrough == sum(new, \.assessedThrough) &- sum(old, \.assessedThrough)
            && placedSince &- before.placedSince == sum(new, \.placedSince) &- sum(old, \.placedSince)
    }
}
