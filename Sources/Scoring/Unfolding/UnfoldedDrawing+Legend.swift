internal import SVG

extension UnfoldedDrawing {
    /// What colors, hatching and arrows mean.
    mutating func drawLegend() {
        y += 20
        svg.text("Legend", 12, y, size: 11, isBold: true)
        var x = 76.0
        func isPastEnd(_ width: Double) -> Bool { x + width > columns.total - 12 }
        for (width, draw) in legend {
            if isPastEnd(width) {
                x = 76
                y += 18
            }
            draw(&self, x, y)
            x += width + 18
        }
        y += 6
    }

    private typealias Entry = (width: Double, draw: (inout UnfoldedDrawing, Double, Double) -> Void)

    private var legend: [Entry] {
        [
            Self.ramp("−3 or less", "3 or more; activations −1 … 1"),
            Self.box("measured within the step") { drawing, x, y in
                drawing.svg.rectangle(x, y - 9, 16, 11, fill: DivergingColor.of(0.4))
            },
            Self.box("not measured, the last value counts") { drawing, x, y in
                drawing.svg.rectangle(x, y - 9, 16, 11, fill: DivergingColor.of(0.4, strength: 0.45))
                drawing.svg.rectangle(x, y - 9, 16, 11, fill: "url(#hatch)")
            },
            Self.box("never measured so far") { drawing, x, y in
                drawing.svg.rectangle(
                    x + 0.5, y - 8.5, 15, 10, fill: "none", style: "stroke=\"#aaaaaa\" stroke-dasharray=\"2 2\"")
            },
            Self.box("curve in a strip: activations, left negative, right positive") { drawing, x, y in
                drawing.svg.line(
                    [(x + 13, y - 9), (x + 9, y - 5), (x + 7, y - 2), (x + 3, y + 2)], stroke: "#111111", width: 1.1)
            },
            Self.box("forward through time") { drawing, x, y in
                drawing.svg.arrow(from: (x, y - 3.5), to: (x + 16, y - 3.5), color: "#111111", head: 5)
            },
            Self.box("the error flows back") { drawing, x, y in
                drawing.svg.arrow(from: (x + 16, y - 3.5), to: (x, y - 3.5), color: Self.errorColor)
            },
        ]
    }

    private static func ramp(_ least: String, _ most: String) -> Entry {
        let first = SVGDocument.width(of: least, size: 10)
        return (
            first + 82 + SVGDocument.width(of: most, size: 10),
            { drawing, x, y in
                drawing.svg.text(least, x, y)
                for part in 0..<7 {
                    drawing.svg.rectangle(
                        x + first + 4 + Double(part) * 10, y - 9, 10, 11,
                        fill: DivergingColor.of((Double(part) - 3) / 3))
                }
                drawing.svg.text(most, x + first + 80, y)
            }
        )
    }

    private static func box(
        _ name: String, _ draw: @escaping (inout UnfoldedDrawing, Double, Double) -> Void
    ) -> Entry {
        (
            22 + SVGDocument.width(of: name, size: 10),
            { drawing, x, y in
                draw(&drawing, x, y)
                drawing.svg.text(name, x + 22, y)
            }
        )
    }
}
