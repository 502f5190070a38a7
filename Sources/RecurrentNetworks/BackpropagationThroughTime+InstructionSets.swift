internal import CRecurrentKernels

extension BackpropagationThroughTime.Implementation {
    /// The instruction sets that there are kernels for and that this processor can run, fastest first.
    public static var instructionSets: [String] {
        ["avx512", "avx2", "portable"].filter { recurrent_kernels_named($0) != nil }
    }
}
