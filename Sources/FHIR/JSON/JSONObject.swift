/// The members of a JSON object in the order in which they were written; every name stands once.
public struct JSONObject: Hashable, Sendable {
    /// One member.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public var value: JSONValue

        /// A member of its parts.
        public init(name: String, value: JSONValue) { (self.name, self.value) = (name, value) }
    }

    /// The members.
    public private(set) var members: [Member]

    /// An object of these members; of two with the same name the later one counts.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = []
        for (name, value) in members { self[name] = value }
    }

    /// An object of members whose names are known to differ.
    init(distinct members: [Member]) { self.members = members }

    /// The value of the member of that name; a new member goes to the end, and nil removes one.
    ///
    /// - Complexity: O(n): FHIR objects have few members.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Whether it has no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The names in their order.
    public var names: [String] { members.map(\.name) }
}
