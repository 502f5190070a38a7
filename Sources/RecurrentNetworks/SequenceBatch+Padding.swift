/// Between packed rows and padded arrays in the order the sequences were given in.
extension SequenceBatch {
    /// Packed rows `[N, width]` → padded `[T, B, width]` in the order given, 0 past a sequence's end.
    ///
    /// - Parameter stride: scalars from one row to the next; nil for `width`.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func padded(_ rows: UnsafePointer<Scalar>, width: Int, stride: Int? = nil) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: sequenceLength * batchSize * width)
        forEachRow { row, step, sequence in
            let source = rows + row * (stride ?? width)
            let target = (step * batchSize + sequence) * width
            for index in 0..<width { result[target + index] = source[index] }
        }
        return result
    }

    /// Padded `[T, B, width]` in the order given → packed rows `[N, width]`; what lies past an end is ignored.
    func pack(padded values: [Scalar], width: Int, into rows: UnsafeMutablePointer<Scalar>) {
        precondition(
            values.count == sequenceLength * batchSize * width,
            "\(values.count) padded scalars for [\(sequenceLength), \(batchSize), \(width)]")
        forEachRow { row, step, sequence in
            let source = (step * batchSize + sequence) * width
            for index in 0..<width { rows[row * width + index] = values[source + index] }
        }
    }

    /// Calls `body` with every packed row, its step and its sequence in the order given.
    @inline(__always)
    func forEachRow(_ body: (_ row: Int, _ step: Int, _ sequence: Int) -> Void) {
        for group in groups {
            for step in 0..<group.stepCount {
                for place in 0..<group.counts[step] {
                    body(group.rowStart + group.offsets[step] + place, step, order[group.firstPlace + place])
                }
            }
        }
    }
}
