// swift-tools-version: 6.2
// The manifest is the architecture: a target may import what is listed here and nothing else.
// `make check` builds with --explicit-target-dependency-import-check error.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Numeric code is optimized in debug builds too: tests train networks, and unoptimized loops take minutes.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

/// The engine's buffers are classes that one thread uses at a time; checking every access at run time took 3 % of a
/// training step of a small network.
let engine: [SwiftSetting] = strict + [.unsafeFlags(["-O", "-enforce-exclusivity=unchecked"])]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "wardwatch",
    products: [
        .executable(name: "wardwatch", targets: ["wardwatch"]),
        .executable(name: "wardwatchd", targets: ["wardwatchd"]),
        .library(name: "RecurrentNetworks", targets: ["RecurrentNetworks"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.33.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Leaves: no I/O, no clock, no environment, no logging.
        .target(name: "CRecurrentKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "RecurrentNetworks", dependencies: ["CRecurrentKernels"], swiftSettings: engine),
        .target(name: "ClinicalDomain", swiftSettings: strict),
        .target(name: "HL7v2", swiftSettings: strict),
        .target(name: "FHIR", swiftSettings: strict),
        .target(name: "Parquet", swiftSettings: strict),
        .target(name: "SVG", swiftSettings: strict),
        .target(name: "Pages", dependencies: ["SVG"], swiftSettings: strict),
        .target(
            name: "Migrations", path: "migrations", resources: [.embedInCode("sql")], swiftSettings: strict),

        // Pure: the leaves' values in, values out.
        .target(name: "Reporting", dependencies: ["ClinicalDomain", "Pages", "SVG"], swiftSettings: strict),
        .target(name: "Mapping", dependencies: ["ClinicalDomain", "HL7v2", "FHIR", crypto], swiftSettings: strict),
        .target(name: "Scoring", dependencies: ["ClinicalDomain", "RecurrentNetworks", "SVG"], swiftSettings: numeric),
        .target(
            name: "Training",
            dependencies: ["Alerting", "ClinicalDomain", "Pages", "RecurrentNetworks", "SVG", "Scoring"],
            swiftSettings: numeric),
        .target(name: "Alerting", dependencies: ["ClinicalDomain"], swiftSettings: strict),
        .target(name: "Simulation", dependencies: ["ClinicalDomain"], swiftSettings: numeric),
        .target(name: "TerminalBoard", dependencies: ["ClinicalDomain"], swiftSettings: strict),

        // Edges: one outside world each.
        .target(name: "TransportSecurity", dependencies: [nioSSL], swiftSettings: strict),
        .target(
            name: "Ingest",
            dependencies: [
                "ClinicalDomain", "FHIR", "HL7v2", "Mapping", "TransportSecurity", coreMetrics, logging, nioCore,
                nioPosix, nioSSL,
                serviceLifecycle,
            ], swiftSettings: strict),
        .target(
            name: "Delivery",
            dependencies: [
                "ClinicalDomain", "FHIR", "HL7v2", asyncHTTPClient, coreMetrics, crypto, logging, nioCore, nioSSL,
                serviceLifecycle, .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .target(name: "ServiceManager", swiftSettings: strict),
        .target(name: "Store", dependencies: ["ClinicalDomain", "Migrations", crypto, grdb], swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "ClinicalDomain", "FHIR", "TransportSecurity", coreMetrics, crypto, hummingbird, hummingbirdCore,
                logging,
                nioCore, nioHTTPTypes, nioSSL, serviceLifecycle,
            ],
            swiftSettings: strict),

        // Composition.
        .target(
            name: "Daemon",
            dependencies: [
                "Alerting", "ClinicalDomain", "Delivery", "FHIR", "HL7v2", "Ingest", "Mapping", "RecurrentNetworks",
                "Scoring", "ServiceManager", "Store", "Training", "TransportSecurity", "Web", crypto, logging, metrics,
                nioSSL, serviceLifecycle, unixSignals,
                .product(name: "TOMLKit", package: "TOMLKit"),
            ], swiftSettings: strict),

        // Executables.
        .executableTarget(
            name: "wardwatchd",
            dependencies: ["ClinicalDomain", "Daemon", "ServiceManager", "Store", argumentParser, logging],
            swiftSettings: strict),
        .executableTarget(
            name: "wardwatch",
            dependencies: [
                "Alerting", "ClinicalDomain", "Daemon", "HL7v2", "Ingest", "Mapping", "Parquet", "RecurrentNetworks",
                "Reporting", "Scoring", "Simulation", "Store", "TerminalBoard", "Training", "Web", argumentParser,
                logging,
            ], swiftSettings: strict),

        // Tests.
        .testTarget(name: "ClinicalDomainTests", dependencies: ["ClinicalDomain"], swiftSettings: strict),
        .testTarget(name: "RecurrentNetworksTests", dependencies: ["RecurrentNetworks"], swiftSettings: strict),
        .testTarget(name: "ParquetTests", dependencies: ["Parquet"], swiftSettings: strict),
        .testTarget(name: "HL7v2Tests", dependencies: ["HL7v2"], swiftSettings: strict),
        .testTarget(
            name: "TerminalBoardTests", dependencies: ["ClinicalDomain", "TerminalBoard"], swiftSettings: strict),
        .testTarget(name: "SimulationTests", dependencies: ["ClinicalDomain", "Simulation"], swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["ClinicalDomain", "Migrations", "Store", crypto, grdb],
            swiftSettings: strict),
        .testTarget(
            name: "IngestTests",
            dependencies: [
                "ClinicalDomain", "FHIR", "HL7v2", "Ingest", "Mapping", "TransportSecurity", logging, nioCore, nioPosix,
                nioSSL, serviceLifecycle, .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOTestUtils", package: "swift-nio"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["ClinicalDomain", "Delivery", "FHIR", "HL7v2", logging], swiftSettings: strict),
        .testTarget(name: "FHIRTests", dependencies: ["FHIR"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "ClinicalDomain", "FHIR", "Web", coreMetrics, logging, serviceLifecycle,
                .product(name: "InMemoryLogging", package: "swift-log"),
            ], swiftSettings: strict),
        .testTarget(
            name: "MappingTests", dependencies: ["ClinicalDomain", "FHIR", "HL7v2", "Mapping"],
            swiftSettings: strict),
        .testTarget(
            name: "ScoringTests", dependencies: ["ClinicalDomain", "RecurrentNetworks", "Scoring", "Simulation"],
            swiftSettings: strict),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "ClinicalDomain"], swiftSettings: strict),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["ClinicalDomain", "Pages", "RecurrentNetworks", "Scoring", "Training"],
            swiftSettings: strict),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Alerting", "ClinicalDomain", "Daemon", "Delivery", "FHIR", "HL7v2", "Ingest", "Mapping",
                "RecurrentNetworks", "Scoring", "ServiceManager", "Simulation", "Store", "Training",
                "TransportSecurity",
                "Web", grdb, logging, serviceLifecycle,
            ], swiftSettings: strict),
        .testTarget(name: "ReportingTests", dependencies: ["ClinicalDomain", "Reporting"], swiftSettings: strict),
        .testTarget(name: "ServiceManagerTests", dependencies: ["ServiceManager"], swiftSettings: strict),
        .testTarget(name: "SystemTests", dependencies: ["wardwatch", "wardwatchd"], swiftSettings: strict),
    ]
)
