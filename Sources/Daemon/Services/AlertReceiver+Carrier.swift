internal import ClinicalDomain
internal import Delivery
internal import Ingest
internal import Logging
internal import TransportSecurity

extension AlertReceiver {
    /// The receiver as it is delivered to.
    ///
    /// - Throws: ``ConfigurationError``, or what reading files of TLS throws.
    func receiver(logger: Logger, now: @escaping @Sendable () -> Instant) throws -> Receiver {
        var logger = logger
        logger[metadataKey: "receiver"] = "\(name)"
        return Receiver(interest: interest, schedule: schedule, carrier: try carrier(logger, now))
    }

    private func carrier(_ logger: Logger, _ now: @escaping @Sendable () -> Instant) throws -> any AlertCarrier {
        let place = "\(Self.table) \(name)"
        switch kind {
        case .journal: return JournalCarrier(logger: logger)
        case .webhook:
            let secret = try secret(place: place)
            return WebhookCarrier(sender: try sender(now), url: url, secret: secret, now: now)
        case .fhir:
            let token = try bearerToken(place: place)
            return FHIRCarrier(
                sender: try sender(now), base: url, bearerToken: token, identifierSystem: identifierSystem)
        case .hl7:
            let (host, port, tls, timeout) = (host, port, tls.isEmpty ? nil : tls, schedule.timeout)
            return HL7Carrier(names: names, now: now) { message in
                let client = try await MLLPClient.connect(
                    host: host, port: port, connectTimeout: timeout, answerTimeout: timeout, tls: tls)
                do {
                    let answer = try await client.send(message)
                    await client.close()
                    return answer
                } catch {
                    await client.close()
                    throw error
                }
            }
        case .command: return CommandCarrier(command: command)
        }
    }

    private func sender(_ now: @escaping @Sendable () -> Instant) throws -> HTTPSender {
        HTTPSender(tls: try httpTLS, connectTimeout: schedule.timeout, now: now)
    }
}
