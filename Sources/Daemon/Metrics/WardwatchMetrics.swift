public import Web

/// Every metric that the daemon shows: the one table, from which docs/metrics.md is made.
public enum WardwatchMetrics {
    /// In the order of the documentation.
    public static let all: [MetricDescription] =
        ingest + scoring + alerting + training + storage + serving + process

    private static let listener = MetricDescription.Label(
        "listener", "names of MLLP listeners and devices, `http`, `spool`, `stdin`")
    private static let reason = MetricDescription.Label("reason", "reasons of the quarantine")
    private static let receiver = MetricDescription.Label("receiver", "names of `[[delivery.receiver]]`")

    private static let ingest: [MetricDescription] = [
        .init(
            "wardwatch_ingest_messages_total", .counter, "Messages taken in, by what became of them.",
            labels: [listener, .init("verdict", "`accepted`, `ignored`, `faulty`, `refused`, `failed` (not stored)")]),
        .init(
            "wardwatch_ingest_observations_total", .counter, "New versions of observations stored.", labels: [listener]),
        .init("wardwatch_ingest_bytes_total", .counter, "Bytes of messages stored.", labels: [listener]),
        .init("wardwatch_quarantine_total", .counter, "Values and messages put into the quarantine.", labels: [reason]),
        .init("wardwatch_quarantine_waiting", .gauge, "Entries of the quarantine that wait.", labels: [reason]),
        .init(
            "wardwatch_mllp_connections_total", .counter, "Connections that senders of HL7 v2 opened.",
            labels: [
                listener, .init("result", "`accepted`, `refused` (too many), `replaced` (never sent a message)"),
            ]),
        .init(
            "wardwatch_mllp_open_connections", .gauge, "Connections of senders of HL7 v2 that are open.",
            labels: [listener]),
        .init(
            "wardwatch_mllp_missing_start_blocks_total", .counter,
            "MLLP blocks without their start, taken all the same.",
            labels: [listener]),
        .init(
            "wardwatch_newest_observation_timestamp_seconds", .gauge,
            "When the newest value of an open stay was true, in seconds since 1970."),
    ]

    private static let scoring: [MetricDescription] = [
        .init(
            "wardwatch_scoring_duration_seconds", .histogram, "Time to score one stay after values came in."),
        .init(
            "wardwatch_assessment_lag_seconds", .gauge,
            "How long the oldest message waits whose stay is not assessed; 0 where none waits."),
        .init("wardwatch_assessments_total", .counter, "Assessments of time steps that were recorded."),
        .init(
            "wardwatch_assessments_without_opinion_total", .counter,
            "Stays scored with NEWS2 alone, because a value was far outside of what the network was trained on."),
        .init(
            "wardwatch_assessment_failures_total", .counter,
            "Assessments that could not be recorded and are tried again."),
        .init("wardwatch_model_load_failures_total", .counter, "Models in use that could not be loaded."),
    ]

    private static let alerting: [MetricDescription] = [
        .init(
            "wardwatch_alerts_in_force", .gauge, "Alerts in force.",
            labels: [.init("state", "`open`, `acknowledged`, `snoozed`")]),
        .init(
            "wardwatch_alert_transitions_total", .counter, "Changes of alerts.",
            labels: [
                .init("reason", "reasons of alerts"),
                .init("state", "`open`, `acknowledged`, `snoozed`, `cleared`: the state after the change"),
            ]),
        .init(
            "wardwatch_alerts_held_total", .counter, "Alerts that were not raised.",
            labels: [.init("by", "what held them back, such as `budget`")]),
        .init(
            "wardwatch_deliveries_total", .counter, "Attempts to tell a receiver of an alert.",
            labels: [receiver, .init("outcome", "`delivered`, `failed` (is tried again), `refused`")]),
        .init(
            "wardwatch_delivery_lag_seconds", .histogram, "Time from the commit of a change to its delivery.",
            labels: [receiver]),
        .init("wardwatch_outbox_waiting", .gauge, "Changes of alerts that wait for a receiver.", labels: [receiver]),
        .init(
            "wardwatch_outbox_oldest_seconds", .gauge, "How long the oldest of them has waited; 0 where none waits.",
            labels: [receiver]),
    ]

