internal import ClinicalDomain
internal import Foundation
internal import RecurrentNetworks
internal import Scoring
internal import Store
internal import Training

extension RetrainingJob {
    /// The models that one run made.
    struct Candidates: Sendable {
        /// Trained from random weights: one of each kind, and of several networks their ensemble.
        var scratch: [RiskModel]
        /// Trained on from the champion's weights.
        var warm: RiskModel?
        /// The champion with a calibration and thresholds fitted again.
        var recalibrated: RiskModel?
        /// The number of the run's names, counted on from what is registered.
        var number: Int
    }

    /// How much of a training from random weights one from the champion's weights is: it has less to learn.
    private static let warmShare = 0.25

    /// Trains the networks, two at a time, one for each core; results do not depend on it.
    ///
    /// A network that the deadline left without a single epoch is left out, unless all were and no champion can be
    /// calibrated again.
    func candidates(
        _ prepared: Prepared, _ request: Request, _ directory: TrainingDirectory,
        _ report: @escaping @Sendable (Event) -> Void
    ) async throws -> Candidates {
        let run = prepared.run
        let old = prepared.champion.flatMap { champion in
            request.isNightly && prepared.gate != nil && champion.model.schema == run.schema ? champion : nil
        }
        let trainers =
            (old?.model.networks ?? []).enumerated().map { Self.warmTrainer($1, number: $0 + 1, request) }
            + request.networks.flatMap { kind in
                (1...request.options.memberCount).map { member in
                    NetworkTrainer(kind: kind, member: member, options: request.options)
                }
            }
        let networks = try await networks(trainers, run, request, directory, report)
        let trained = now()
        let number = try await nextNumber(outcome: run.outcome.name)
        func model(
            _ networks: [RecurrentNetwork<Float>], _ kind: String, _ origin: ModelLineage.Origin
        ) throws -> RiskModel {
            var model = try run.model(
                of: networks, name: "\(run.outcome.name)-\(kind)-\(number)", seed: request.options.seed,
                trained: trained)
            model.provenance.lineage = ModelLineage(
                origin: origin, parent: origin == .scratch ? nil : prepared.champion?.entry.name, build: Version.text,
                snapshot: prepared.history.newestMessageID)
            return model
        }
        var result = Candidates(scratch: [], number: number)
        let warm = zip(trainers, networks).filter { $0.0.start != nil }.map(\.1)
        if let old, !warm.contains(nil) {
            result.warm = try model(warm.compactMap(\.self), old.model.networkName, .warmStart)
        }
        let scratch = zip(trainers, networks).filter { $0.0.start == nil }
        for (trainer, network) in scratch where trainer.member == 1 {
            if let network { result.scratch.append(try model([network], trainer.kind.rawValue, .scratch)) }
        }
        let all = scratch.compactMap(\.1)
        if all.count > 1 { result.scratch.append(try model(all, "ensemble", .scratch)) }
        if let champion = prepared.champion, prepared.gate != nil {
            result.recalibrated = try recalibrated(champion, prepared, request, trained: trained)
        }
        if result.scratch.isEmpty, result.warm == nil, result.recalibrated == nil, let first = request.networks.first {
            throw TrainingError.interrupted(network: first.rawValue)
        }
        return result
    }

    private static func warmTrainer(
        _ network: RecurrentNetwork<Float>, number: Int, _ request: Request
    ) -> NetworkTrainer {
        var options = request.options
        options.learningRate *= warmShare
        options.maximumEpochs = max(1, Int((Double(options.maximumEpochs) * warmShare).rounded()))
        return NetworkTrainer(kind: network.architecture.cell, member: number, options: options, start: network)
    }

    /// The champion's networks, calibrated on all validation patients that are known now.
    private func recalibrated(
        _ champion: Champion, _ prepared: Prepared, _ request: Request, trained: Instant
    ) throws -> RiskModel? {
        // Where the run sees other things than the champion, its stays are only those that the gate needs.
        guard
            let run = try? TrainingRun(
                outcome: prepared.run.outcome, schema: champion.model.schema, sequences: prepared.championSequences,
                dataDigest: prepared.run.dataDigest, split: prepared.run.split)
        else { return nil }
        var model = try run.model(
            of: champion.model.networks, name: champion.entry.name, seed: champion.model.provenance.seed,
            trained: trained)
        model.provenance.lineage = ModelLineage(
            origin: .recalibration, parent: champion.entry.name, build: Version.text,
            snapshot: prepared.history.newestMessageID)
        return model
    }

    private func networks(
        _ trainers: [NetworkTrainer], _ run: TrainingRun, _ request: Request, _ directory: TrainingDirectory,
        _ report: @escaping @Sendable (Event) -> Void
    ) async throws -> [RecurrentNetwork<Float>?] {
        try await withThrowingTaskGroup(of: (Int, RecurrentNetwork<Float>?).self) { group in
            var networks = [RecurrentNetwork<Float>?](repeating: nil, count: trainers.count)
            for (index, trainer) in trainers.enumerated() {
                if index >= 2, let (index, network) = try await group.next() { networks[index] = network }
                group.addTask { (index, try Self.network(trainer, run, request, directory, report)) }
            }
            for try await (index, network) in group { networks[index] = network }
            return networks
        }
    }

    /// Nil when there was no time for a single epoch.
    private static func network(
        _ trainer: NetworkTrainer, _ run: TrainingRun, _ request: Request, _ directory: TrainingDirectory,
        _ report: @escaping @Sendable (Event) -> Void
    ) throws -> RecurrentNetwork<Float>? {
        let name = "\(trainer.kind.rawValue)-\(trainer.member)\(trainer.start == nil ? "" : "-warm")"
        let progress = directory.progress(of: name)
        if let progress { report(.resumed(network: name, epoch: progress.epoch)) }
        var last = ContinuousClock.now
        do {
            return try run.network(
                trainer,
                shouldStop: { request.deadline.map { ContinuousClock.now >= $0 } ?? false || Task.isCancelled },
                resuming: progress, checkpoint: { try directory.keep($0, of: name) },
                progress: { epoch in
                    let time = ContinuousClock.now
                    report(.epoch(epoch, seconds: (time - last) / .seconds(1)))
                    last = time
                })
        } catch TrainingError.interrupted {
            return nil
        }
    }

    /// The number of a new run: numbered on from what is registered.
    private func nextNumber(outcome: String) async throws -> Int {
        let taken = try await store.models().map(\.name)
        return 1
            + (taken.compactMap { name in
                name.hasPrefix("\(outcome)-") ? name.split(separator: "-").last.flatMap { Int($0) } : nil
            }.max() ?? 0)
    }
}
