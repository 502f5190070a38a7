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
            request.isNightly && prepared.gate != nil && champion.model.schema == run.schema
                && !champion.hasLearnt(fromValidationOf: run.split) ? champion : nil
        }
        let trainers =
            (old?.model.networks ?? []).enumerated().map { Self.warmTrainer($1, number: $0 + 1, request) }
            + run.trainers(of: request.networks, options: request.options)
        let networks = try await networks(trainers, run, request, directory, report)
        let trained = Self.reproducibleTime ?? now()
        let number = try await nextNumber(outcome: run.outcome.name)
        func model(
            _ networks: [TrainedNetwork], _ kind: String, _ origin: ModelLineage.Origin
        ) throws -> RiskModel {
            var model = try run.model(
                of: networks, name: "\(run.outcome.name)-\(kind)-\(number)", seed: request.options.seed,
                trained: trained, budget: request.alertBudget)
            model.provenance.lineage = ModelLineage(
                origin: origin, parent: origin == .scratch ? nil : prepared.champion?.entry.name, build: Version.text,
                snapshot: prepared.history.newestMessageID)
            return model
        }
        var result = Candidates(scratch: [], number: number)
        let warm = zip(trainers, networks).filter { $0.0.start != nil }.map(\.1)
        if let old, warm.allSatisfy({ $0 != nil }) {
            result.warm = try model(warm.compactMap(\.self), old.model.networkName, .warmStart)
        }
        let scratch = zip(trainers, networks).filter { $0.0.start == nil }
        let isCrossFitted = run.split.crossFoldCount != nil
        for kind in request.networks {
            // Without cross-fitting a kind is told by its first network, with it by the networks of all folds.
            let own = scratch.filter { $0.0.kind == kind && (isCrossFitted || $0.0.member == 1) }.compactMap(\.1)
            if !own.isEmpty { result.scratch.append(try model(own, kind.rawValue, .scratch)) }
        }
        let all = scratch.compactMap(\.1)
        if all.count > 1, !isCrossFitted || request.networks.count > 1 {
            result.scratch.append(try model(all, "ensemble", .scratch))
        }
        // Not one that has learnt from the stays that would calibrate it.
        if let champion = prepared.champion, prepared.gate != nil, !champion.hasLearnt(fromValidationOf: run.split) {
            result.recalibrated = try recalibrated(champion, prepared, request, trained: trained)
        }
        if result.scratch.isEmpty, result.warm == nil, result.recalibrated == nil, let first = request.networks.first {
            throw TrainingError.interrupted(network: first.rawValue)
        }
        return result
    }

    /// The time that `SOURCE_DATE_EPOCH` names, so that two runs can give the same file.
    private static var reproducibleTime: Instant? {
        ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }.map {
            Instant(millisecondsSince1970: $0 * 1000)
        }
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
            of: champion.model.networks.map { TrainedNetwork(network: $0) }, name: champion.entry.name,
            seed: champion.model.provenance.seed, trained: trained, budget: request.alertBudget)
        model.provenance.lineage = ModelLineage(
            origin: .recalibration, parent: champion.entry.name, build: Version.text,
            snapshot: prepared.history.newestMessageID)
        return model
    }

    private func networks(
        _ trainers: [NetworkTrainer], _ run: TrainingRun, _ request: Request, _ directory: TrainingDirectory,
        _ report: @escaping @Sendable (Event) -> Void
    ) async throws -> [TrainedNetwork?] {
        try await withThrowingTaskGroup(of: (Int, TrainedNetwork?).self) { group in
            var networks = [TrainedNetwork?](repeating: nil, count: trainers.count)
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
    ) throws -> TrainedNetwork? {
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
