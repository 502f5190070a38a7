internal import Foundation

/// How many files and sockets the process may have open.
public enum OpenFileLimit {
    /// Raises the soft limit to the hard limit; every connection needs one.
    ///
    /// - Returns: The limit from now on; 0 when it cannot be told.
    @discardableResult
    public static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        // A failure leaves the limit as it was.
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
