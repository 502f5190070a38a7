internal import ClinicalDomain
internal import Foundation
internal import Logging
internal import Metrics
internal import ServiceLifecycle

/// Starts `wardwatch retrain --nightly` in a child process at the configured local time.
///
/// A child process, so that neither its memory nor a crash of it touches scoring. It lowers its own priority. What it
/// promotes is noticed in the database.
struct RetrainingService: Service {
    let schedule: RetrainingSchedule
    let executable: URL
    let arguments: [String]
    let logger: Logger
    let now: @Sendable () -> Instant

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var start = schedule.nextStart(after: now())
            logger.info("retraining scheduled", metadata: ["start": "\(start)"])
            while true {
                // The clock is looked at every few seconds, so that a jump of it is noticed.
                try await Task.sleep(for: .seconds(5))
                let time = now()
                let jumpedBack = start.hours(since: time) > 25
                if time >= start { try await retrain() }
                if time >= start || jumpedBack {
                    start = schedule.nextStart(after: now())
                    logger.info("retraining scheduled", metadata: ["start": "\(start)"])
                }
            }
        }
    }

    private func retrain() async throws {
        logger.notice("retraining started")
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let exit = AsyncStream<Int32> { continuation in
            process.terminationHandler = { ended in
                continuation.yield(ended.terminationStatus)
                continuation.finish()
            }
        }
        do {
            try process.run()
        } catch {
            Counter(label: "wardwatch_retraining_runs_total", dimensions: [("result", "not-started")]).increment()
            logger.error("retraining could not be started", metadata: ["error": "\(error)"])
            return
        }
        await withTaskCancellationHandler {
            for await status in exit {
                let result = status == 0 ? "done" : "failed"
                Counter(label: "wardwatch_retraining_runs_total", dimensions: [("result", result)]).increment()
                logger.log(
                    level: status == 0 ? .notice : .error, "retraining ended", metadata: ["exit.status": "\(status)"])
            }
        } onCancel: {
            process.terminate()
        }
    }
}
