internal import FHIR
internal import Foundation
internal import Hummingbird

/// A search as a client asks for it.
struct SearchRequest {
    /// Resources on a page unless the client says otherwise, and at most.
    static let (defaultCount, maximumCount) = (50, 1000)

    /// What is searched for.
    private(set) var search: ResourceSearch
    /// Whether only the number of matches is asked for.
    private(set) var isCountOnly = false
    /// Whether the number of matches is told.
    private(set) var wantsTotal = true
    /// The parameters that were understood, for the links.
    private(set) var understood = QueryItems()

    /// Reads the parameters of a search.
    ///
    /// - Parameters:
    ///   - isLenient: whether unknown parameters are left out; otherwise they are refused, because the answer would be
    ///     wider than what was asked for.
    ///   - base: the address of the service.
    init(_ type: ResourceType, _ query: QueryItems, isLenient: Bool, base: String) throws {
        search = ResourceSearch(type: type)
        search.limit = Self.defaultCount
        for item in query.items {
            do {
                try take(item, base: base)
                // The cursor belongs to one page, not to the search.
                if item.name != "_cursor" { understood.items.append(item) }
            } catch let failure as FHIRFailure where isLenient && failure.issues.first?.code == .notSupported {
                continue
            }
        }
    }

    private mutating func take(_ item: QueryItems.Item, base: String) throws {
        switch item.name {
        case "_count":
            guard let count = Int(item.value), count >= 0 else { throw refusal(item, "Expected a whole number.") }
            if count == 0 { isCountOnly = true } else { search.limit = min(count, Self.maximumCount) }
        case "_summary":
            guard ["count", "false"].contains(item.value) else { throw unsupported("_summary is count or false.") }
            isCountOnly = isCountOnly || item.value == "count"
        case "_total":
            guard ["none", "estimate", "accurate"].contains(item.value) else {
                throw refusal(item, "Expected none, estimate or accurate.")
            }
            wantsTotal = item.value != "none"
        case "_sort": try sort(by: item)
        case "_cursor":
            guard let position = ResourceSearch.Position(cursor: item.value) else {
                throw refusal(item, "Not a cursor of this server; begin again with the first page.")
            }
            search.after = position
        // Aidbox's clients ask for the total by this name; it is always told.
        case "_format", "_pretty", "_totalMethod": break
        default: try addCondition(item, base: base)
        }
    }

    private mutating func sort(by item: QueryItems.Item) throws {
        search.isDescending = item.value.hasPrefix("-")
        switch (search.type, item.value.drop { $0 == "-" }) {
        case (.observation, "date"), (.encounter, "date"), (.patient, "birthdate"): search.order = .date
        case (_, "_lastUpdated"): search.order = .lastUpdated
        default:
            throw unsupported(
                "_sort is \(search.type == .patient ? "birthdate" : "date") or _lastUpdated, or - and one.")
        }
    }

    private mutating func addCondition(_ item: QueryItems.Item, base: String) throws {
        let name = item.name.prefix { $0 != ":" && $0 != "." }
        let suffix = item.name.dropFirst(name.count)
        guard let parameter = SearchParameter.all(of: search.type).first(where: { $0.name == name }) else {
            let known = SearchParameter.all(of: search.type).map(\.name).joined(separator: ", ")
            // The name is the client's text: it is not repeated, because it may be a value in the wrong place.
            throw unsupported("Unknown search parameter; known are \(known), _count, _sort, _summary and _total.")
        }
        let values = try SearchValues(item.value, of: parameter.name)
        let index = "\(search.type.rawValue).\(parameter.index)"
        switch (parameter.kind, suffix) {
        case (.token, ""): search.conditions.append(.terms(try values.tokens(index)))
        case (.string, ""): search.conditions.append(.terms(values.prefixes(index)))
        case (.id, ""): search.conditions.append(.ids(values.texts))
        case (.date, ""): search.conditions.append(.date(try values.dates()))
        case (.lastUpdated, ""): search.conditions.append(.lastUpdated(try values.dates()))
        case (.reference(let type), _):
            let isTyped = suffix == ":\(type.rawValue)"
            let isIdentifier = [":identifier", ".identifier", ":\(type.rawValue).identifier"].contains(suffix)
            if isIdentifier || ((suffix.isEmpty || isTyped) && values.areIdentifiers) {
                search.conditions.append(
                    .identifier(parameter: index, type: type, try values.tokens("\(index):identifier")))
            } else if suffix.isEmpty || isTyped {
                search.conditions.append(.terms(values.targets(index, type: type, base: base)))
            } else {
                fallthrough
            }
        default: throw unsupported("The modifier of \(parameter.name) is not supported.", at: parameter.name)
        }
    }

    private func refusal(_ item: QueryItems.Item, _ text: String) -> FHIRFailure {
        FHIRFailure(.badRequest, .value, text, at: "http.\(item.name)")
    }

    private func unsupported(_ text: String, at name: String? = nil) -> FHIRFailure {
        FHIRFailure(.badRequest, .notSupported, text, at: name.map { "http.\($0)" })
    }
}

extension SearchRequest {
    /// The answer: a page of the matches, and how to get the next.
    func answer(_ reader: any ResourceReader, base: String) throws -> JSONValue {
        let address = base.isEmpty ? search.type.rawValue : "\(base)/\(search.type.rawValue)"
        func link(_ relation: String, _ query: QueryItems) -> ResponseBundle.Link {
            let text = query.query
            return ResponseBundle.Link(relation: relation, url: text.isEmpty ? address : "\(address)?\(text)")
        }
        if isCountOnly {
            let total = try reader.count(search)
            return ResponseBundle.searchset(total: total, links: [link("self", understood)], entries: [])
        }
        let page = try reader.search(search)
        var links = [link("self", understood)]
        if let next = page.next {
            let cursor = QueryItems.Item(name: "_cursor", value: next.cursor)
            links.append(link("next", QueryItems(understood.items + [cursor])))
        }
        return ResponseBundle.searchset(
            total: wantsTotal ? try reader.count(search) : nil, links: links,
            entries: try page.versions.map { version in
                ResponseBundle.SearchEntry(
                    fullURL: base.isEmpty ? version.address : "\(base)/\(version.address)",
                    resource: try version.resource())
            })
    }
}

extension ResourceSearch.Position {
    /// The position as clients hand it back, without a meaning to them.
    var cursor: String {
        Data("\(key),\(number)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// The position of a cursor; nil for what is none.
    init?(cursor: String) {
        let base64 = cursor.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard cursor.utf8.count <= 64, let data = Data(base64Encoded: padded),
            let parts = String(data: data, encoding: .utf8)?.split(separator: ","), parts.count == 2,
            let key = Int64(parts[0]), let number = Int64(parts[1])
        else { return nil }
        self.init(key: key, number: number)
    }
}
