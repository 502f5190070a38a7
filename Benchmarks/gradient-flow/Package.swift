// swift-tools-version: 6.2
// A program outside Wardwatch that uses the library RecurrentNetworks; `run` builds and runs it.
import PackageDescription

let package = Package(
    name: "gradient-flow",
    dependencies: [.package(name: "wardwatch", path: "../..")],
    targets: [
        .executableTarget(
            name: "gradient-flow",
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
