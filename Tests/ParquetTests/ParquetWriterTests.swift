import Parquet
import Testing

@Suite struct ParquetWriterTests {
    private let columns = [ParquetColumn("name", .text), ParquetColumn("value", .number)]

    private func file(_ rows: [[ParquetValue]], rowsInGroup: Int = 100) -> [UInt8] {
        var writer = ParquetWriter(columns: columns, createdBy: "test", rowsInGroup: rowsInGroup)
        var bytes: [UInt8] = []
        for row in rows { bytes += writer.append(row) }
        return bytes + writer.finish()
    }

    @Test func `a file begins and ends with its mark, and says how long its footer is`() {
        for count in [0, 1, 7, 8, 9, 250] {
            let bytes = file((0..<count).map { [.text("n\($0)"), .number(Double($0))] })
            #expect(bytes.starts(with: Array("PAR1".utf8)) && bytes.suffix(4) == Array("PAR1".utf8)[...])
            let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(length > 0 && length + 12 <= bytes.count)
        }
    }

    @Test func `rows go out a group at a time`() {
        var writer = ParquetWriter(columns: columns, createdBy: "test", rowsInGroup: 3)
        let sizes = (0..<7).map { writer.append([.text("n"), .number(Double($0))]).count }
        #expect(sizes.map { $0 > 0 } == [false, false, true, false, false, true, false])
    }

    @Test func `values that repeat are written once`() {
        let many = file((0..<100).map { _ in [.text("a name of some length"), .missing] }).count
        let one = file([[.text("a name of some length"), .missing]]).count
        #expect(many - one < 60)
    }
}
