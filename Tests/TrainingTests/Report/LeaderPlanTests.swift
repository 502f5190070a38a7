import Pages
import RecurrentNetworks
import Testing

@testable import Training

struct LeaderPlanTests {
    private func isCrossing(_ a: PlotFrame.Place, _ b: PlotFrame.Place, _ c: PlotFrame.Place, _ d: PlotFrame.Place)
        -> Bool
    {
        // Parameters at which the lines a–b and c–d meet.
        let determinant = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x)
        guard abs(determinant) > 1e-9 else { return false }
        let t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / determinant
        let u = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / determinant
        return t > 0 && t < 1 && u > 0 && u < 1
    }

    @Test(arguments: [2, 4, 6])
    func `lines to ends on one side of the labels never cross`(count: Int) {
        var generator = CounterBasedGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            let starts = (0..<count).map { (x: 200.0, y: 20 + 13 * Double($0)) }
            let ends = (0..<count).map { _ in (x: 190 * generator.uniform(), y: 250 * generator.uniform()) }
            let order = LeaderPlan.order(starts: starts, ends: ends)
            #expect(order.sorted() == Array(0..<count))
            for first in 0..<count {
                for second in 0..<first {
                    #expect(!isCrossing(starts[first], ends[order[first]], starts[second], ends[order[second]]))
                }
            }
        }
    }

    @Test func `many labels are ordered without trying everything`() {
        let starts = (0..<40).map { (x: 200.0, y: Double($0)) }
        let ends = (0..<40).map { (x: 10.0, y: Double((37 * $0) % 40)) }
        let order = LeaderPlan.order(starts: starts, ends: ends)
        #expect(order.map { ends[$0].y } == (0..<40).map(Double.init))
    }

    @Test func `a line ends on its curve, apart from the other, and not under the labels`() {
        let frame = ROCPlot.frame
        let style = PlotStyle.model(0)
        // Two curves that part at the right.
        let near: [PlotFrame.Place] = [(50, 100), (200, 100), (380, 60)]
        let far: [PlotFrame.Place] = [(50, 102), (200, 102), (380, 160)]
        let curves = [near, far].map { CurveLabels.Curve(name: "", detail: "", style: style, places: $0) }
        let box = LeaderPlan.Box(x: 60, y: 200, width: 100, height: 30)
        for index in 0..<2 {
            let end = LeaderPlan.end(of: index, from: (160, 215), outside: box, frame: frame, curves: curves)
            #expect(end.x > 200 && !box.holds(end, margin: 0))
            let expected = index == 0 ? 100 - (end.x - 200) / 180 * 40 : 102 + (end.x - 200) / 180 * 58
            #expect(abs(end.y - expected) < 1e-9)
        }
    }
}
