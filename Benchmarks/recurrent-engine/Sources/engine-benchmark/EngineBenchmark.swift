import Foundation

/// Wardwatch's engine as a peer: answers one job per line, see README.md.
@main
struct EngineBenchmark {
    static func main() throws {
        var built: [Job: Workload] = [:]
        while let line = readLine() {
            var job = try JSONDecoder().decode(Job.self, from: Data(line.utf8))
            let seconds = job.seconds
            job.seconds = 0
            let answer: Answer
            do {
                let workload = try built[job] ?? makeWorkload(job)
                built[job] = workload
                answer = try workload.run(seconds: seconds)
            } catch let reason as Unsupported {
                answer = Answer(unsupported: reason.reason)
            }
            var output = try JSONEncoder().encode(answer)
            output.append(UInt8(ascii: "\n"))
            try FileHandle.standardOutput.write(contentsOf: output)
        }
    }

    private static func makeWorkload(_ job: Job) throws -> Workload {
        switch job.task {
        case "hello": Workload(versions: [:])
        case "train": try training(job)
        case "step": try step(job)
        case "sequences": try sequences(job)
        case "epoch": try epoch(job)
        case "drift": try drift(job)
        default: throw Unsupported(reason: "no task \(job.task)")
        }
    }
}
