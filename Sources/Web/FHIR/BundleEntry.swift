internal import FHIR
internal import Hummingbird

/// One entry of a batch or transaction, read and checked.
struct BundleEntry {
    let index: Int
    let fullURL: String?
    let interaction: ResourceInteraction
    let preconditions: Preconditions
    /// The resource; null for interactions that take none.
    let resource: JSONValue

    /// Reads an entry.
    ///
    /// - Parameters:
    ///   - json: the entry of a valid Bundle.
    ///   - base: the address of the service, which addresses may begin with.
    /// - Throws: ``FHIRFailure`` with the place within the Bundle.
    init(_ json: JSONValue, index: Int, base: String) throws {
        self.index = index
        fullURL = json["fullUrl"]?.string
        let request = json["request"]
        preconditions = Preconditions(
            ifMatch: request?["ifMatch"]?.string, ifNoneMatch: request?["ifNoneMatch"]?.string,
            ifModifiedSince: request?["ifModifiedSince"]?.string, ifNoneExist: request?["ifNoneExist"]?.string)
        do {
            guard let url = request?["url"]?.string, let method = request?["method"]?.string,
                let method = HTTPRequest.Method(method)
            else {
                throw FHIRFailure(
                    .unprocessableContent, .required, "The request needs a method and a URL.",
                    at: "Bundle.entry[\(index)].request")
            }
            let local = url.hasPrefix(base) ? url.dropFirst(base.count) : url[...]
            let parts = local.drop { $0 == "/" }.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            interaction = try ResourceInteraction(
                method, path: parts.first ?? "", query: parts.count > 1 ? parts[1] : "")
            if case .patch = interaction {
                throw FHIRFailure(
                    .badRequest, .notSupported, "A Bundle cannot carry patches here; send them one by one.")
            }
            if interaction.takesResource {
                guard let resource = json["resource"] else {
                    throw FHIRFailure(.unprocessableContent, .required, "The resource is missing.")
                }
                try ResourceServer.validate(resource, as: interaction.type, at: "Bundle.entry[\(index)].resource")
                self.resource = resource
            } else {
                resource = .null
            }
        } catch let failure as FHIRFailure {
            throw failure.within(entry: index)
        }
    }
}
