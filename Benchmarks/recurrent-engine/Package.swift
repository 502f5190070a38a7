// swift-tools-version: 6.2
// A program outside Wardwatch that uses the library RecurrentNetworks; `setup` builds it, `run` times it.
import PackageDescription

let package = Package(
    name: "recurrent-engine",
    dependencies: [.package(name: "wardwatch", path: "../..")],
    targets: [
        .executableTarget(
            name: "engine-benchmark",
            dependencies: [.product(name: "RecurrentNetworks", package: "wardwatch")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ]
)
