import ClinicalDomain
import GRDB
import Store
import Testing

@testable import Daemon

struct PipelineWatchTests {
    private let temporary: TemporaryStore
    private let assessor: Assessor
    private let sink: GroupCommit
    private let watch: PipelineWatch

    init() throws {
        temporary = try TemporaryStore()
        let assessor = Assessor(
            store: temporary.store, models: temporary.models, rules: AlertRules(), outcome: "", logger: quiet)
        self.assessor = assessor
        sink = GroupCommit(store: temporary.store) { await assessor.take($0) }
        watch = PipelineWatch(sink: sink, assessor: assessor)
    }

    @Test func `an idle pipeline gets on, again and again`() async throws {
        try await withRunning(assessor) {
            for _ in 0..<3 {
                let hasAdvanced = try await eventually { watch.haveAdvanced() }
                #expect(hasAdvanced)
            }
        }
    }

    @Test func `one whose assessor does not come round does not, although deliveries are stored`() async throws {
        for number in 0..<5 {
            _ = try await sink.append([.sample("\(number)")])
            #expect(!watch.haveAdvanced())
        }
    }

    @Test func `one whose transactions do not end does not, and gets on when they do`() async throws {
        try await withRunning(assessor) {
            #expect(try await eventually { watch.haveAdvanced() })
            // A stranger holds the lock of the writers; ours waits for it.
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let stranger = try DatabaseQueue(path: temporary.store.path, configuration: configuration)
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(
                try await eventually {
                    let rounds = assessor.progress.value
                    assessor.comeRound()
                    let isAssessing = try await eventually { assessor.progress.value > rounds }
                    return isAssessing && !watch.haveAdvanced()
                })
            try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await eventually { watch.haveAdvanced() })
        }
    }
}
