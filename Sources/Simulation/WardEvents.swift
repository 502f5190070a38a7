import ClinicalDomain

/// The events of all patients of a ward, merged by time of sending while they are walked.
///
/// Only the patients whose turn in bed has come are in memory, so a history of any length needs the memory of about
/// two turns. Equal times are ordered by patient.
public struct WardEvents: Sequence, Sendable {
    private let ward: WardSimulation

    init(_ ward: WardSimulation) { self.ward = ward }

    /// A walk from the first event.
    public func makeIterator() -> Iterator { Iterator(ward) }

    /// Takes the earliest event of a binary heap of patients; O(log n) for n patients in bed.
    public struct Iterator: IteratorProtocol {
        /// The events of one patient that have not been sent yet.
        private struct Pending {
            let index: Int
            let events: [SimulatedEvent]
            var position = 0

            func precedes(_ other: Pending) -> Bool {
                (events[position].at, index) < (other.events[other.position].at, other.index)
            }
        }

        private let ward: WardSimulation
        private var heap: [Pending] = []
        private var nextPatient = 0

        init(_ ward: WardSimulation) { self.ward = ward }

        /// The next event in the order of sending; nil after the last.
        public mutating func next() -> SimulatedEvent? {
            admit()
            guard var first = heap.first else { return nil }
            let event = first.events[first.position]
            first.position += 1
            if first.position < first.events.count {
                heap[0] = first
            } else {
                let last = heap.removeLast()
                if !heap.isEmpty { heap[0] = last }
            }
            sink()
            return event
        }

        /// Makes the patients who can send something before the earliest event that is waiting.
        private mutating func admit() {
            while nextPatient < ward.configuration.patients {
                if let first = heap.first, ward.earliestEvent(at: nextPatient) > first.events[first.position].at {
                    return
                }
                let patient = ward.patient(at: nextPatient)
                if !patient.events.isEmpty { rise(Pending(index: nextPatient, events: patient.events)) }
                nextPatient += 1
            }
        }

        private mutating func rise(_ new: Pending) {
            heap.append(new)
            var child = heap.count - 1
            while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        }

        private mutating func sink() {
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                    if heap[child].precedes(heap[least]) { least = child }
                }
                if least == parent { return }
                heap.swapAt(parent, least)
                parent = least
            }
        }
    }
}
