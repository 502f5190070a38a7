// swift-tools-version: 6.2
// libFuzzer on the parsers; `run` builds and runs it. The sources of the parsers are links into the main package, so
// that they are compiled here with the coverage that steers the fuzzer.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Optimized, with assertions and the standard library's own checks left in.
let fuzzed: [SwiftSetting] = strict + [.unsafeFlags(["-O", "-assert-config", "Debug", "-sanitize=fuzzer"])]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")

let package = Package(
    name: "fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(name: "ClinicalDomain", swiftSettings: fuzzed),
        .target(name: "HL7v2", swiftSettings: fuzzed),
        .target(name: "FHIR", swiftSettings: fuzzed),
        .target(
            name: "Mapping",
            dependencies: ["ClinicalDomain", "HL7v2", "FHIR", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: fuzzed),
        // The decoders alone: the sockets around them need many more packages.
        .target(name: "MLLPDecoding", dependencies: [nioCore], swiftSettings: fuzzed),
        .target(
            name: "ChannelFiles",
            dependencies: ["ClinicalDomain", .product(name: "TOMLKit", package: "TOMLKit")],
            // The reader of a text is internal: its users give a path.
            swiftSettings: fuzzed + [.unsafeFlags(["-enable-testing"])]),
        .executableTarget(
            name: "wardwatch-fuzz",
            dependencies: [
                "ChannelFiles", "ClinicalDomain", "CLibFuzzer", "FHIR", "HL7v2", "Mapping", "MLLPDecoding", nioCore,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ], swiftSettings: fuzzed, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ]
)
