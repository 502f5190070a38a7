import Foundation
import RecurrentNetworks

/// The results as Markdown: what was learnt, the norms, and a plot of them.
struct Report {
    let results: [BestOutcomes]
    private static let distances = [0, 10, 25, 50, 100, Contestant.length - 1]

    var text: String {
        """
        The adding problem over \(Contestant.length) steps: the sum of two marked numbers is asked for at the end, the
        first of them \(Contestant.length / 2) to \(Contestant.length - 1) steps back. \(Contestant.updateCount) updates of Adam \
        on \(Contestant.batchSize) fresh sequences each, gradient norm limit
        \(Contestant.gradientNormLimit), \(Contestant.seeds.count) seeds, the same sequences for all; of the learning \
        rates \(Contestant.learningRates.map { "\($0)" }.joined(separator: " and ")) the one with the smaller
        median error. Always answering 1 has an error of 0.167.

        | network | parameters | learning rate | mean squared error by seed | off by less than \(AddingProblem.tolerance) |
        | --- | --- | --- | --- | --- |
        \(results.map(row).joined(separator: "\n"))

        ## How far the gradient reaches

        ‖∂L/∂h‖ over 64 sequences, so many steps before the last one, divided by the norm at the last one; the median of
        the seeds.

        | network | | \(Self.distances.map { "\($0)" }.joined(separator: " | ")) |
        | --- | --- |\(Self.distances.map { _ in " --- |" }.joined())
        \(results.map { norms($0, "before", \.before) + "\n" + norms($0, "after", \.after) }.joined(separator: "\n"))

        The same over all distances, \(results.map { "\(letter($0)) for \($0.contestant.name)" }
            .joined(separator: ", ")), `*` where several meet. Before training:

        ```
        \(plot(\.before))
        ```

        After training:

        ```
        \(plot(\.after))
        ```

        \(explanation)
        """
    }

    private func row(_ result: BestOutcomes) -> String {
        let contestant = result.contestant
        let errors = result.outcomes.map { String(format: "%.4f", $0.meanSquaredError) }
        let shares = result.outcomes.map { String(format: "%.0f %%", 100 * $0.understood) }
        return "| \(contestant.name), \(contestant.hiddenSize) \(contestant.activation.rawValue) units, "
            + "\(contestant.initialization.rawValue) | \(result.parameterCount) | \(result.learningRate) | "
            + "\(errors.joined(separator: ", ")) | \(shares.joined(separator: ", ")) |"
    }

    private func norms(_ result: BestOutcomes, _ time: String, _ norms: (Contestant.Outcome) -> [Double]) -> String {
        let medians = result.norms(norms)
        return "| \(result.contestant.name) | \(time) | "
            + Self.distances.map { String(format: "%.1e", medians[$0]) }.joined(separator: " | ") + " |"
    }

    private func letter(_ result: BestOutcomes) -> Character { result.contestant.name.first ?? "?" }

    /// log₁₀ of the norms, one column for three steps, the last step at the right.
    private func plot(_ norms: (Contestant.Outcome) -> [Double]) -> String {
        let (columns, rows) = (Contestant.length / 3, 13)
        let curves = results.map { result in
            let medians = result.norms(norms)
            return (letter(result), (0..<columns).map { log10(medians[3 * (columns - 1 - $0)]) })
        }
        let values = curves.flatMap(\.1)
        // Four intervals of whole decades.
        let top = ceil(values.max() ?? 0)
        let scale = 4 * ceil((top - (values.min() ?? -1)) / 4) / Double(rows - 1)
        var grid = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
        for (letter, curve) in curves {
            for (column, value) in curve.enumerated() {
                let row = Int(((top - value) / scale).rounded())
                grid[row][column] = grid[row][column] == " " ? letter : "*"
            }
        }
        let lines = grid.enumerated().map { row, characters in
            let label = row.isMultiple(of: 3) ? String(format: "1e%.0f", top - Double(row) * scale) : ""
            return String(repeating: " ", count: 6 - label.count) + label + " |" + String(characters)
        }
        let left = "\(3 * (columns - 1)) steps before"
        return lines.joined(separator: "\n") + "\n       +" + String(repeating: "-", count: columns) + "\n        "
            + left + String(repeating: " ", count: columns - left.count - 4) + "last"
    }

    private var explanation: String {
        """
        The derivative of the loss by h at an early step is all that the weights can learn from about the first number.
        Through a simple cell it passes one Jacobian diag(φ') U per step. In the Elman cell every tanh shortens it: what
        arrives from the end is small against what the last steps say, and training on those makes it smaller still.
        The IRNN (relu, U = 1) begins with Jacobians near the identity, keeps the gradient and begins to learn, if the
        learning rate is small enough not to spoil that. The LSTM adds to c instead of transforming it: ∂c_t/∂c_{t-1}
        along the cell is the forget gate. It begins near σ(1) = 0.73, and the gradient fades as in the Elman cell; but
        the gate is learnt, and once it stays open the gradient of the first number arrives as that of later ones.
        """
    }
}
