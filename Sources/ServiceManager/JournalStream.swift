internal import Glibc

/// The stream by which the journal of systemd reads what a service writes.
public enum JournalStream {
    /// Whether standard error is it.
    ///
    /// - Parameter environment: `JOURNAL_STREAM` is device and inode of the stream; a program whose standard error was
    ///   put elsewhere since may have inherited it (`systemd.exec(5)`).
    public static func isStandardError(environment: [String: String]) -> Bool {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
