internal import Pages

/// Where the lines between labels and curves end, and in which order labels stand, so that a reader can follow them.
enum LeaderPlan {
    /// A rectangle in the picture.
    struct Box {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        /// Whether a place is inside, or no further away than a margin.
        func holds(_ place: PlotFrame.Place, margin: Double) -> Bool {
            place.x > x - margin && place.x < x + width + margin && place.y > y - margin
                && place.y < y + height + margin
        }
    }

    /// Points along a curve, about every two units.
    static func samples(_ places: [PlotFrame.Place]) -> [PlotFrame.Place] {
        var samples: [PlotFrame.Place] = []
        for (a, b) in zip(places, places.dropFirst()) {
            let parts = max(1, min(400, Int(distance(a, b) / 2)))
            for part in 0..<parts {
                let share = (Double(part) + 0.5) / Double(parts)
                samples.append((a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)))
            }
        }
        return samples.isEmpty ? places : samples
    }

    /// The place of a curve that is near the labels and yet apart from the other curves.
    static func end(
        of index: Int, from start: PlotFrame.Place, outside box: Box, frame: PlotFrame, curves: [CurveLabels.Curve]
    ) -> PlotFrame.Place {
        let others = curves.indices.filter { $0 != index }.map { Self.samples(curves[$0].places) }
        let samples = Self.samples(curves[index].places)
        var best = (place: samples[samples.count / 2], merit: -Double.infinity)
        for number in stride(from: 0, to: samples.count, by: max(1, samples.count / 60)) {
            let place = samples[number]
            guard place.y >= frame.top, place.y <= frame.bottom, place.x >= frame.left + 3, place.x <= frame.right,
                !box.holds(place, margin: 6)
            else { continue }
            var apart = 16.0
            for other in others { for sample in other { apart = min(apart, distance(place, sample)) } }
            let merit = 5 * apart - 0.4 * distance(start, place)
            if merit > best.merit { best = (place, merit) }
        }
        return best.place
    }

    /// The curve whose label stands at each start, from the top down: the fewest crossings, then the shortest lines.
    ///
    /// All orders of up to seven labels are tried; more keep the order of their ends.
    static func order(starts: [PlotFrame.Place], ends: [PlotFrame.Place]) -> [Int] {
        let byHeight = ends.indices.sorted { (ends[$0].y, $0) < (ends[$1].y, $1) }
        guard ends.count <= 7 else { return byHeight }
        var best = (order: byHeight, cost: cost(byHeight, starts, ends))
        permute(byHeight, from: 0) { order in
            let cost = Self.cost(order, starts, ends)
            if cost < best.cost - 1e-9 { best = (order, cost) }
        }
        return best.order
    }

    private static func cost(_ order: [Int], _ starts: [PlotFrame.Place], _ ends: [PlotFrame.Place]) -> Double {
        var cost = 0.0
        for (number, index) in order.enumerated() {
            cost += distance(starts[number], ends[index])
            for later in order.indices.dropFirst(number + 1)
            where cross(starts[number], ends[index], starts[later], ends[order[later]]) { cost += 10_000 }
        }
        return cost
    }

    private static func permute(_ order: [Int], from first: Int, _ body: ([Int]) -> Void) {
        guard first < order.count - 1 else { return body(order) }
        for index in first..<order.count {
            var order = order
            order.swapAt(first, index)
            permute(order, from: first + 1, body)
        }
    }

    private static func distance(_ a: PlotFrame.Place, _ b: PlotFrame.Place) -> Double {
        ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
    }

    /// Whether two lines cross.
    private static func cross(
        _ a: PlotFrame.Place, _ b: PlotFrame.Place, _ c: PlotFrame.Place, _ d: PlotFrame.Place
    ) -> Bool {
        func side(_ p: PlotFrame.Place, _ q: PlotFrame.Place, _ r: PlotFrame.Place) -> Bool {
            (q.x - p.x) * (r.y - p.y) > (q.y - p.y) * (r.x - p.x)
        }
        return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
    }
}
