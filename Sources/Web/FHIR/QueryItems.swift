internal import Foundation

/// The parameters of a query or a form (`application/x-www-form-urlencoded`), decoded and in their order.
struct QueryItems: Hashable {
    /// One parameter.
    struct Item: Hashable {
        let name: String
        let value: String
    }

    var items: [Item]

    init(_ items: [Item] = []) { self.items = items }

    /// Reads a query; nil where it is not percent-encoded UTF-8.
    init?(_ query: Substring) {
        items = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
                return nil
            }
            items.append(Item(name: name, value: value))
        }
    }

    /// The query, percent-encoded.
    var query: String { items.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&") }

    static func decode(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }

    /// Leaves what RFC 3986 lets stand in a query, and is no separator there.
    static func encode(_ text: String) -> String {
        var allowed = CharacterSet(charactersIn: "-._~/:,$")
        allowed.insert(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
