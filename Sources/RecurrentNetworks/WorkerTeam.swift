internal import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Threads that run a piece of work each and wait for the next, first awake for some microseconds, then asleep.
///
/// One piece of work of a small network takes some hundred microseconds; handing it to a pool of tasks would cost a
/// tenth of that.
final class WorkerTeam {
    /// Threads, the calling one included.
    let threadCount: Int
    private let shared: SharedState
    private let threads: [pthread_t]

    /// Starts `threadCount` − 1 threads, or fewer where the system has no more to give.
    init(threadCount: Int) {
        shared = SharedState()
        var threads: [pthread_t] = []
        for index in 1..<max(1, threadCount) {
            let start = Unmanaged.passRetained(Start(shared: shared, index: index))
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { Start.run($0) }, start.toOpaque())
            guard status == 0 else {
                start.release()
                break
            }
            threads.append(thread)
        }
        self.threads = threads
        self.threadCount = threads.count + 1
    }

    deinit {
        shared.publish(nil)
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs `work` once for every index in 0..<threadCount, index 0 on the calling thread, and waits for all.
    func run(_ work: (Int) -> Void) {
        guard threadCount > 1 else { return work(0) }
        withoutActuallyEscaping(work) { work in
            var borrowed = Work(body: work)
            withUnsafePointer(to: &borrowed) { pointer in
                shared.publish(pointer)
                work(0)
                shared.waitForOthers(threads.count)
            }
        }
    }

    /// A closure that the threads borrow through a pointer while the caller waits.
    private struct Work {
        let body: (Int) -> Void

        /// A call of its own, so that nothing of the closure is held when it has returned.
        @inline(never)
        static func run(_ work: UnsafePointer<Work>, index: Int) { work.pointee.body(index) }
    }

    /// What a new thread is given.
    private final class Start {
        let shared: SharedState
        let index: Int

        init(shared: SharedState, index: Int) {
            self.shared = shared
            self.index = index
        }

        static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let pointer else { return nil }
            let start = Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
            var seen = 0
            while let work = start.shared.next(after: &seen) {
                Work.run(work, index: start.index)
                start.shared.finished()
            }
            return nil
        }
    }

    /// A generation counter with the work that belongs to it.
    private final class SharedState: @unchecked Sendable {
        /// Rounds of waiting awake before a thread sleeps; a core does two in a cycle, so about 100 µs at 4 GHz.
        private static let awakeRounds = 400_000

        private let generation = Atomic<Int>(0)
        private let finishedCount = Atomic<Int>(0)
        private var work: UnsafePointer<Work>?
        private let mutex: UnsafeMutablePointer<pthread_mutex_t>
        private let condition: UnsafeMutablePointer<pthread_cond_t>

        init() {
            mutex = .allocate(capacity: 1)
            condition = .allocate(capacity: 1)
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
            condition.deallocate()
        }

        /// Hands out work, or with nil the end.
        func publish(_ work: UnsafePointer<Work>?) {
            finishedCount.store(0, ordering: .relaxed)
            pthread_mutex_lock(mutex)
            self.work = work
            generation.wrappingAdd(1, ordering: .releasing)
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }

        /// Waits for the work after generation `seen`.
        func next(after seen: inout Int) -> UnsafePointer<Work>? {
            var rounds = 0
            while rounds < Self.awakeRounds, generation.load(ordering: .acquiring) == seen {
                rounds += 1
                Self.pause()
            }
            pthread_mutex_lock(mutex)
            while generation.load(ordering: .acquiring) == seen { pthread_cond_wait(condition, mutex) }
            seen = generation.load(ordering: .acquiring)
            let work = work
            pthread_mutex_unlock(mutex)
            return work
        }

        func finished() { finishedCount.wrappingAdd(1, ordering: .releasing) }

        /// Waits until so many threads have finished; they are about as far as the caller, so it waits awake.
        func waitForOthers(_ count: Int) {
            var rounds = 0
            while finishedCount.load(ordering: .acquiring) < count {
                rounds += 1
                if rounds < Self.awakeRounds { Self.pause() } else { sched_yield() }
            }
        }

        @inline(__always)
        private static func pause() {
            // A hint to the processor that this is a wait would need an instruction Swift does not offer.
            atomicMemoryFence(ordering: .acquiring)
        }
    }
}
