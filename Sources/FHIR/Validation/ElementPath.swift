/// The place of an element, written as in the JSON: `Observation.component[1].valueQuantity.value`.
struct ElementPath: Hashable, CustomStringConvertible {
    /// The text of the path.
    let description: String

    /// The root: a resource type.
    init(_ root: String) { description = root }

    /// A member of the element.
    func member(_ name: String) -> ElementPath { ElementPath("\(description).\(name)") }

    /// An item of the element.
    func item(_ index: Int) -> ElementPath { ElementPath("\(description)[\(index)]") }

    /// Whether a text may stand in a path: letters, digits and underscores, up to 64, not beginning with a digit.
    ///
    /// What a client writes in the place of a name may be anything, a patient's name as well.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
    }
}
