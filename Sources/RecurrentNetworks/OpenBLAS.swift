import COpenBLAS

/// Settings of the linked OpenBLAS.
enum OpenBLAS {
    /// Reading this once keeps every product on the calling thread: the products here are too small to be split, and
    /// a pool of threads would compete with the caller's own.
    static let singleThreaded: Void = openblas_set_num_threads(1)
}
