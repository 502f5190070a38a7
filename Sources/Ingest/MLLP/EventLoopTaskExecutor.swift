import NIOCore

/// Runs tasks on an event loop.
///
/// What a connection does with a message then happens on the thread that reads its bytes and writes its answer: waking
/// another thread takes as long as understanding the message.
final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
