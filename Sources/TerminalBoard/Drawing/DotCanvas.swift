/// A grid of dots, two wide and four high in each cell, as braille characters draw them.
struct DotCanvas {
    let columns: Int
    let rows: Int
    private var cells: [UInt8]

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (max(0, columns), max(0, rows))
        cells = [UInt8](repeating: 0, count: self.columns * self.rows)
    }

    var width: Int { columns * 2 }
    var height: Int { rows * 4 }

    /// Bits of the dots of a braille pattern from U+2800, by row and column within the cell.
    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot, counted from the upper left; outside nothing happens.
    mutating func set(_ x: Int, _ y: Int) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        cells[y / 4 * columns + x / 2] |= DotCanvas.bits[y % 4][x % 2]
    }

    /// Sets the dots of a straight line.
    mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            set(
                start.x + Int((Double(end.x - start.x) * share).rounded()),
                start.y + Int((Double(end.y - start.y) * share).rounded()))
        }
    }

    /// What a cell shows; nil when it is empty.
    func text(column: Int, row: Int, glyphs: Glyphs) -> String? {
        let cell = cells[row * columns + column]
        guard cell != 0 else { return nil }
        guard glyphs.hasBraille else { return "*" }
        return Unicode.Scalar(0x2800 + UInt32(cell)).map { String(Character($0)) }
    }
}
