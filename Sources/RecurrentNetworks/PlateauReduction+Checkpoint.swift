extension PlateauReduction {
    /// The rule and its state as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        let fields = [
            "reduction": "\(reduction)", "patience": "\(patience)", "minimumFactor": "\(minimumFactor)",
            "factor": "\(factor)",
        ]
        return CheckpointRecord("plateauReduction", progress.checkpointFields.merging(fields) { $1 })
    }

    /// The rule and its state from a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        self.init(
            reduction: try record.number("reduction", in: Double.leastNonzeroMagnitude..<1),
            patience: try record.integer("patience", atLeast: 0),
            minimumFactor: try record.number("minimumFactor", in: 0...1))
        factor = try record.number("factor", in: 0...1)
        progress = try BestScore(record)
    }
}
