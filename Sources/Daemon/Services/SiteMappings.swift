internal import Ingest
internal import Mapping

/// What the site's codes, units and clocks mean, for everything that is taken in.
struct SiteMappings: Sendable {
    let settings: FileSettings
    let lines: NDJSONMapping

    init(_ settings: FileSettings) {
        self.settings = settings
        lines = NDJSONMapping(channels: settings.channels)
    }
}
