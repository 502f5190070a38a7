/// The window of a feed-forward network: at every step the inputs of the latest `windowSize` steps, oldest first.
///
/// What lies before the first step comes from the state, whose part this is, or is 0.
struct InputWindow {
    /// Steps in the window.
    let windowSize: Int
    /// `D`, features of one step.
    let inputSize: Int

    /// Inputs `[N, D]` → windows `[N, windowSize · D]`, and the states after the last step.
    func gather<Scalar: NetworkScalar>(
        _ inputs: UnsafePointer<Scalar>, _ group: SequenceGroup, stateStride: Int,
        initialStates: UnsafePointer<Scalar>?, into windows: UnsafeMutablePointer<Scalar>,
        finalStates: UnsafeMutablePointer<Scalar>?
    ) {
        func copy(_ step: Int, place: Int, to target: UnsafeMutablePointer<Scalar>) {
            if step >= 0 {
                target.update(from: inputs + (group.offsets[step] + place) * inputSize, count: inputSize)
            } else if let states = initialStates {
                let source = states + place * stateStride + (windowSize - 1 + step) * inputSize
                target.update(from: source, count: inputSize)
            } else {
                target.update(repeating: 0, count: inputSize)
            }
        }
        for step in 0..<group.stepCount {
            for place in 0..<group.counts[step] {
                let window = windows + (group.offsets[step] + place) * windowSize * inputSize
                for index in 0..<windowSize {
                    copy(step - (windowSize - 1 - index), place: place, to: window + index * inputSize)
                }
            }
        }
        guard let finalStates else { return }
        for (place, length) in group.lengths.enumerated() {
            for index in 0..<(windowSize - 1) {
                copy(
                    length - (windowSize - 1 - index), place: place,
                    to: finalStates + place * stateStride + index * inputSize)
            }
        }
    }

    /// Gradients by the windows and by the final states → by the inputs `[N, D]` and by the initial states, both
    /// overwritten.
    func scatter<Scalar: NetworkScalar>(
        _ dWindows: UnsafePointer<Scalar>, _ group: SequenceGroup, stateStride: Int,
        dFinalStates: UnsafePointer<Scalar>?, into dInputs: UnsafeMutablePointer<Scalar>,
        dInitialStates: UnsafeMutablePointer<Scalar>?
    ) {
        func add(_ source: UnsafePointer<Scalar>, to step: Int, place: Int) {
            let target =
                step >= 0
                ? dInputs + (group.offsets[step] + place) * inputSize
                : dInitialStates.map { $0 + place * stateStride + (windowSize - 1 + step) * inputSize }
            guard let target else { return }
            for feature in 0..<inputSize { target[feature] += source[feature] }
        }
        dInputs.update(repeating: 0, count: group.rowCount * inputSize)
        for (place, length) in group.lengths.enumerated() {
            dInitialStates.map { ($0 + place * stateStride).update(repeating: 0, count: (windowSize - 1) * inputSize) }
            guard let states = dFinalStates else { continue }
            for index in 0..<(windowSize - 1) {
                add(
                    states + place * stateStride + index * inputSize, to: length - (windowSize - 1 - index),
                    place: place)
            }
        }
        for step in 0..<group.stepCount {
            for place in 0..<group.counts[step] {
                let window = dWindows + (group.offsets[step] + place) * windowSize * inputSize
                for index in 0..<windowSize {
                    add(window + index * inputSize, to: step - (windowSize - 1 - index), place: place)
                }
            }
        }
    }
}
