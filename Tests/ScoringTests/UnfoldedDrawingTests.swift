import ClinicalDomain
import Foundation
import RecurrentNetworks
import Testing

@testable import Scoring

struct UnfoldedDrawingTests {
    private static func drawing(
        _ cell: CellKind = .lstm, steps: Int = 24, patient: String = "1", schema: SequenceSchema = schema,
        layerCount: Int = 1, hiddenSize: Int = 5
    ) throws -> DrawingReader {
        var model = try model(cell, schema: schema)
        model.networks[0] = RecurrentNetwork(
            architecture: try NetworkArchitecture(
                cell: cell, inputSize: schema.featureCount, hiddenSize: hiddenSize, outputSize: 1,
                contextDecay: cell.feedsOutputBack ? 0.5 : 0, layerCount: layerCount), seed: 7)
        let observations = RandomStay(hours: 90, gapHours: 0, seed: 5).observations
        let sequence = try #require(
            try UnfoldedSequence(
                model: model, history: UnfoldedSequenceTests.history(observations, patient: patient),
                stepCount: steps, label: { _ in nil }))
        return try DrawingReader(UnfoldedDrawing(sequence).text)
    }

    @Test(arguments: CellKind.allCases, [1, 2, 24, 48, 72])
    func `texts lie inside the picture and not on each other`(cell: CellKind, steps: Int) throws {
        let drawing = try Self.drawing(cell, steps: steps)
        let boxes = drawing.texts.compactMap(\.box)
        for (index, box) in boxes.enumerated() {
            #expect(box.isInside(width: drawing.width, height: drawing.height), "\(box)")
            for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box) and \(other)") }
        }
        print("\(cell.rawValue), \(steps) steps: \(boxes.count) texts, \(drawing.width) by \(drawing.height)")
    }

    @Test func `model, patient, times, inputs, risk and the norm of every step stand in it`() throws {
        let model = try model()
        let sequence = try #require(try UnfoldedSequenceTests.unfold(model, label: true))
        let drawing = try DrawingReader(UnfoldedDrawing(sequence).text)
        let texts = drawing.texts.map(\.text)
        #expect(texts.contains("test-lstm: unfolded over 10 steps of patient 1"))
        #expect(texts.contains { $0.contains("LSTM network, 1 layer of 5 units; foresees deterioration within 12 h") })
        #expect(texts.contains { $0.contains("L = −ln p") })
        for hour in 0..<10 { #expect(texts.contains("0\(hour):00")) }
        for name in ["heartRate (/min)", "respiratoryRate (/min)", "bodyTemperature (Cel)", "age", "sex", "clock"] {
            #expect(texts.filter { $0 == name }.count == 2, "\(name), as an input and in the attribution")
        }
        for norm in sequence.layers[0].errorNorms { #expect(texts.contains(UnfoldedDrawing.short(norm))) }
        #expect(texts.contains("p = \(UnfoldedDrawing.short(sequence.probabilities[9]))"))
        // Ten steps of five units, and a hatched cell for every step without a temperature after the first one.
        #expect(drawing.count("polyline") > 10)
        #expect(drawing.elements.filter { $0.attributes["fill"] == "url(#hatch)" }.count == 6 + 1)
    }

    @Test func `only networks that feed the output back have arrows from it, one less than steps`() throws {
        for cell in CellKind.allCases {
            let drawing = try Self.drawing(cell, steps: 12)
            let dashed = drawing.elements.filter { $0.attributes["stroke-dasharray"] == "2 1.5" }
            #expect(dashed.count == (cell.feedsOutputBack ? 11 : 0), "\(cell)")
        }
    }

    @Test func `a stack has a part for each layer, the top one first`() throws {
        let drawing = try Self.drawing(.elman, steps: 12, layerCount: 2)
        let titles = drawing.texts.map(\.text).filter { $0.hasPrefix("Layer ") }
        #expect(titles == ["Layer 2", "Layer 1"])
    }

    @Test func `of many inputs and units only those are drawn that matter most, and it is said`() throws {
        let channels = ChannelTable.standard.channels.prefix(20).map {
            SequenceSchema.ScaledChannel(id: $0.id, mean: 80, deviation: 10)
        }
        let drawing = try Self.drawing(schema: SequenceSchema(channels: channels), hiddenSize: 120)
        let texts = drawing.texts.map(\.text)
        #expect(texts.contains { $0.contains("16 of 22, those with the largest attribution") })
        #expect(texts.contains { $0.contains("96 of 120 units, those that moved most") })
        #expect(texts.contains("heartRate (/min)"))
    }

    @Test func `what a sender wrote cannot break the document`() throws {
        let drawing = try Self.drawing(patient: "<&\"'\u{1}\n" + String(repeating: "W", count: 300))
        #expect(drawing.texts.contains { $0.text.contains("patient <&\"'\u{FFFD} WWW") && $0.text.hasSuffix("…") })
    }

    @Test func `numbers are short and keep two digits`() {
        for (value, text) in [
            (0.0, "0"), (1, "1"), (0.125, "0.12"), (0.001, "0.001"), (0.000_99, "9.9e-4"), (3.14e-20, "3.1e-20"),
            (12.34, "12"), (999, "999"), (-0.25, "-0.25"), (12_345, "1.2e4"),
        ] {
            #expect(UnfoldedDrawing.short(value) == text)
        }
        for (value, ceiling) in [(0.021, 0.04), (0.04, 0.04), (0.18, 0.2), (0.5, 0.6), (0.81, 1), (1.04, 1), (0, 1e-6)]
        {
            #expect(abs(UnfoldedDrawing.niceCeiling(value) - ceiling) < 1e-12)
        }
    }

    @Test func `colors end in blue and orange, with near white between`() {
        #expect(DivergingColor.of(-1) == DivergingColor.negative && DivergingColor.of(-7) == DivergingColor.negative)
        #expect(DivergingColor.of(1) == DivergingColor.positive)
        #expect(DivergingColor.of(0) == "#f7f7f7" && DivergingColor.of(1, strength: 0) == "#f7f7f7")
    }
}
