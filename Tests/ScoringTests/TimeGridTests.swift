import ClinicalDomain
import Scoring
import Testing

struct TimeGridTests {
    @Test(arguments: [
        (0, 0), (1, 0), (3_599_999, 0), (3_600_000, 1), (7_200_000, 2), (-1, -1), (-3_600_000, -1), (-3_600_001, -2),
        (-7_200_000, -2), (1_767_225_600_000, 490_896),
    ])
    func `a step begins at its first millisecond, also before 1970`(milliseconds: Int64, step: Int) {
        #expect(TimeGrid.hourly.step(of: Instant(millisecondsSince1970: milliseconds)) == step)
    }

    @Test(arguments: [1, 60, 300, 3600, 86_400])
    func `each instant lies in its step, and steps touch without overlap`(seconds: Int) {
        let grid = TimeGrid(seconds: seconds)
        var generator = SeededGenerator(seed: UInt64(seconds))
        for _ in 0..<2_000 {
            let time = Instant(
                millisecondsSince1970: Int64.random(in: -4_000_000_000_000...8_000_000_000_000, using: &generator))
            let step = grid.step(of: time)
            #expect(grid.start(of: step) <= time && time < grid.end(of: step))
            #expect(grid.end(of: step) == grid.start(of: step + 1))
            #expect(grid.step(of: grid.start(of: step)) == step)
            #expect(grid.step(of: grid.end(of: step)) == step + 1)
        }
    }
}
