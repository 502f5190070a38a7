extension TrainerOptions {
    /// The limits, the average and the seed as a line of a checkpoint; schedule and rules have lines of their own.
    var checkpointRecord: CheckpointRecord {
        var fields = ["seed": "\(seed)"]
        fields["gradientValueLimit"] = gradientValueLimit.map { "\($0.limit)" }
        fields["gradientNormLimit"] = gradientNormLimit.map { "\($0.limit)" }
        fields["averageDecay"] = averageDecay.map { "\($0)" }
        return CheckpointRecord("options", fields)
    }

    /// The limits, the average and the seed of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        let positive = Double.leastNonzeroMagnitude...Double.infinity
        self.init(seed: try record.value("seed"))
        if record.optional("gradientValueLimit") != nil {
            gradientValueLimit = GradientValueLimit(try record.number("gradientValueLimit", in: positive))
        }
        if record.optional("gradientNormLimit") != nil {
            gradientNormLimit = GradientNormLimit(try record.number("gradientNormLimit", in: positive))
        }
        if record.optional("averageDecay") != nil {
            averageDecay = try record.number("averageDecay", in: 0..<1)
        }
    }
}
