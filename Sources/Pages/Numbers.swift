internal import Foundation

extension Double {
    /// The number with so many digits after the point and a true minus sign; never a negative zero.
    public func decimal(_ digits: Int) -> String {
        guard isFinite else { return "–" }
        let text = String(format: "%.\(max(0, digits))f", self)
        guard text.hasPrefix("-") else { return text }
        return text.contains { ("1"..."9").contains($0) } ? "−" + text.dropFirst() : String(text.dropFirst())
    }
}

extension Int {
    /// The number with thin spaces between thousands.
    public var grouped: String {
        var text = String(magnitude)
        var position = text.count - 3
        while position > 0 {
            text.insert("\u{2009}", at: text.index(text.startIndex, offsetBy: position))
            position -= 3
        }
        return (self < 0 ? "−" : "") + text
    }
}
