extension LearningRateSchedule {
    /// The schedule as a line of a checkpoint.
    var checkpointRecord: CheckpointRecord {
        switch self {
        case .constant: CheckpointRecord("constant")
        case .step(let every, let factor): CheckpointRecord("step", ["every": "\(every)", "factor": "\(factor)"])
        case .exponential(let factor): CheckpointRecord("exponential", ["factor": "\(factor)"])
        case .cosine(let warmUp, let total, let floor):
            CheckpointRecord("cosine", ["warmUp": "\(warmUp)", "total": "\(total)", "floor": "\(floor)"])
        }
    }

    /// The schedule of a line of a checkpoint.
    init(_ record: CheckpointRecord) throws(CheckpointError) {
        self =
            switch record.name {
            case "constant": .constant
            case "step": .step(every: try record.value("every"), factor: try record.value("factor"))
            case "exponential": .exponential(factor: try record.value("factor"))
            case "cosine":
                .cosine(
                    warmUp: try record.value("warmUp"), total: try record.value("total"),
                    floor: try record.value("floor"))
            default: throw record.unknownName(expected: "the name of a schedule")
            }
        guard isValid else { throw record.unknownName(expected: "a schedule with numbers in their ranges") }
    }
}
