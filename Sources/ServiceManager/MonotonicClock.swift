internal import Glibc

/// The clock that the service manager compares notifications by.
enum MonotonicClock {
    /// `CLOCK_MONOTONIC` in microseconds.
    static var microseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_nsec / 1000)
    }
}
