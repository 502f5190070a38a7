/// A rule about several elements of one structure, with the key that the standard gives it.
struct Invariant {
    /// The key in the standard: `obs-6`.
    let key: String
    /// The rule in words, with what to do.
    let rule: String
    /// The element at which it fails, relative to the structure (`[]` for the structure itself); nil where it holds.
    let failure: @Sendable (JSONObject) -> [Step]?

    /// One step from the structure to the element at fault.
    enum Step: Hashable {
        case member(String)
        case item(Int)
    }

    /// A rule that either holds or fails, at the structure itself or at one member.
    init(_ key: String, _ rule: String, at member: String? = nil, holds: @escaping @Sendable (JSONObject) -> Bool) {
        self.init(key, rule, failure: { holds($0) ? nil : member.map { [.member($0)] } ?? [] })
    }

    /// A rule that says where it fails.
    init(_ key: String, _ rule: String, failure: @escaping @Sendable (JSONObject) -> [Step]?) {
        (self.key, self.rule, self.failure) = (key, rule, failure)
    }
}

extension JSONObject {
    /// Whether an element with a choice of types has a value or the extensions of one.
    func hasChoice(_ name: String) -> Bool {
        members.contains { member in
            let rest = member.name.hasPrefix("_") ? member.name.dropFirst() : member.name[...]
            return rest.hasPrefix(name) && rest.dropFirst(name.count).first?.isUppercase == true
        }
    }

    /// Whether an element is there, as a value or with its extensions alone.
    func has(_ name: String) -> Bool { self[name] != nil || self["_\(name)"] != nil }
}
