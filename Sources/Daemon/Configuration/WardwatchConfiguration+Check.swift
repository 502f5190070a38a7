internal import Ingest

extension WardwatchConfiguration {
    /// Reads the files that listeners and dialled devices need, so that a wrong one is found before it is needed.
    ///
    /// Apart from reading the configuration, because other commands read that too and may not read private keys.
    ///
    /// - Throws: ``ConfigurationError/tls(place:_:)``.
    public func checkFiles() throws(ConfigurationError) {
        for (place, endpoint, end) in endpoints where !endpoint.tls.isEmpty {
            do throws(TLSFileError) {
                try endpoint.tls.check(for: end)
            } catch {
                throw .tls(place: place, error)
            }
        }
    }
}
