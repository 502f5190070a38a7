import Testing

@testable import RecurrentNetworks

/// Ranges of steps cut out of packed batches.
struct SequenceBatchWindowTests {
    @Test func `a window equals a batch of the steps cut out by hand`() throws {
        let sequences = RaggedSequences(seed: 9)
        let whole = try sequences.batch()
        for (range, lossStart) in [(0..<11, 0), (0..<4, 2), (2..<7, 2), (2..<7, 5), (6..<20, 9), (11..<15, 11)] {
            let window = whole.window(range, lossStart: lossStart)
            let expected = try sequences.batch(range, lossStart: lossStart)
            #expect(window.lengths == expected.lengths)
            #expect(window.groups.map(\.rowCount) == expected.groups.map(\.rowCount))
            // Places of sequences without a step may be others: rows are compared in the order given.
            #expect(
                largestDifference(window.padded(window.inputs, width: 3), expected.padded(expected.inputs, width: 3))
                    == 0)
            #expect(
                largestDifference(window.padded(window.targets, width: 2), expected.padded(expected.targets, width: 2))
                    == 0)
            #expect(
                largestDifference(
                    window.padded(window.targetWeights, width: 2), expected.padded(expected.targetWeights, width: 2))
                    == 0)
            #expect(
                largestDifference(
                    window.padded(window.lossWeights, width: 1), expected.padded(expected.lossWeights, width: 1)) == 0)
            #expect(abs(window.lossWeightSum - expected.lossWeightSum) < 1e-14)
        }
    }

    @Test func `a window of more sequences than a group holds has the rows of each`() throws {
        let lengths = (0..<40).map { ($0 * 7) % 23 }
        let values = lengths.enumerated().map { sequence, length in
            (0..<length).map { Double(100 * sequence + $0) }
        }
        let batch = try SequenceBatch(inputSize: 1, inputs: values)
        let window = batch.window(3..<9)
        #expect(window.lengths == lengths.map { min(max($0 - 3, 0), 6) })
        let rows = window.padded(window.inputs, width: 1)
        for (sequence, length) in window.lengths.enumerated() {
            for step in 0..<6 {
                #expect(rows[step * 40 + sequence] == (step < length ? Double(100 * sequence + step + 3) : 0))
            }
        }
    }
}
