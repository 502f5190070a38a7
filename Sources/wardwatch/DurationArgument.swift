import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Scoring

/// A duration such as `90s`, `30m`, `12h` or `7d`.
struct DurationArgument: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let seconds = ConfigurationKey.seconds(ofDuration: argument) else { return nil }
        self.seconds = seconds
    }
}

/// An ISO 8601 time with an offset.
struct InstantArgument: ExpressibleByArgument {
    var defaultValueDescription: String { instant.iso8601 }

    let instant: Instant

    init(instant: Instant) { self.instant = instant }

    init?(argument: String) {
        guard let instant = Instant(iso8601: argument) else { return nil }
        self.instant = instant
    }
}

/// A fold of a cross-validation such as `1/5`.
struct FoldArgument: ExpressibleByArgument {
    let fold: PatientSplit.Fold

    init?(argument: String) {
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
            let fold = PatientSplit.Fold(number: number, of: count)
        else { return nil }
        self.fold = fold
    }
}

/// A number of bytes such as `800M` or `2G`, in powers of 1024.
struct BytesArgument: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
        guard let last = argument.uppercased().last else { return nil }
        let shift = shifts[last] ?? 0
        guard let number = Int(shift == 0 ? argument[...] : argument.dropLast()), number > 0,
            number <= Int.max >> shift
        else { return nil }
        bytes = number << shift
    }
}

/// A number of things, 0 or more.
struct CountArgument: ExpressibleByArgument, ExpressibleByIntegerLiteral {
    let value: Int

    init(integerLiteral value: Int) { self.value = value }

    init?(argument: String) {
        guard let value = Int(argument), value >= 0 else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { String(value) }
}
