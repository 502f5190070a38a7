internal import ClinicalDomain
internal import Mapping

/// Records of the PhysioNet challenges: no more comes out than went in.
enum PhysioNetFuzz {
    private static let mapping2012 = PhysioNet2012Mapping(admitted: DeliveryCheck.admitted)
    private static let mapping2019 = PhysioNet2019Mapping(admitted: DeliveryCheck.admitted)

    static func run2012(_ bytes: [UInt8]) {
        do throws(FileFormatError) {
            check(try mapping2012.map(bytes, name: "1", received: DeliveryCheck.received), bytes)
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
        }
    }

    static func run2019(_ bytes: [UInt8]) {
        do throws(FileFormatError) {
            check([try mapping2019.map(bytes, name: "p1", received: DeliveryCheck.received)], bytes)
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
        }
    }

    private static func check(_ deliveries: [Delivery], _ bytes: [UInt8]) {
        for delivery in deliveries {
            DeliveryCheck.check(delivery, reachesAhead: true)
            claim(delivery.observations.count + delivery.quarantine.count <= bytes.count, "a cell is one value at most")
        }
    }
}
