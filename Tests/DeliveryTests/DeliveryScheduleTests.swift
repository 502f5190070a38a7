import Delivery
import Testing

@Suite struct DeliveryScheduleTests {
    private let schedule = DeliverySchedule(first: .seconds(1), longest: .seconds(300))

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (64, 300), (Int.max, 300)])
    func `a wait is a random part of what doubles with each failure`(_ failures: Int, _ seconds: Int) {
        var generator = SystemRandomNumberGenerator()
        let waits = (0..<2000).map { _ in schedule.wait(failures: failures, retryAfter: nil, using: &generator) }
        #expect(waits.allSatisfy { $0 >= .milliseconds(100) && $0 <= .seconds(seconds) })
        // Of 2,000 from the whole range some lie in its lowest fifth and some in its highest.
        #expect(waits.contains { $0 < .seconds(seconds) * 0.2 } && waits.contains { $0 > .seconds(seconds) * 0.8 })
    }

    @Test func `a receiver that says when to come back is left alone until then, within the longest wait`() {
        var generator = SystemRandomNumberGenerator()
        #expect(schedule.wait(failures: 1, retryAfter: .seconds(30), using: &generator) == .seconds(30))
        #expect(schedule.wait(failures: 1, retryAfter: .seconds(9000), using: &generator) == .seconds(300))
        #expect(schedule.wait(failures: 1, retryAfter: .seconds(0), using: &generator) <= .seconds(1))
    }
}
