/// A column of a table that people read.
struct ListingColumn: ExpressibleByStringLiteral {
    /// What stands above it.
    let heading: String
    /// Where a terminal is too narrow, the columns of the greatest rank are left out first; those of rank 0 never.
    let rank: Int
    /// Whether it holds prose, which goes on in the next line where a terminal is too narrow.
    let isProse: Bool

    private init(heading: String, rank: Int, isProse: Bool) {
        (self.heading, self.rank, self.isProse) = (heading, rank, isProse)
    }

    /// A column that is always shown.
    init(stringLiteral heading: String) { self.init(heading: heading, rank: 0, isProse: false) }

    /// A column that is always shown.
    init(_ heading: String) { self.init(heading: heading, rank: 0, isProse: false) }

    /// A column that a narrow terminal does without.
    static func spare(_ heading: String, _ rank: Int) -> ListingColumn {
        ListingColumn(heading: heading, rank: rank, isProse: false)
    }

    /// A column of prose.
    static func prose(_ heading: String, _ rank: Int = 0) -> ListingColumn {
        ListingColumn(heading: heading, rank: rank, isProse: true)
    }
}
