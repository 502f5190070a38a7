extension EarlyStopping {
    /// The rule and its state as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        CheckpointRecord("earlyStopping", progress.checkpointFields.merging(["patience": "\(patience)"]) { $1 })
    }

    /// The rule and its state from a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        self.init(patience: try record.integer("patience", atLeast: 1))
        progress = try BestScore(record)
    }
}
