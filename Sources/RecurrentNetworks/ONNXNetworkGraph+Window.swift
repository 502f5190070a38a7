/// The sliding window of a feed-forward network, see ``InputWindow``.
extension ONNXNetworkGraph {
    /// Appends the gathering of windows and of the steps that are carried on.
    ///
    /// The `windowSize` − 1 steps of the state stand before the inputs; the window of step t is what is read there at
    /// t + 0, 1, … windowSize − 1. Writes `final_state`, the last steps before a sequence's end.
    /// - Returns: the windows, `[T, B, windowSize · D]`, oldest step first.
    mutating func addWindow() -> String {
        let (size, inputSize) = (architecture.windowSize, architecture.inputSize)
        graph.addConstant("past_shape", [0, size - 1, inputSize])  // 0: as it was
        graph.addNode("Reshape", ["state", "past_shape"], ["past"])
        graph.addNode("Transpose", ["past"], ["past_steps"], ["perm": .integers([1, 0, 2])])
        graph.addNode("Concat", ["past_steps", "x"], ["steps"], ["axis": .integer(0)])

        graph.addConstant("window", Array(0..<size))
        graph.addNode("Cast", ["step"], ["long_step"], ["to": .integer(7)])  // INT64
        graph.addNode("Unsqueeze", ["long_step", "axis_1"], ["step_column"])
        graph.addNode("Add", ["step_column", "window"], ["window_steps"])
        graph.addNode("Gather", ["steps", "window_steps"], ["window_cube"], ["axis": .integer(0)])
        graph.addNode("Transpose", ["window_cube"], ["window_rows"], ["perm": .integers([0, 2, 1, 3])])
        graph.addConstant("window_shape", [0, 0, size * inputSize])
        graph.addNode("Reshape", ["window_rows", "window_shape"], ["windows"])

        graph.addConstant("state_window", Array(0..<(size - 1)))
        graph.addNode("Cast", ["length_column"], ["long_length"], ["to": .integer(7)])
        graph.addNode("Add", ["long_length", "state_window"], ["state_steps"])
        graph.addConstant("axis_2", [2])
        graph.addNode("Unsqueeze", ["state_steps", "axis_2"], ["state_indices"])
        graph.addNode("Transpose", ["steps"], ["sequences"], ["perm": .integers([1, 0, 2])])
        graph.addNode("GatherND", ["sequences", "state_indices"], ["state_cube"], ["batch_dims": .integer(1)])
        graph.addConstant("state_row", [0, (size - 1) * inputSize])
        graph.addNode("Reshape", ["state_cube", "state_row"], ["final_state"])
        return "windows"
    }
}
