internal import Ingest
internal import Mapping

extension WardwatchConfiguration {
    /// This configuration with everything from another one that can be changed while the daemon runs.
    ///
    /// Listeners, dialled devices and their files of TLS keep their places: what they answer and how they are encrypted
    /// changes, where and how they listen does not.
    func adopting(_ other: WardwatchConfiguration) -> WardwatchConfiguration {
        var result = self
        result.timeZone = other.timeZone
        result.channelsFile = other.channelsFile
        result.intensiveCareUnits = other.intensiveCareUnits
        result.mllp = mllp.adopting(other.mllp)
        result.mllpListeners = mllpListeners.map { $0.adopting(other.mllpListeners) }
        result.mllpDials = mllpDials.map { $0.adopting(other.mllpDials) }
        result.httpTokensFile = other.httpTokensFile
        result.httpTLS = other.httpTLS
        result.httpAllowsInsecureRemote = other.httpAllowsInsecureRemote
        result.outcomeRules = other.outcomeRules
        result.scoringOutcome = other.scoringOutcome
        result.alertRules = other.alertRules
        result.receivers = other.receivers
        result.retrainingEnabled = other.retrainingEnabled
        result.retrainingOutcome = other.retrainingOutcome
        result.retrainingMinute = other.retrainingMinute
        result.retrainingMaximumSeconds = other.retrainingMaximumSeconds
        result.retrainingRequestFile = other.retrainingRequestFile
        result.logLevel = other.logLevel
        return result
    }

    /// The arrays of tables that differ.
    private func tables(differingFrom other: WardwatchConfiguration) -> [String] {
        [
            ("mllp.listener", mllpListeners != other.mllpListeners), ("mllp.dial", mllpDials != other.mllpDials),
            ("outcome.rule", outcomeRules != other.outcomeRules),
            ("alerts.unit", alertRules.units != other.alertRules.units),
            (AlertReceiver.table, receivers != other.receivers),
        ].filter(\.1).map(\.0)
    }

    /// The keys whose values differ, arrays of tables as one.
    ///
    /// A setting can be written and not read, so it is tried: writing the other's value changes something or not. What
    /// the other leaves to the default differs where what was ``given`` here is in force and no default.
    func keys(differingFrom other: WardwatchConfiguration) -> [String] {
        let defaults = WardwatchConfiguration(databasePath: "")
        let keys = WardwatchConfiguration.settings.filter { setting in
            func with(_ value: ConfigurationKey.Value, _ base: WardwatchConfiguration) -> WardwatchConfiguration {
                var result = base
                _ = setting.apply(&result, value)
                return result
            }
            let name = setting.key.name
            if let value = other.given[name] { return with(value, self) != self }
            guard let value = given[name] else { return false }
            return with(value, self) == self && with(value, defaults) != defaults
        }
        return keys.map(\.key.name) + tables(differingFrom: other)
    }
}

extension MLLPEndpoint {
    fileprivate func adopting(_ other: MLLPEndpoint) -> MLLPEndpoint {
        var result = self
        result.acknowledgment = other.acknowledgment
        result.acceptsTestMessages = other.acceptsTestMessages
        result.tls = other.tls
        result.allowsInsecureRemote = other.allowsInsecureRemote
        return result
    }

    fileprivate func adopting(_ others: [MLLPEndpoint]) -> MLLPEndpoint {
        others.first { $0.name == name }.map { adopting($0) } ?? self
    }
}
