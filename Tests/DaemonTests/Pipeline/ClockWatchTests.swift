import ClinicalDomain
import Logging
import Synchronization
import Testing

@testable import Daemon

@Suite struct ClockWatchTests {
    /// Two clocks by hand: seconds of the machine's, which can be set, and of one that cannot.
    private final class Clocks: Sendable {
        let seconds = Mutex((machine: 1_000_000.0, elapsed: 0.0))

        func pass(_ duration: Double) { seconds.withLock { $0 = ($0.machine + duration, $0.elapsed + duration) } }
        func set(by step: Double) { seconds.withLock { $0.machine += step } }
    }

    private func watch(_ clocks: Clocks) -> ClockWatch {
        ClockWatch(
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            now: { Instant(millisecondsSince1970: Int64(clocks.seconds.withLock { $0.machine } * 1000)) },
            elapsed: { .seconds(clocks.seconds.withLock { $0.elapsed }) })
    }

    @Test func `time that passes is no step, however long`() async {
        let clocks = Clocks()
        let watch = watch(clocks)
        for _ in 0..<100 {
            clocks.pass(86_400)
            await watch.look()
            #expect(await watch.remark == nil)
        }
    }

    @Test(arguments: [86_400.0, -86_400, 61, -61])
    func `a step is told until it is taken back`(_ step: Double) async {
        let clocks = Clocks()
        let watch = watch(clocks)
        clocks.set(by: step)
        clocks.pass(1)
        await watch.look()
        #expect(await watch.remark == "the clock was set by \(Int(step)) s since the start")
        clocks.set(by: -step)
        clocks.pass(1)
        await watch.look()
        #expect(await watch.remark == nil)
    }

    @Test(arguments: [59.0, -59])
    func `what keeping time takes is no step`(_ step: Double) async {
        let clocks = Clocks()
        let watch = watch(clocks)
        clocks.set(by: step)
        await watch.look()
        #expect(await watch.remark == nil)
    }
}
