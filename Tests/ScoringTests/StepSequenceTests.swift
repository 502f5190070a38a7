import ClinicalDomain
import Scoring
import Testing

struct StepSequenceTests {
    /// The elements of a walk, as hours after ``origin`` with `s` where a sequence begins.
    private func walk(observed: [Int], maximumGapSteps: Int) -> [String] {
        let timeline = ObservationTimeline(
            grid: .hourly, observations: observed.map { observation(.heartRate, 80, minute: $0 * 60) })
        let sequence = StepSequence(timeline, maximumGapSteps: maximumGapSteps)
        let first = TimeGrid.hourly.step(of: origin)
        var elements: [String] = []
        var last: Int?
        while let element = sequence.element(after: last) {
            elements.append("\(element.step - first)" + (element.isStart ? "s" : ""))
            last = element.step
        }
        return elements
    }

    @Test(arguments: [
        ([], []), ([0], ["0s"]), ([-3], ["-3s"]), ([0, 1], ["0s", "1"]), ([0, 3], ["0s", "1", "2", "3"]),
        ([0, 4], ["0s", "4s"]), ([0, 3, 9, 10], ["0s", "1", "2", "3", "9s", "10"]),
    ])
    func `steps without data are walked through up to the longest gap`(observed: [Int], elements: [String]) {
        #expect(walk(observed: observed, maximumGapSteps: 3) == elements)
    }

    @Test
    func `a gap of centuries costs nothing`() {
        #expect(walk(observed: [0, 2_000_000], maximumGapSteps: 72) == ["0s", "2000000s"])
    }
}
