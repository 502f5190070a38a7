import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Store
import Training

struct RetrainCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrain", abstract: "Train networks on the stored history, and put the best into use.",
        discussion: """
            Patients are dealt into training, validation and test once for all. Where fewer than 20 stays have the \
            outcome, NEWS2 reaching 7 takes its place, and everything says so. Of several networks an ensemble is made, \
            whose risk is that of the mean of their raw outputs.

            Where a model is in use, a gate compares it with the best of the new ones and may keep it: \
            docs/retraining.md. A run that was killed goes on where it was when it is started again on the same data.

            Example:
              wardwatch retrain --nightly --outcome sepsis --max-time 2h --max-memory 2G
              wardwatch retrain --outcome sepsis --network all --seed 1
              wardwatch retrain --network lstm --promote never --max-time 20m
              wardwatch retrain --outcome sepsis --cross-fit 5 --promote never
              wardwatch retrain --without endTidalCarbonDioxide
            """)

    @Flag(help: "As the daemon starts it: at low priority, from the weights of the model in use as well.")
    var nightly = false

    @Option(help: ArgumentHelp("What to learn to foresee.", valueName: "outcome"))
    var outcome = OutcomeArgument(.deterioration)

    @Option(
        help: ArgumentHelp(
            "Which networks: one kind, or all of elman, jordan, elman-jordan and lstm; feed-forward has no memory.",
            valueName: "network"))
    var network = NetworkArgument.all

    @Option(help: ArgumentHelp("The seed of weights and order.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Stop after this time with what was reached: 30m, 2h. By default 2h at night, else never.",
            valueName: "time"))
    var maxTime: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Leave the oldest stays out where more would be needed: 800M, 2G. By default 2G at night.",
            valueName: "bytes"))
    var maxMemory: BytesArgument?

    @Option(help: ArgumentHelp("When to put the best into use.", valueName: "when"))
    var promote = RetrainingJob.Promotion.auto

    @Option(help: ArgumentHelp("Networks of each kind in the ensemble, 1 to 16.", valueName: "number"))
    var members = 1

    @Option(help: ArgumentHelp("At most so many passes over the training patients.", valueName: "number"))
    var epochs = 8

    @Option(help: ArgumentHelp("Size of each hidden layer.", valueName: "units"))
    var hidden = 16

    @Option(help: ArgumentHelp("Hidden layers on top of each other.", valueName: "number"))
    var layers = 1

    @Option(help: ArgumentHelp("Share of values dropped between layers while training, 0 to 0.9.", valueName: "share"))
    var dropout = 0.0

    @Option(help: ArgumentHelp("The latest steps that a feed-forward network sees.", valueName: "steps"))
    var window = 12

    @Option(help: ArgumentHelp("Threads to compute on, 1 or 2; the models do not depend on it.", valueName: "number"))
    var threads = 2

    @Option(help: ArgumentHelp("Step size of Adam at the start.", valueName: "rate"))
    var learningRate = 0.002

    @Flag(help: "Let the models see the time since admission.")
    var clock = false

    @Flag(help: "Let the models see in which unit the patient lies.")
    var unit = false

    @Flag(help: "Let the models see vital signs only, no laboratory values.")
    var vitalSigns = false

    @Option(
        help: ArgumentHelp("A channel that the models must not see; may be given several times.", valueName: "channel"),
        completion: .list(ChannelTable.standard.channels.map(\.id.rawValue)))
    var without: [String] = []

    @Option(
        help: ArgumentHelp(
            "Alerts for 100 patient-days that the alert threshold keeps to, with the policy of --config.",
            valueName: "number"))
    var alertBudget = AlertBudget.standard.alertsPer100PatientDays

    @Option(
        help: ArgumentHelp(
            "For cross-validation: the fold whose patients are left for the test, as 1/5.", valueName: "fold"))
    var testFold: FoldArgument?

    @Flag(help: "Leave nobody for the test: for a model that is measured on other patients.")
    var withoutTest = false

    @Option(
        help: ArgumentHelp(
            "Folds of cross-fitting: so many networks of each kind, each calibrated on the fold it left out.",
            valueName: "number"))
    var crossFit = 0

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let kinds = network.kinds
        guard (1...1024).contains(hidden), (1...10_000).contains(epochs), learningRate > 0, learningRate < 1 else {
            throw ValidationError("hidden must be 1 to 1024, epochs 1 to 10000, learning-rate between 0 and 1")
        }
        guard (1...8).contains(layers), (0...0.9).contains(dropout), (1...240).contains(window),
            (1...BackpropagationThroughTime<Float>.shardCount).contains(threads)
        else {
            throw ValidationError("layers must be 1 to 8, dropout 0 to 0.9, window 1 to 240, threads 1 or 2")
        }
        guard (1...16).contains(members) else { throw ValidationError("members must be 1 to 16") }
        guard maxMemory.map({ $0.bytes >= 400 << 20 }) ?? true else {
            throw ValidationError("max-memory must be 400M or more: the program itself needs most of that")
        }
        guard testFold == nil || !withoutTest else {
            throw ValidationError("--test-fold leaves patients for the test, --without-test nobody: give one of them")
        }
        guard !nightly || (crossFit == 0 && !withoutTest && testFold == nil) else {
            throw ValidationError(
                "--nightly keeps the split that its gate compares on: no --cross-fit, --without-test, --test-fold")
        }
        guard crossFit == 0 || (2...20).contains(crossFit) else {
            throw ValidationError("cross-fit must be 2 to 20, or 0 for none")
        }
        guard alertBudget > 0, alertBudget <= 10_000 else {
            throw ValidationError("alert-budget must be above 0 and at most 10000")
        }
        guard dropout == 0 || layers > 1 else {
            throw ValidationError("--dropout is between layers and needs --layers 2 or more")
        }
        if nightly { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10) }
        let store = try global.store(.existing)
        let job = RetrainingJob(
            store: store, models: try global.modelDirectory(), now: WardwatchStore.systemClock)
        let time = maxTime?.seconds ?? (nightly ? 7200 : nil)
        var request = RetrainingJob.Request(
            outcome: outcome.definition, networks: kinds,
            options: TrainingOptions(
                hiddenSize: hidden, layerCount: layers, dropout: dropout, windowSize: window, threadCount: threads,
                maximumEpochs: epochs, learningRate: learningRate, seed: seed, memberCount: members),
            includesClock: clock, vitalSignsOnly: vitalSigns, excludedChannels: try excludedChannels(),
            split: PatientSplit(
                seed: TrainingData.seed, testFold: testFold?.fold, crossFoldCount: crossFit == 0 ? nil : crossFit,
                hasTest: !withoutTest),
            alertBudget: AlertBudget(
                alertsPer100PatientDays: alertBudget, policy: try global.configuration().alertPolicy),
            promotion: promote,
            deadline: time.map { ContinuousClock.now + .seconds($0) },
            actor: nightly ? "wardwatch retrain --nightly" : NSUserName())
        (request.isNightly, request.includesUnit) = (nightly, unit)
        request.maximumBytes = maxMemory?.bytes ?? (nightly ? 2 << 30 : nil)
        let story = RetrainingStory(networks: kinds.count * members * max(1, crossFit), epochs: epochs)
        let entries = try await job.run(request) { event in story.tell(event) }
        story.finish()
        try Listing.show(
            entries.map(ModelRow.init), name: "models", format: format.format, empty: "no models were trained")
        try store.close()
    }

    private func excludedChannels() throws -> Set<ChannelID> {
        for name in without where ChannelTable.standard[ChannelID(name)] == nil {
            let known = ChannelTable.standard.channels.map(\.id.rawValue)
            let near = Suggestion.nearest(to: name, among: known).map { ". Did you mean '\($0)'?" } ?? ""
            throw ValidationError("There is no channel '\(name)'\(near)")
        }
        return Set(without.map { ChannelID($0) })
    }
}
