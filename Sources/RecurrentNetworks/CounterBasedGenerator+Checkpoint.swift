extension CounterBasedGenerator {
    /// The generator as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        CheckpointRecord("philox4x32-10", ["seed": "\(seed)", "stream": "\(stream)", "position": "\(position)"])
    }

    /// The generator of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        guard record.name == "philox4x32-10" else { throw record.unknownName(expected: "philox4x32-10") }
        self.init(
            seed: try record.value("seed"), stream: try record.value("stream"), position: try record.value("position"))
    }
}
