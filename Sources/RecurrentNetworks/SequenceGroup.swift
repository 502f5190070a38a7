/// Up to ``maximumCount`` sequences of a batch that are walked over time together.
///
/// Their activations stay in the processor's cache from the forward to the backward pass, and groups are what is dealt
/// to threads. Rows are stored step after step, within a step longest sequence first, so the rows of a step are
/// contiguous and the sequences of step t+1 are the first rows of step t.
struct SequenceGroup: Sendable {
    /// The largest number of sequences in a group.
    static let maximumCount = 16

    /// The place of the first sequence in the sorted order of the batch.
    let firstPlace: Int
    /// The first row of the group in the batch.
    let rowStart: Int
    /// The lengths of its sequences by place, descending.
    let lengths: [Int]
    /// Rows running at each step, descending.
    let counts: [Int]
    /// The first row of each step, counted inside the group.
    let offsets: [Int]
    /// Rows of the group, the sum of its sequences' lengths.
    let rowCount: Int

    /// Sequences in the group.
    var count: Int { counts.first ?? 0 }
    /// Steps of the longest sequence.
    var stepCount: Int { counts.count }

    /// Groups sequences of positive length, longest first.
    ///
    /// - Parameter lengths: the lengths in descending order.
    static func groups(ofSortedLengths lengths: [Int]) -> [SequenceGroup] {
        var groups: [SequenceGroup] = []
        var rowStart = 0
        let nonEmpty = lengths.prefix { $0 > 0 }.count
        for first in stride(from: 0, to: nonEmpty, by: maximumCount) {
            let group = SequenceGroup(
                firstPlace: first, rowStart: rowStart, lengths: lengths[first..<min(first + maximumCount, nonEmpty)])
            groups.append(group)
            rowStart += group.rowCount
        }
        return groups
    }

    private init(firstPlace: Int, rowStart: Int, lengths: ArraySlice<Int>) {
        self.firstPlace = firstPlace
        self.rowStart = rowStart
        self.lengths = Array(lengths)
        var active = lengths.count
        var counts: [Int] = []
        var offsets: [Int] = []
        var rows = 0
        for step in 0..<(lengths.first ?? 0) {
            while active > 0, lengths[lengths.startIndex + active - 1] <= step { active -= 1 }
            counts.append(active)
            offsets.append(rows)
            rows += active
        }
        (self.counts, self.offsets, rowCount) = (counts, offsets, rows)
    }
}
