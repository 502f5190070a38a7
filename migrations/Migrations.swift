/// The SQL history of the database: every file of `migrations/sql`, compiled into the binary.
///
/// A shipped file is never edited. A new one is named `vNNN_what_it_does.sql` and added to ``all``.
public enum Migrations {
    /// One step of the history.
    public struct Migration: Sendable {
        /// The identifier recorded in the database; never changes.
        public let name: String
        /// The statements, run in one transaction.
        public let sql: String
    }

    /// All steps, oldest first.
    public static var all: [Migration] {
        [
            Migration(name: "v001_initial", sql: text(PackageResources.v001_initial_sql)),
            Migration(name: "v002_truth_over_time", sql: text(PackageResources.v002_truth_over_time_sql)),
            Migration(name: "v003_fhir", sql: text(PackageResources.v003_fhir_sql)),
            Migration(name: "v004_retraining", sql: text(PackageResources.v004_retraining_sql)),
            Migration(name: "v005_alert_stories", sql: text(PackageResources.v005_alert_stories_sql)),
            Migration(name: "v006_delivery", sql: text(PackageResources.v006_delivery_sql)),
            Migration(name: "v007_scored_parameters", sql: text(PackageResources.v007_scored_parameters_sql)),
            Migration(name: "v008_boards_and_pauses", sql: text(PackageResources.v008_boards_and_pauses_sql)),
        ]
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
