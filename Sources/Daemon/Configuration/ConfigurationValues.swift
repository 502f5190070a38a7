/// The keys and values of one table of the file, and where it stands.
struct ConfigurationValues {
    /// Where it stands: `mllp.listener[2]`, counted from 1.
    let place: String
    /// In the order of the names; nil for a value of a type that no key takes.
    let values: [(name: String, value: ConfigurationKey.Value?)]

    /// Applies every value, and sees to it that none is missing.
    func apply<Target>(
        _ settings: [ConfigurationSetting<Target>], to target: inout Target
    ) throws(ConfigurationError) {
        for (name, value) in values {
            guard let setting = settings.first(where: { $0.key.name == name }) else {
                let near = EditDistance.nearest(to: name, among: settings.map(\.key.name))
                throw .unknownKey(place: "\(place).\(name)", suggestion: near.map { "\(place).\($0)" })
            }
            try setting.apply(value, to: &target, place: "\(place).\(name)")
        }
        for setting in settings where setting.key.defaultText.isEmpty {
            guard values.contains(where: { $0.name == setting.key.name }) else {
                throw .missingValue(place: "\(place).\(setting.key.name)", expected: setting.key.type)
            }
        }
    }
}

extension ConfigurationSetting {
    /// Applies a value that stands at a place.
    func apply(
        _ value: ConfigurationKey.Value?, to target: inout Target, place: String
    ) throws(ConfigurationError) {
        guard let value else { throw .invalidValue(place: place, expected: key.type) }
        if let expected = apply(&target, value) { throw .invalidValue(place: place, expected: expected) }
    }
}
