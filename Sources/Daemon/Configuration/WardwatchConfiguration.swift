public import ClinicalDomain

/// Everything an administrator can set, with its default.
///
/// One TOML file; every key stands in ``ConfigurationKey``.
public struct WardwatchConfiguration: Sendable, Hashable {
    /// The SQLite file.
    public var databasePath: String
    /// Where models that are trained here are kept; empty for `models` beside the database.
    public var modelsDirectory = ""
    /// The IANA name of the site's time zone, for HL7 times without an offset and for the hour of retraining.
    public var timeZone = "UTC"
    /// Whether to listen for MLLP.
    public var mllpEnabled = true
    /// The address to listen on for MLLP.
    public var mllpHost = "127.0.0.1"
    /// The port for MLLP; 0 takes a free one.
    public var mllpPort = 2575
    /// The largest message that is taken, in bytes.
    public var mllpMaximumMessageSize = 1 << 20
    /// Whether to listen for HTTP.
    public var httpEnabled = true
    /// The address to listen on for HTTP.
    public var httpHost = "127.0.0.1"
    /// The port for HTTP; 0 takes a free one.
    public var httpPort = 8642
    /// The directory whose NDJSON and CSV files are read; empty for none.
    public var spoolDirectory = ""
    /// The outcome whose active model scores; empty for the model promoted last.
    public var scoringOutcome = ""
    /// When alerts are raised and cleared.
    public var alertPolicy = AlertPolicy()
    /// Whether to retrain every night.
    public var retrainingEnabled = true
    /// The outcome that the nightly run trains for.
    public var retrainingOutcome = "deterioration"
    /// Minutes after midnight, site time, at which retraining starts.
    public var retrainingMinute = 150
    /// The longest a nightly run may take, in seconds.
    public var retrainingMaximumSeconds = 1800.0
    /// The least severe log level: trace, debug, info, notice, warning, error or critical.
    public var logLevel = "info"

    /// The defaults, with the database at a path.
    public init(databasePath: String) { self.databasePath = databasePath }

    /// The default place of the database: the state directory that systemd gives, else below the working directory.
    public static func defaultDatabasePath(environment: [String: String]) -> String {
        environment["STATE_DIRECTORY"].map { "\($0)/wardwatch.sqlite" } ?? "./.wardwatch/wardwatch.sqlite"
    }
}
