internal import Foundation
internal import Ingest

extension WardwatchConfiguration {
    /// Reads the files that the configuration names, so that a wrong one is found before it is needed.
    ///
    /// Apart from reading the configuration, because other commands read that too and may not read private keys.
    ///
    /// - Throws: ``ConfigurationError/tls(place:_:)``, ``ConfigurationError/file(place:reason:remedy:)``.
    public func checkFiles() throws(ConfigurationError) {
        if !channelsFile.isEmpty {
            do throws(ChannelFileError) {
                _ = try ChannelFile.read(path: channelsFile)
            } catch {
                throw .file(place: "site.channels_file", reason: "\(error)", remedy: error.hint)
            }
        }
        for (place, path) in [("http.bearer_token_file", httpBearerTokenFile)] where !path.isEmpty {
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw .file(
                    place: place, reason: "\(path) cannot be read", remedy: "check the path and its permissions")
            }
        }
        for (index, receiver) in receivers.enumerated() {
            try receiver.checkFiles(place: "\(AlertReceiver.table)[\(index + 1)]")
        }
        for (place, endpoint, end) in endpoints where !endpoint.tls.isEmpty {
            do throws(TLSFileError) {
                try endpoint.tls.check(for: end)
            } catch {
                throw .tls(place: place, error)
            }
        }
    }
}
