internal import ClinicalDomain
internal import Foundation
internal import Logging
internal import Metrics
internal import ServiceLifecycle

/// Has `wardwatch retrain --nightly` run at the configured local time.
///
/// In a child process, so that neither its memory nor a crash of it touches scoring; it lowers its own priority. Where
/// the plan names a file for requests, the service manager starts the run when it sees the file, with limits that a
/// child process could not have. What the run promotes is noticed in the database.
struct RetrainingService: Service {
    let plan: Shared<RetrainingPlan>
    let executable: URL?
    let logger: Logger
    let now: @Sendable () -> Instant

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var known = plan.value
            var start = next(known)
            while true {
                // The clock is looked at every few seconds, so that a jump of it is noticed.
                try await Task.sleep(for: .seconds(5))
                let (time, plan) = (now(), plan.value)
                let jumpedBack = start.hours(since: time) > 25
                if plan != known || jumpedBack {
                    known = plan
                    start = next(plan)
                } else if time >= start {
                    if plan.isEnabled { try await retrain(plan) }
                    start = next(plan)
                }
            }
        }
    }

    private func next(_ plan: RetrainingPlan) -> Instant {
        let start = plan.schedule.nextStart(after: now())
        if plan.isEnabled { logger.info("retraining scheduled", metadata: ["start": "\(start)"]) }
        return start
    }

    private func retrain(_ plan: RetrainingPlan) async throws {
        do {
            if !plan.requestFile.isEmpty {
                try request(plan)
                count("requested")
                logger.notice("retraining requested")
            } else if let executable {
                logger.notice("retraining started")
                let status = try await child(executable, plan.arguments)
                count(status == 0 ? "done" : "failed")
                logger.log(
                    level: status == 0 ? .notice : .error, "retraining ended", metadata: ["exit.status": "\(status)"])
            } else {
                throw CocoaError(.fileNoSuchFile)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            count("not-started")
            logger.error("retraining could not be started", metadata: ["error": "\(error)"])
        }
    }

    private func count(_ result: String) {
        Counter(label: "wardwatch_retraining_runs_total", dimensions: [("result", result)]).increment()
    }

    /// Writes the file whole or not at all: whoever waits for it reads it at once.
    private func request(_ plan: RetrainingPlan) throws {
        guard let text = plan.requestText else { throw CocoaError(.fileWriteInapplicableStringEncoding) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: plan.requestFile), options: .atomic)
    }

    /// Runs a program to its end, or until shutdown.
    private func child(_ executable: URL, _ arguments: [String]) async throws -> Int32 {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let exit = AsyncStream<Int32> { continuation in
            process.terminationHandler = { ended in
                continuation.yield(ended.terminationStatus)
                continuation.finish()
            }
        }
        try process.run()
        return try await withTaskCancellationHandler {
            for await status in exit { return status }
            throw CancellationError()
        } onCancel: {
            process.terminate()
        }
    }
}
