#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A job made ready, to be repeated.
struct Workload {
    var versions: [String: String]?
    /// Does so many iterations.
    var iterate: (Int) throws -> Void

    /// A job that is done once, and its answer.
    static func once(_ answer: @escaping () throws -> Answer) -> Workload {
        var workload = Workload()
        workload.answer = answer
        return workload
    }

    private var answer: (() throws -> Answer)?

    init(versions: [String: String]? = nil, iterate: @escaping (Int) throws -> Void = { _ in }) {
        (self.versions, self.iterate) = (versions, iterate)
    }

    /// One untimed iteration, then chunks of iterations until the wall time is used up.
    func run(seconds limit: Double) throws -> Answer {
        if let versions { return Answer(versions: versions) }
        if let answer { return try answer() }
        try iterate(1)
        guard limit > 0 else { return Answer(iterations: 1) }
        let wallStart = seconds(CLOCK_MONOTONIC)
        let processStart = seconds(CLOCK_PROCESS_CPUTIME_ID)
        var iterations = 0
        var chunk = 1
        while true {
            try iterate(chunk)
            iterations += chunk
            let wall = seconds(CLOCK_MONOTONIC) - wallStart
            if wall >= limit {
                let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - processStart
                return Answer(iterations: iterations, cpu: cpu, wall: wall)
            }
            if wall < limit / 32 { chunk *= 2 }
        }
    }

    private func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
    }
}
