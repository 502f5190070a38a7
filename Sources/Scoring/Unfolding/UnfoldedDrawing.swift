internal import ClinicalDomain
internal import SVG

/// A picture of an ``UnfoldedSequence``, in Scalable Vector Graphics.
///
/// Time runs from left to right, one column for each step; the network stands upright, inputs at the bottom and the
/// output on top:
///
///     output      the risk of each step as a curve, with the thresholds
///     layer       the activations of the units of each step as a strip, arrows for what is fed back, and beneath it
///                 the norm of the gradient by them as bars on a logarithmic scale
///     inputs      the standardized values of each step as cells
///     attribution each input's share in the newest step's log-odds as bars
///
/// Nothing is told by color alone: activations are also drawn as a curve, values as numbers or signs, and what was not
/// measured is hatched.
public struct UnfoldedDrawing {
    /// Inputs shown at most; of more, those with the largest attribution.
    static let maximumInputCount = 16
    /// Units of a layer shown at most; of more, those that moved most.
    static let maximumUnitCount = 96

    static let axisColor = "#555555"
    static let faintColor = "#d5d5d5"
    static let errorColor = "#7b3294"

    let sequence: UnfoldedSequence
    let columns: Columns
    var svg = SVGDocument()
    /// Where the next part begins.
    var y = 0.0

    /// Where the steps are.
    struct Columns {
        /// Left of it are names, right of it sums.
        let left = 208.0
        let right = 96.0
        let count: Int
        /// From one step to the next.
        let pitch: Double

        init(count: Int) {
            self.count = count
            pitch = min(32, max(13, (768 / Double(count)).rounded(.down)))
        }

        /// The free space between two steps.
        var gap: Double { max(4, pitch * 0.28) }
        /// The width of what is drawn of a step.
        var width: Double { pitch - gap }
        /// The first x of a step.
        func start(_ step: Int) -> Double { left + Double(step) * pitch + gap / 2 }
        /// The x of the middle of a step.
        func middle(_ step: Int) -> Double { left + (Double(step) + 0.5) * pitch }
        /// The last x of all steps.
        var end: Double { left + Double(count) * pitch }
        /// The width of the picture; headings need some however few the steps are.
        var total: Double { max(end + right, 700) }
    }

    /// A picture of a sequence.
    public init(_ sequence: UnfoldedSequence) {
        self.sequence = sequence
        columns = Columns(count: sequence.steps.count)
    }

    /// The document.
    public var text: String {
        var copy = self
        return copy.draw()
    }

    private mutating func draw() -> String {
        svg.add(
            """
            <defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <rect width="1" height="4" fill="#888888"/></pattern></defs>
            """)
        drawHeading()
        drawOutput()
        let layers = sequence.layers.indices.reversed()
        for index in layers {
            drawConnections(above: index)
            drawLayer(index)
        }
        drawConnections(above: nil)
        drawInputs()
        drawAttribution()
        drawTimes()
        drawLegend()
        return svg.text(
            width: columns.total, height: y + 12, title: heading,
            description: "Time runs from left to right. From top to bottom: the risk of each step, the activations and "
                + "the error flow of each layer, the standardized inputs, and their attribution.")
    }

    /// The title of a part: a letter's worth of space above, bold name, then what it shows.
    mutating func drawPartTitle(_ name: String, _ explanation: String) {
        y += 20
        svg.text(name, 12, y, size: 11, isBold: true)
        let x = 12 + SVGDocument.width(of: name, size: 11) * 1.08 + 12
        svg.text(
            SVGDocument.fitted(explanation, width: columns.total - x - 8, size: 10), x, y, fill: Self.axisColor)
        y += 8
    }

    // MARK: Heading and times

    var heading: String {
        "\(sequence.model): unfolded over \(sequence.steps.count) steps of patient \(sequence.patient)"
    }

    private mutating func drawHeading() {
        y = 24
        svg.text(SVGDocument.fitted(heading, width: columns.total - 24, size: 15), 12, y, size: 15, isBold: true)
        let units = sequence.layers.first?.activations.first?.count ?? 0
        let layerCount = sequence.layers.count
        let times = "\(date(0)) \(time(0)) to \(date(columns.count - 1)) \(time(columns.count - 1)) UTC"
        let visit = sequence.visit.isEmpty ? "" : ", visit \(sequence.visit)"
        for line in [
            "\(networkName) network, \(layerCount) \(layerCount == 1 ? "layer" : "layers") of \(units) units"
                + "; foresees \(question)",
            "steps of \(stepLength) from \(times)\(visit)"
                + (sequence.earlierSteps > 0 ? "; \(sequence.earlierSteps) steps before are not shown" : ""),
            "differentiated at the newest step: \(objective)",
        ] {
            y += 15
            svg.text(SVGDocument.fitted(line, width: columns.total - 24, size: 11), 12, y, size: 11)
        }
        y += 2
    }

    private var networkName: String {
        switch sequence.network {
        case "elman": "Elman"
        case "jordan": "Jordan"
        case "elman-jordan": "Elman-Jordan"
        case "lstm", "gru": sequence.network.uppercased()
        default: sequence.network
        }
    }

    /// What the model foresees.
    var question: String {
        sequence.outcome + (sequence.horizonHours.map { " within \(SVGDocument.number($0)) h" } ?? " during the stay")
    }

    private var objective: String {
        switch sequence.objective {
        case .logOdds: "L = log-odds of the risk (the label is not known)"
        case .crossEntropyOfPositive: "L = −ln p, the cross-entropy of its label (1: \(question))"
        case .crossEntropyOfNegative: "L = −ln(1 − p), the cross-entropy of its label (0: no \(question))"
        }
    }

    private var stepLength: String {
        let seconds = sequence.stepSeconds
        if seconds.isMultiple(of: 3600) { return "\(seconds / 3600) h" }
        return seconds.isMultiple(of: 60) ? "\(seconds / 60) min" : "\(seconds) s"
    }

    /// The day of a step.
    func date(_ step: Int) -> String { String(sequence.steps[step].iso8601.prefix(10)) }

    /// The hour and minute of a step.
    func time(_ step: Int) -> String { String(sequence.steps[step].iso8601.dropFirst(11).prefix(5)) }

    /// The steps whose times are written, the newest among them.
    var labelledSteps: [Int] {
        let every = Int((30 / columns.pitch).rounded(.up))
        return stride(from: columns.count - 1, through: 0, by: -every).reversed()
    }

    private mutating func drawTimes() {
        y += 14
        svg.text("begin of the step, UTC", columns.left - 8, y, anchor: .end, fill: Self.axisColor)
        var lastDate = ""
        for step in labelledSteps {
            svg.text(time(step), columns.middle(step), y, size: 9, anchor: .middle)
            let lag = columns.count - 1 - step
            svg.text(lag == 0 ? "T" : "T−\(lag)", columns.middle(step), y + 12, size: 9, anchor: .middle)
            guard date(step) != lastDate else { continue }
            lastDate = date(step)
            // A date is wider than a column; the first one begins at its own.
            svg.text(lastDate, columns.start(step), y + 25, size: 9, isBold: true)
        }
        svg.text("steps before the newest", columns.left - 8, y + 12, anchor: .end, fill: Self.axisColor)
        y += 26
    }
}
