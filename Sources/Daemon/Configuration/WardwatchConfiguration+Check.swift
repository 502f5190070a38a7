internal import Foundation
internal import Ingest
internal import TransportSecurity
internal import Web

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
        _ = try httpTokens()
        if !httpTLS.isEmpty {
            do throws(TLSFileError) { try httpTLS.check(for: .server) } catch { throw .tls(place: "http", error) }
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

    /// Who may do what over HTTP; nil where nobody is asked for a token.
    func httpTokens() throws(ConfigurationError) -> AccessTokens? {
        if httpTokensFile.isEmpty { return nil }
        do throws(TokenFile.Fault) {
            return try TokenFile.read(path: httpTokensFile)
        } catch {
            throw .file(place: "http.tokens_file", reason: error.reason, remedy: error.hint)
        }
    }
}
