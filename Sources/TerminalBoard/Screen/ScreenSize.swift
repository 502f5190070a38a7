/// How many cells a terminal has.
public struct ScreenSize: Hashable, Sendable {
    /// In a line.
    public var columns: Int
    /// Lines.
    public var rows: Int

    /// A size of its parts; nothing is smaller than 20 × 4 or larger than 1000 × 1000.
    public init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (min(max(columns, 20), 1000), min(max(rows, 4), 1000))
    }
}
