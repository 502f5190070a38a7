import Foundation
import GRDB

/// Looks for commits of other processes, at hardly any cost while there are none.
///
/// The kernel tells when the write-ahead log is written (inotify(7)). A commit can be seen only some time after its
/// last write, so the version of the database is asked from then on, ever more rarely when nothing happens. Where the
/// kernel does not tell, the version is asked all the time.
struct CommitWatch: ~Copyable {
    /// After so many looks without news each wait is twice as long as the one before.
    private static let quietLooks = 5
    private let interval: Duration
    private let longest: Duration
    /// Tells of writes; negative when the kernel does not.
    private let writes: Int32
    /// Its other end is closed when the watch is to end.
    private let end: Int32

    /// A watch that does not look yet.
    ///
    /// - Parameters:
    ///   - log: the path of the write-ahead log.
    ///   - interval: how often to look when something may have happened.
    ///   - longest: how long to wait at most when nothing happens.
    ///   - end: a pipe whose other end is closed when the watch is to end; not closed here.
    init(log: String, interval: Duration, longest: Duration = .seconds(1), end: Int32) {
        (self.interval, self.longest, self.end) = (interval, max(interval, longest), end)
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if descriptor >= 0, inotify_add_watch(descriptor, log, UInt32(IN_MODIFY)) < 0 {
            Glibc.close(descriptor)
            writes = -1
        } else {
            writes = descriptor
        }
    }

    deinit { if writes >= 0 { close(writes) } }

    /// Looks until it is to end; blocks the thread.
    ///
    /// - Parameters:
    ///   - known: the version that is known already.
    ///   - version: the version of the database.
    ///   - onNews: called after one or more commits.
    func run(known: Int, version: () throws -> Int, onNews: () -> Void) rethrows {
        var (known, looksWithoutNews) = (known, 0)
        while true {
            let isQuiet = writes >= 0 && looksWithoutNews >= Self.quietLooks
            // At first writes wake nobody: they are counted at the next look.
            let doublings = isQuiet ? min(looksWithoutNews - Self.quietLooks + 1, 30) : 0
            let wait = min(interval * (1 << doublings), longest)
            guard !isEnded(within: wait, orWritten: isQuiet) else { return }
            let isWritten = takeWrites()
            let current = try version()
            looksWithoutNews = isWritten || current != known ? 0 : looksWithoutNews + 1
            if current != known { onNews() }
            known = current
        }
    }

    /// Waits, and tells whether the watch is to end.
    private func isEnded(within time: Duration, orWritten: Bool) -> Bool {
        var descriptors = [pollfd(fd: end, events: Int16(POLLIN), revents: 0)]
        if orWritten { descriptors.append(pollfd(fd: writes, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = Int32(clamping: Int64(time / .milliseconds(1)))
        return poll(&descriptors, nfds_t(descriptors.count), max(1, milliseconds)) > 0 && descriptors[0].revents != 0
    }

    /// Takes what the kernel has told; whether it was anything.
    private func takeWrites() -> Bool {
        guard writes >= 0 else { return false }
        var (buffer, isWritten) = ([UInt8](repeating: 0, count: 4096), false)
        while read(writes, &buffer, buffer.count) > 0 { isWritten = true }
        return isWritten
    }
}

extension WardwatchStore {
    /// A stream with an element after every commit of another process (or another ``WardwatchStore``), or after several.
    ///
    /// What was committed before the call does not count. An element that nobody has taken yet stands for all that
    /// follow it.
    ///
    /// - Parameter interval: how long after a commit to look for it, 1 ms or more.
    /// - Throws: ``StoreError``, also from the stream, which ends then.
    public func commitsOfOthers(
        every interval: Duration
    ) async throws(StoreError) -> AsyncThrowingStream<Void, any Error> {
        let known = try await dataVersion()
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let pipe = Pipe()
        let (end, termination) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        continuation.onTermination = { _ in try? termination.close() }
        Thread.detachNewThread { [self] in
            do {
                try withExtendedLifetime(end) {
                    try CommitWatch(log: "\(path)-wal", interval: interval, end: end.fileDescriptor).run(
                        known: known, version: { try pool.writeWithoutTransaction(Self.dataVersion) },
                        onNews: { continuation.yield() })
                }
            } catch {
                continuation.finish(throwing: StoreError(error, path: path))
            }
        }
        return stream
    }
}
