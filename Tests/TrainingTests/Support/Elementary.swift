import Foundation

/// Elementary functions under names that do not hide those of a type.
enum Elementary {
    static func log(_ value: Double) -> Double { Foundation.log(value) }
    static func exp(_ value: Double) -> Double { Foundation.exp(value) }
    static func power(_ base: Double, _ exponent: Double) -> Double { Foundation.pow(base, exponent) }
    static func cosine(_ value: Double) -> Double { Foundation.cos(value) }

    /// 1 / (1 + e⁻ᶻ) without overflow.
    static func sigmoid(_ value: Double) -> Double {
        value >= 0 ? 1 / (1 + exp(-value)) : exp(value) / (1 + exp(value))
    }
}
