internal import ClinicalDomain
internal import Store
internal import Web

/// The store's resources as the web asks for them.
struct FHIRSnapshot: ResourceReader {
    let reader: FHIRReader

    func current(_ type: ResourceType, _ id: String) throws -> ResourceVersion? {
        try reader.current(type: type.rawValue, id: id).flatMap { ResourceVersion($0) }
    }

    func version(_ number: Int, of type: ResourceType, _ id: String) throws -> ResourceVersion? {
        try reader.version(number, type: type.rawValue, id: id).flatMap { ResourceVersion($0) }
    }

    func search(_ search: ResourceSearch) throws -> ResourcePage {
        var query = FHIRQuery(search)
        // One more than the page holds tells whether there is a next one.
        query.limit += 1
        let found = try reader.search(query)
        let page = found.prefix(search.limit)
        let next = try found.count > search.limit ? page.last.map { try reader.position(after: $0, in: query) } : nil
        return ResourcePage(
            versions: page.compactMap { ResourceVersion($0) },
            next: next.map { ResourceSearch.Position(key: $0.key, number: $0.number) })
    }

    func count(_ search: ResourceSearch) throws -> Int { try reader.count(FHIRQuery(search)) }
}

extension ResourceVersion {
    /// A version as the store has it; nil for a type that the web does not know.
    init?(_ version: FHIRVersion) {
        guard let type = ResourceType(rawValue: version.type) else { return nil }
        self.init(
            type: type, id: version.id, version: version.version, updated: version.updated,
            isDeleted: version.isDeleted, body: version.body)
    }
}

extension FHIRIndex {
    init(_ index: ResourceIndex) {
        self.init(
            terms: Set(index.terms.map { Term(parameter: $0.parameter, text: $0.text, system: $0.system) }),
            date: index.date.map { span in
                // The smallest number means no date.
                let first = max(span.lowerBound, .min + 1)
                return Instant(
                    millisecondsSince1970: first)...Instant(millisecondsSince1970: max(first, span.upperBound - 1))
            })
    }
}

extension FHIRQuery {
    init(_ search: ResourceSearch) {
        let order: Order =
            switch search.order {
            case .created: .created
            case .date: .date
            case .lastUpdated: .lastUpdated
            }
        self.init(
            type: search.type.rawValue, conditions: search.conditions.map { Condition($0) }, order: order,
            isDescending: search.isDescending, after: search.after.map { Position(key: $0.key, number: $0.number) },
            limit: search.limit)
    }
}

extension FHIRQuery.Condition {
    init(_ condition: ResourceSearch.Condition) {
        self =
            switch condition {
            case .ids(let ids): .ids(ids)
            case .terms(let matches): .terms(matches.map { FHIRQuery.TermMatch($0) })
            case .identifier(let parameter, let type, let matches):
                .identifier(
                    parameter: parameter, type: type.rawValue, matches.map { FHIRQuery.TermMatch($0) })
            case .date(let matches): .date(matches.map { FHIRQuery.DateMatch($0) })
            case .lastUpdated(let matches): .lastUpdated(matches.map { FHIRQuery.DateMatch($0) })
            }
    }
}

extension FHIRQuery.TermMatch {
    init(_ match: ResourceSearch.TermMatch) {
        self.init(parameter: match.parameter, text: match.text, isPrefix: match.isPrefix, system: match.system)
    }
}

extension FHIRQuery.DateMatch {
    init(_ match: ResourceSearch.DateMatch) {
        let comparison: Comparison =
            switch match.comparison {
            case .equal: .equal
            case .notEqual: .notEqual
            case .greater: .greater
            case .less: .less
            case .greaterOrEqual: .greaterOrEqual
            case .lessOrEqual: .lessOrEqual
            case .startsAfter: .startsAfter
            case .endsBefore: .endsBefore
            }
        self.init(comparison, match.span)
    }
}
