internal import Foundation

/// What the kernel says about this process.
struct ProcessStatistics {
    /// Seconds since 1970 at which it was started.
    var started = 0.0
    /// Seconds that it has computed, for itself and in the kernel.
    var computed = 0.0
    /// Bytes of its memory that lie in RAM.
    var residentBytes = 0
    /// Bytes of its address space.
    var virtualBytes = 0
    /// Files and sockets that it has open.
    var openFiles = 0
    /// How many it may have open.
    var openFileLimit = 0

    /// As it stands; what cannot be read is 0.
    ///
    /// Source: `proc(5)`, `/proc/[pid]/stat` and `/proc/[pid]/fd`; `getrusage(2)`.
    static func now() -> ProcessStatistics {
        var result = ProcessStatistics()
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        result.computed = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        result.openFileLimit = Int(clamping: limit.rlim_cur)
        let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        // Listing them opens one more.
        result.openFiles = max(0, (files?.count ?? 0) - 1)
        // The name of the process, the second field, is in brackets and may hold anything.
        let text = String(decoding: FileManager.default.contents(atPath: "/proc/self/stat") ?? Data(), as: UTF8.self)
        let fields = (text.lastIndex(of: ")").map { text[text.index(after: $0)...] } ?? "").split(separator: " ")
        func field(_ number: Int) -> Int { fields.indices.contains(number - 3) ? Int(fields[number - 3]) ?? 0 : 0 }
        result.virtualBytes = field(23)
        result.residentBytes = field(24).multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE)))).partialValue
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        result.started =
            Date().timeIntervalSince1970 - ProcessInfo.processInfo.systemUptime + Double(field(22)) / ticks
        return result
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
