/// A key and how it is applied to what it sets.
struct ConfigurationSetting<Target>: Sendable {
    /// Sets the value; returns what was expected when it does not fit.
    typealias Apply = @Sendable (inout Target, ConfigurationKey.Value) -> String?

    var key: ConfigurationKey
    let apply: Apply

    init(_ name: String, type: String, _ defaultText: String, _ summary: String, apply: @escaping Apply) {
        key = ConfigurationKey(name: name, type: type, defaultText: defaultText, summary: summary)
        self.apply = apply
    }

    private init(key: ConfigurationKey, apply: @escaping Apply) {
        (self.key, self.apply) = (key, apply)
    }

    /// The same key of a part of something larger, in a section of the file.
    func inSection<Whole>(
        _ section: String, at part: any WritableKeyPath<Whole, Target> & Sendable
    ) -> ConfigurationSetting<Whole> {
        var key = key
        key.name = "\(section).\(key.name)"
        return ConfigurationSetting<Whole>(key: key) { [apply] in apply(&$0[keyPath: part], $1) }
    }

    /// The same key where a value must be given.
    var required: Self {
        var setting = self
        setting.key.defaultText = ""
        return setting
    }

    /// The same key, for a file that holds a secret.
    var secret: Self {
        var setting = self
        setting.key.isSecret = true
        return setting
    }
}

extension ConfigurationSetting {
    static func text(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout Target, String) -> Void
    ) -> Self {
        Self(name, type: "string", defaultText, summary) { target, value in
            guard case .string(let text) = value else { return "a string in quotes" }
            set(&target, text)
            return nil
        }
    }

    static func texts(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout Target, [String]) -> Void
    ) -> Self {
        Self(name, type: "array of strings", defaultText, summary) { target, value in
            guard case .strings(let texts) = value else { return "an array of strings such as [\"A\", \"B\"]" }
            set(&target, texts)
            return nil
        }
    }

    static func boolean(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout Target, Bool) -> Void
    ) -> Self {
        Self(name, type: "true or false", defaultText, summary) { target, value in
            guard case .boolean(let flag) = value else { return "true or false" }
            set(&target, flag)
            return nil
        }
    }

    static func integer(
        _ name: String, _ defaultText: String, _ summary: String, _ range: ClosedRange<Int>,
        _ set: @escaping @Sendable (inout Target, Int) -> Void
    ) -> Self {
        let type = "whole number, \(range.lowerBound) to \(range.upperBound)"
        return Self(name, type: type, defaultText, summary) { target, value in
            guard case .integer(let number) = value, range.contains(number) else { return "a \(type)" }
            set(&target, number)
            return nil
        }
    }

    static func number(
        _ name: String, _ defaultText: String, _ summary: String, _ range: ClosedRange<Double>,
        _ set: @escaping @Sendable (inout Target, Double) -> Void
    ) -> Self {
        let type = "number, \(range.lowerBound) to \(range.upperBound)"
        return Self(name, type: type, defaultText, summary) { target, value in
            let number: Double
            switch value {
            case .integer(let integer): number = Double(integer)
            case .number(let double): number = double
            case .string, .boolean, .strings, .integers: return "a \(type)"
            }
            guard range.contains(number) else { return "a \(type)" }
            set(&target, number)
            return nil
        }
    }

    /// A duration in seconds, from a shortest to a hundred years.
    static func duration(
        _ name: String, _ defaultText: String, _ summary: String, from shortest: Double = 0,
        _ set: @escaping @Sendable (inout Target, Double) -> Void
    ) -> Self {
        var type = "duration such as \"90s\", \"30m\", \"8h\" or \"7d\""
        if shortest > 0 { type += ", at least \"\(Int(shortest))s\"" }
        return Self(name, type: type, defaultText, summary) { [type] target, value in
            guard case .string(let text) = value, let seconds = ConfigurationKey.seconds(ofDuration: text),
                seconds >= shortest
            else { return "a \(type)" }
            set(&target, seconds)
            return nil
        }
    }

    /// One of the cases of an enumeration.
    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ defaultText: String, _ summary: String,
        _ set: @escaping @Sendable (inout Target, Choice) -> Void
    ) -> Self {
        let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return Self(name, type: "one of \(words)", defaultText, summary) { target, value in
            guard case .string(let text) = value, let choice = Choice(rawValue: text) else { return "one of \(words)" }
            set(&target, choice)
            return nil
        }
    }
}
