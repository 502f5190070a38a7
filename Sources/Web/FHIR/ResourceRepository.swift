public import ClinicalDomain
public import FHIR

/// Where FHIR resources are kept, answered by whoever holds the data.
public protocol ResourceRepository: Sendable {
    /// Reads from one snapshot.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceReader) throws -> Value
    ) async throws -> Value

    /// Reads and writes in one transaction, and returns after the commit.
    ///
    /// - Throws: what `body` throws, or why the transaction failed; then nothing was stored.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any ResourceWriter) throws -> Value
    ) async throws -> Value
}

/// Finds resources within one snapshot or transaction.
public protocol ResourceReader {
    /// The current version of a resource, also where that is a deletion; nil when there never was one.
    func current(_ type: ResourceType, _ id: String) throws -> ResourceVersion?

    /// One version of a resource; nil when there is none of that number.
    func version(_ number: Int, of type: ResourceType, _ id: String) throws -> ResourceVersion?

    /// One page of the current versions of the resources that match.
    func search(_ search: ResourceSearch) throws -> ResourcePage

    /// How many resources match, on all pages.
    func count(_ search: ResourceSearch) throws -> Int
}

/// Finds and stores resources within one transaction.
public protocol ResourceWriter: ResourceReader {
    /// The time by the clock.
    var now: Instant { get }

    /// Stores a version of a resource and what it says clinically.
    ///
    /// - Parameters:
    ///   - version: the version; its number is one more than that of the current one, or 1.
    ///   - resource: the JSON as it is served; nil for a deletion.
    ///   - index: what it can be found by; empty for a deletion.
    /// - Returns: warnings: what of it could not be used clinically.
    func store(_ version: ResourceVersion, resource: JSONValue?, index: ResourceIndex) throws
        -> [OperationOutcome.Issue]
}

/// One page of a search.
public struct ResourcePage: Sendable {
    /// The resources, in the order of the search.
    public var versions: [ResourceVersion]
    /// Where the next page begins; nil when this is the last one.
    public var next: ResourceSearch.Position?

    /// A page of its parts.
    public init(versions: [ResourceVersion], next: ResourceSearch.Position?) {
        (self.versions, self.next) = (versions, next)
    }
}
