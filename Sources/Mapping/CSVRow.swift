/// One row of CSV taken apart (RFC 4180): cells, or why there are none.
///
/// A cell in double quotes may hold delimiters, line breaks and doubled quotes. A quote opens only at the start of a
/// cell, so that a stray one cannot swallow the rest of a file.
enum CSVRow: Hashable {
    /// The cells, quotes removed.
    case cells([String])
    /// A quote is open at the end: the row goes on in the next line.
    case open
    /// A quote stands inside a cell without quotes, or a closing one is followed by more of the cell.
    case malformed

    /// Takes a row apart.
    ///
    /// - Parameters:
    ///   - bytes: the row in UTF-8, without its end.
    ///   - delimiter: an ASCII character.
    init(_ bytes: [UInt8], delimiter: UInt8) {
        let quote = UInt8(ascii: "\"")
        var cells: [String] = []
        var position = 0
        while true {
            var cell: [UInt8] = []
            if position < bytes.count, bytes[position] == quote {
                position += 1
                while true {
                    guard let end = bytes[position...].firstIndex(of: quote) else {
                        self = .open
                        return
                    }
                    cell += bytes[position..<end]
                    position = end + 1
                    guard position < bytes.count, bytes[position] == quote else { break }
                    cell.append(quote)
                    position += 1
                }
            } else {
                let end = bytes[position...].firstIndex(of: delimiter) ?? bytes.count
                cell += bytes[position..<end]
                guard !cell.contains(quote) else {
                    self = .malformed
                    return
                }
                position = end
            }
            cells.append(String(decoding: cell, as: UTF8.self))
            guard position < bytes.count else { break }
            guard bytes[position] == delimiter else {
                self = .malformed
                return
            }
            position += 1
        }
        self = .cells(cells)
    }
}
