extension BestScore {
    /// The fields of a line of a checkpoint.
    var checkpointFields: [String: String] {
        var fields = [
            "direction": direction.rawValue, "minimumImprovement": "\(minimumImprovement)",
            "scoresSinceBest": "\(scoresSinceBest)",
        ]
        fields["best"] = best.map { "\($0)" }
        return fields
    }

    /// The best score in the fields of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        self.init(
            direction: try record.choice("direction"),
            minimumImprovement: try record.number("minimumImprovement", in: 0...Double.greatestFiniteMagnitude))
        scoresSinceBest = try record.integer("scoresSinceBest", atLeast: 0)
        if record.optional("best") != nil {
            best = try record.number("best", in: -Double.infinity...Double.infinity)
        }
    }
}
