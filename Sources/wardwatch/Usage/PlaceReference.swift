import Daemon
import Store

/// Finds the unit that a person means.
struct PlaceReference {
    let store: WardwatchStore

    /// - Throws: ``CommandError`` with the units that are there where no patient has ever been in such a one.
    func check(unit: String) async throws {
        let known = try await store.unitNames()
        guard !known.contains(unit) else { return }
        let near = Suggestion.nearest(to: unit, among: known).map { "did you mean '\(Terminal.printable($0))'? " } ?? ""
        let names = known.prefix(20).map(Terminal.printable).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
        throw CommandError(
            "no patient has been in unit \"\(Terminal.printable(unit))\"",
            hint: known.isEmpty ? "the unit of no patient is known yet" : "\(near)there are: \(names)")
    }
}
