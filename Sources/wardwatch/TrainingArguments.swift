import ArgumentParser
import ClinicalDomain
import RecurrentNetworks
import Training

/// An outcome that can be learned.
struct OutcomeArgument: ExpressibleByArgument {
    let definition: OutcomeDefinition

    init(_ definition: OutcomeDefinition) { self.definition = definition }

    init?(argument: String) {
        guard let definition = OutcomeDefinition.standard.first(where: { $0.name == argument }) else { return nil }
        self.definition = definition
    }

    static let allValueStrings = OutcomeDefinition.standard.map(\.name)

    var defaultValueDescription: String { definition.name }
}

/// Kinds of networks: one, or all that are trained by default.
struct NetworkArgument: ExpressibleByArgument {
    static let all = NetworkArgument(name: "all")

    private let name: String

    private init(name: String) { self.name = name }

    init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        name = argument
    }

    var kinds: [CellKind] {
        CellKind.allCases.filter { name == "all" ? NetworkTrainer.standardKinds.contains($0) : $0.rawValue == name }
    }

    static let allValueStrings = CellKind.allCases.map(\.rawValue) + ["all"]

    var defaultValueDescription: String { name }
}
