import ClinicalDomain
import Daemon
import Ingest
import Store

/// What the configuration says about files, and the database that they go into.
struct ImportSite {
    let settings: FileSettings
    private let configuration: WardwatchConfiguration

    init(_ global: GlobalOptions, admitted: Instant = Instant(millisecondsSince1970: 0)) throws {
        configuration = try global.configuration()
        do throws(ChannelFileError) {
            settings = try FileSettings(configuration, admitted: admitted)
        } catch {
            throw CommandError("\(error)", hint: error.hint)
        }
    }

    /// The database, which knows the site's channels and units.
    func store(_ mode: WardwatchStore.Mode) throws -> WardwatchStore {
        try WardwatchStore(
            path: configuration.databasePath, mode: mode, channels: settings.channels,
            stayRules: StayRules(intensiveCareUnits: configuration.intensiveCareUnits))
    }
}
