/// Ends the process, and so reports a finding, unless a claim holds.
@inline(__always)
func claim(_ holds: Bool, _ text: @autoclosure () -> String) {
    if !holds { fatalError("does not hold: \(text())") }
}
