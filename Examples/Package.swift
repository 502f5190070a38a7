// swift-tools-version: 6.2
// Programs outside the package that train networks of their own with RecurrentNetworks and nothing else.
import PackageDescription

let engine: Target.Dependency = .product(name: "RecurrentNetworks", package: "wardwatch")
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
    name: "examples",
    dependencies: [.package(name: "wardwatch", path: "..")],
    targets: [
        .executableTarget(name: "SequenceClassification", dependencies: [engine], swiftSettings: strict),
        .executableTarget(name: "CharacterLanguageModel", dependencies: [engine], swiftSettings: strict),
    ]
)
