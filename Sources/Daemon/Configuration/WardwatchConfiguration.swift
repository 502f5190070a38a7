public import ClinicalDomain
internal import Ingest
public import Mapping
public import TransportSecurity

/// Everything an administrator can set, with its default.
///
/// One TOML file; every key stands in ``ConfigurationKey`` or ``ConfigurationTable``.
public struct WardwatchConfiguration: Sendable, Hashable {
    /// The SQLite file.
    public var databasePath: String
    /// Where models that are trained here are kept; empty for `models` beside the database.
    public var modelsDirectory = ""
    /// A model that comes with the program, taken into use where none is registered; empty for none.
    public var shippedModel = "/usr/share/wardwatch/models/sepsis-vital-signs"
    /// The IANA name of the site's time zone, for HL7 times without an offset and for the hour of retraining.
    public var timeZone = "UTC"
    /// The file with the site's own codes and units; empty for none.
    public var channelsFile = ""
    /// The units (PV1-3.1) that count as intensive care.
    public var intensiveCareUnits = ["ICU", "ITU", "CCU", "SICU", "MICU", "NICU", "PICU"]
    /// Whether to listen for MLLP at ``mllp``.
    public var mllpEnabled = true
    /// The default listener for MLLP.
    public var mllp = MLLPEndpoint()
    /// Further listeners for MLLP.
    public var mllpListeners: [MLLPEndpoint] = []
    /// Devices that listen and are dialled.
    public var mllpDials: [MLLPEndpoint] = []
    /// What else tells of outcomes.
    public var outcomeRules: [OutcomeRule] = []
    /// Whether to listen for HTTP.
    public var httpEnabled = true
    /// The address to listen on for HTTP.
    public var httpHost = "127.0.0.1"
    /// The port for HTTP; 0 takes a free one.
    public var httpPort = 8642
    /// The file with the tokens that HTTP requests must bear; empty for none.
    public var httpTokensFile = ""
    /// Certificate, key and authority for HTTP; none of them: no TLS.
    public var httpTLS = TLSFiles()
    /// Whether other machines may use HTTP without TLS and without a token.
    public var httpAllowsInsecureRemote = false
    /// How many HTTP connections may be open.
    public var httpMaximumConnections = 1024
    /// The largest body of an HTTP request, in bytes.
    public var httpMaximumBodySize = 16 << 20
    /// The longest time in seconds for the header of a first HTTP request.
    public var httpHeaderSeconds = 10.0
    /// The longest time in seconds for the body of an HTTP request, and until the next one.
    public var httpBodySeconds = 60.0
    /// The directory whose files are read; empty for none.
    public var spoolDirectory = ""
    /// The outcome whose active model scores; empty for the model promoted last.
    public var scoringOutcome = ""
    /// When alerts are raised, presented again, escalated and cleared.
    public var alertRules = AlertRules()
    /// The numbers of ``alertRules`` that hold everywhere.
    public var alertPolicy: AlertPolicy {
        get { alertRules.policy }
        set { alertRules.policy = newValue }
    }
    /// Who is told of alerts, and how.
    public var receivers: [AlertReceiver] = []
    /// Whether to retrain every night.
    public var retrainingEnabled = true
    /// The outcome that the nightly run trains for.
    public var retrainingOutcome = "deterioration"
    /// Minutes after midnight, site time, at which retraining starts.
    public var retrainingMinute = 150
    /// The longest a nightly run may take, in seconds.
    public var retrainingMaximumSeconds = 1800.0
    /// The file that asks a service manager for a run; empty for a child process of the daemon.
    public var retrainingRequestFile = ""
    /// The least severe log level: trace, debug, info, notice, warning, error or critical.
    public var logLevel = "info"

    /// What was written, for those who ask what has changed.
    var given = GivenValues()

    /// The defaults, with the database at a path.
    public init(databasePath: String) { self.databasePath = databasePath }

    /// Takes another database than the configuration names.
    public mutating func useDatabase(at path: String) {
        databasePath = path
        given["database.path"] = .string(path)
    }

    /// The default place of the database: the state directory that systemd gives, else below the working directory.
    public static func defaultDatabasePath(environment: [String: String]) -> String {
        environment["STATE_DIRECTORY"].map { "\($0)/wardwatch.sqlite" } ?? "./.wardwatch/wardwatch.sqlite"
    }

    /// All ways in for HL7 v2, with their places in the file and which end of the connection we are.
    var endpoints: [(place: String, endpoint: MLLPEndpoint, end: TLSFiles.End)] {
        (mllpEnabled ? [("mllp", mllp, .server)] : [])
            + mllpListeners.enumerated().map { ("mllp.listener[\($0 + 1)]", $1, .server) }
            + mllpDials.enumerated().map { ("mllp.dial[\($0 + 1)]", $1, .client) }
    }
}