    private static let training: [MetricDescription] = [
        .init(
            "wardwatch_retraining_runs_total", .counter, "Nightly runs of retraining.",
            labels: [.init("result", "`requested` (of the service manager), `done`, `failed`, `not-started`")]),
        .init(
            "wardwatch_training_last_run_timestamp_seconds", .gauge,
            "When the last run of retraining ended, in seconds since 1970."),
        .init("wardwatch_training_last_duration_seconds", .gauge, "How long the last run of retraining took."),
        .init(
            "wardwatch_training_last_decision", .gauge, "1 for what the last run decided, 0 for the others.",
            labels: [.init("decision", "decisions of retraining, such as `promote`, `recalibrate`, `keep`")]),
        .init(
            "wardwatch_input_drift", .gauge,
            "Population stability index of a channel, new stays against old ones; up to 0.1 is small.",
            labels: [.init("channel", "names of channels")]),
        .init(
            "wardwatch_calibration_drift_intercept", .gauge,
            "Calibration intercept of the model in use on new stays; 0 is right."),
        .init(
            "wardwatch_calibration_drift_slope", .gauge,
            "Calibration slope of the model in use on new stays; 1 is right."),
        .init(
            "wardwatch_calibration_drift_observed_expected_ratio", .gauge,
            "Observed by expected outcomes of the model in use on new stays; 1 is right."),
    ]

    private static let storage: [MetricDescription] = [
        .init("wardwatch_database_size_bytes", .gauge, "Size of the database file."),
        .init("wardwatch_database_wal_size_bytes", .gauge, "Size of the write-ahead log."),
        .init("wardwatch_database_disk_free_bytes", .gauge, "Free space of the file system of the database."),
        .init("wardwatch_database_readable", .gauge, "1 where the database could be read for these metrics, else 0."),
    ]

    private static let route = MetricDescription.Label(
        "route", "`/healthz`, `/readyz`, `/metrics`, `/fhir`, `none` (no such address)")

    private static let serving: [MetricDescription] = [
        .init(
            "wardwatch_http_requests_total", .counter, "HTTP requests that were answered.",
            labels: [route, .init("status", "class of the status: `2xx`, `3xx`, `4xx`, `5xx`")]),
        .init(
            "wardwatch_http_request_duration_seconds", .histogram, "Time to answer an HTTP request.", labels: [route]),
        .init(
            "wardwatch_fhir_requests_total", .counter, "FHIR requests that were answered.",
            labels: [
                .init("interaction", "interactions of FHIR R4, such as `read`; `none` where there is no such"),
                .init("status", "class of the status: `2xx`, `3xx`, `4xx`, `5xx`"),
            ]),
        .init(
            "wardwatch_http_denials_total", .counter, "HTTP requests that were not answered for want of a token.",
            labels: [.init("reason", "`missing`, `invalid`, `insufficient`")]),
        .init(
            "wardwatch_http_connections_total", .counter, "HTTP connections that were opened.",
            labels: [
                .init("result", "`accepted`, `refused` (too many), `replaced` (waited, and made room for a new one)")
            ]),
        .init("wardwatch_http_open_connections", .gauge, "HTTP connections that are open."),
        .init(
            "wardwatch_tls_certificate_expiry_timestamp_seconds", .gauge,
            "When our certificate ends, in seconds since 1970.", labels: [listener]),
        .init(
            "wardwatch_configuration_reloads_total", .counter, "Times that the configuration was read again.",
            labels: [.init("result", "`done`, `refused`")]),
    ]

    private static let process: [MetricDescription] = [
        .init(
            "wardwatch_build_info", .info, "The version that runs.", labels: [.init("version", "of the program")]),
        .init("process_start_time_seconds", .gauge, "When the process was started, in seconds since 1970."),
        .init("process_cpu_seconds_total", .counter, "Time that the process has computed."),
        .init("process_resident_memory_bytes", .gauge, "Memory of the process that lies in RAM."),
        .init("process_virtual_memory_bytes", .gauge, "Address space of the process."),
        .init("process_open_fds", .gauge, "Files and sockets that the process has open."),
        .init("process_max_fds", .gauge, "Files and sockets that the process may have open."),
    ]
}
