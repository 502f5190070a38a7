/// What was waited for did not happen.
struct DeadlineExceeded: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    var description: String { "not within \(limit): \(what)" }
}

/// Asks again and again until there is an answer.
///
/// - Throws: ``DeadlineExceeded``, or what `body` throws.
func poll<Answer>(
    _ what: String, within limit: Duration = .seconds(30), every interval: Duration = .milliseconds(20),
    _ body: () async throws -> Answer?
) async throws -> Answer {
    let deadline = ContinuousClock.now + limit
    while true {
        if let answer = try await body() { return answer }
        if ContinuousClock.now >= deadline { throw DeadlineExceeded(what: what, limit: limit) }
        try await Task.sleep(for: interval)
    }
}

/// Asks again and again until the answer is yes.
func poll(
    until what: String, within limit: Duration = .seconds(30), every interval: Duration = .milliseconds(20),
    _ body: () async throws -> Bool
) async throws {
    _ = try await poll(what, within: limit, every: interval) { try await body() ? true : nil }
}
