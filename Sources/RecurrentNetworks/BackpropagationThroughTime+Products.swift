/// The products over all rows of a batch at once, in packed order.
extension BackpropagationThroughTime {
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func inputProduct(_ inputs: UnsafePointer<Scalar>, _ parameters: CellParameters<Scalar>, _ rows: Int) {
        let gateRows = architecture.cell.gateCount * architecture.hiddenSize
        for row in 0..<rows { (buffers.gates + row * gateRows).update(from: parameters.bias, count: gateRows) }
        Scalar.addProduct(
            inputs, transposedWeights: parameters.inputWeights, into: buffers.gates, rows: rows, n: gateRows,
            k: architecture.inputSize)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func head(_ parameters: CellParameters<Scalar>, _ rows: Int) {
        let outputSize = architecture.outputSize
        for row in 0..<rows { (buffers.logits + row * outputSize).update(from: parameters.headBias, count: outputSize) }
        Scalar.addProduct(
            buffers.hidden, transposedWeights: parameters.headWeights, into: buffers.logits, rows: rows,
            n: outputSize, k: architecture.hiddenSize)
    }

    func weightGradients(
        _ inputs: UnsafePointer<Scalar>, into gradients: UnsafeMutablePointer<Scalar>, rows: Int
    ) {
        let hiddenSize = architecture.hiddenSize
        let outputSize = architecture.outputSize
        let gateRows = architecture.cell.gateCount * hiddenSize
        Scalar.weightGradient(
            buffers.gates, inputs, into: gradients + layout.inputWeights, rows: rows, m: gateRows,
            n: architecture.inputSize)
        if architecture.cell.feedsHiddenBack {
            Scalar.weightGradient(
                buffers.gates, buffers.previousHidden, into: gradients + layout.recurrentWeights, rows: rows,
                m: gateRows, n: hiddenSize)
        }
        if architecture.cell.feedsOutputBack {
            Scalar.weightGradient(
                buffers.gates, buffers.previousContext, into: gradients + layout.contextWeights, rows: rows,
                m: gateRows, n: outputSize)
        }
        Self.sumRows(buffers.gates, into: gradients + layout.bias, rows: rows, columns: gateRows)
        Scalar.weightGradient(
            buffers.dLogits, buffers.hidden, into: gradients + layout.headWeights, rows: rows, m: outputSize,
            n: hiddenSize)
        Self.sumRows(buffers.dLogits, into: gradients + layout.headBias, rows: rows, columns: outputSize)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private static func sumRows(
        _ matrix: UnsafePointer<Scalar>, into sum: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
    ) {
        sum.update(repeating: 0, count: columns)
        for row in 0..<rows {
            let values = matrix + row * columns
            for column in 0..<columns { sum[column] += values[column] }
        }
    }
}
