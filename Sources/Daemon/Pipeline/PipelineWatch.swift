internal import Synchronization

/// Tells whether the pipeline really gets on: deliveries are committed, and stays assessed.
///
/// A timer alone would call a daemon alive whose database connection or scoring hangs. Each call of ``haveAdvanced()``
/// therefore looks what was done since the last one, and gives each part something to do for the next: an empty
/// transaction goes through the queue of those that senders wait for, and the assessor comes round. A long piece of work
/// (a large import, a ward scored anew) counts by its parts. A database that answers with an error answers: a restart
/// would not free a disk.
final class PipelineWatch: Sendable {
    private let sink: GroupCommit
    private let assessor: Assessor
    private let state = Mutex((commits: 0, assessments: 0))
    private let isProbing = Atomic(false)

    init(sink: GroupCommit, assessor: Assessor) { (self.sink, self.assessor) = (sink, assessor) }

    /// Whether both parts have advanced since the last call.
    func haveAdvanced() -> Bool {
        let (commits, assessments) = (sink.progress.value, assessor.progress.value)
        let before = state.withLock { state in
            defer { state = (commits, assessments) }
            return state
        }
        assessor.comeRound()
        if !isProbing.exchange(true, ordering: .relaxed) {
            Task {
                _ = try? await sink.append([])
                isProbing.store(false, ordering: .relaxed)
            }
        }
        let isAssessing = assessments != before.assessments
        // Commits are held back while the assessor has too much to do; then it is the one to look at.
        return isAssessing && (commits != before.commits || sink.isHeldBack)
    }
}
