import Alerting
import ClinicalDomain
import Testing

struct TechnicalStateMachineTests {
    private let machine = TechnicalStateMachine(policy: AlertPolicy())

    private func values(
        _ channel: ChannelID = .heartRate, from: Double, to: Double, every: Double, value: (Int) -> Double
    ) -> [Observation] {
        stride(from: from, through: to, by: every).enumerated().map { index, time in
            Observation(
                key: Observation.Key(channel: channel, effective: hour(time), source: "M"), code: "",
                value: value(index), issued: hour(time))
        }
    }

    private func watch(_ observations: [Observation]...) -> SensorWatch {
        var watch = SensorWatch()
        for part in observations { watch.apply(part) }
        return watch
    }

    private func alert(_ reason: Alert.Reason, _ subject: String = "", raised: Double) -> Alert {
        Alert(id: 9, encounterID: nil, reason: reason, raised: hour(raised), subject: subject)
    }

    @Test func `a patient falls silent when others' values go on, and is told once`() {
        let watch = watch(values(from: 0, to: 3, every: 1) { 70 + Double($0) })
        #expect(machine.actions(watch, alerts: [], now: hour(14.9)).isEmpty)
        #expect(machine.actions(watch, alerts: [], now: hour(15)) == [.raise(.noData, subject: "", at: hour(15))])
        var silent = alert(.noData, raised: 15)
        #expect(machine.actions(watch, alerts: [silent], now: hour(30)).isEmpty)
        #expect(
            machine.actions(watch, alerts: [silent], now: hour(39)) == [
                .change(alertID: 9, .clear(at: hour(39), .lapse))
            ])
        silent.apply(.clear(at: hour(39), .lapse), clock: hour(39))
        #expect(machine.actions(watch, alerts: [silent], now: hour(500)).isEmpty)
    }

    @Test func `a value ends the silence, and the next silence is another`() {
        var silent = alert(.noData, raised: 15)
        let watch = watch(
            values(from: 0, to: 3, every: 1) { 70 + Double($0) }, values(from: 20, to: 20, every: 1) { _ in 80 })
        #expect(
            machine.actions(watch, alerts: [silent], now: hour(20)) == [
                .change(alertID: 9, .clear(at: hour(20), .recovery))
            ])
        silent.apply(.clear(at: hour(20), .recovery), clock: hour(20))
        #expect(machine.actions(watch, alerts: [silent], now: hour(32)) == [.raise(.noData, subject: "", at: hour(32))])
        #expect(machine.actions(watch, alerts: [silent], now: hour(32), isInProcedure: true).isEmpty)
    }

    @Test func `a silence of long ago is not told any more`() {
        let watch = watch(values(from: 0, to: 3, every: 1) { 70 + Double($0) })
        #expect(machine.actions(watch, alerts: [], now: hour(15 + 24)).isEmpty)
    }

    @Test func `a heart rate that never changes is a sensor that hangs`() {
        let stuck = values(from: 0, to: 6, every: 0.25) { _ in 72 }
        #expect(
            machine.actions(watch(stuck), alerts: [], now: hour(6)) == [
                .raise(.sensorFault, subject: "heartRate", at: hour(6))
            ])
        #expect(machine.actions(watch(stuck.dropLast()), alerts: [], now: hour(6)).isEmpty, "too short")
        let rare = values(from: 0, to: 10, every: 1) { _ in 72 }
        #expect(machine.actions(watch(rare), alerts: [], now: hour(10)).isEmpty, "too few")
        let alive = values(from: 0, to: 6, every: 0.25) { $0 == 12 ? 73 : 72 }
        #expect(machine.actions(watch(alive), alerts: [], now: hour(6)).isEmpty)
        let full = values(.oxygenSaturation, from: 0, to: 6, every: 0.25) { _ in 100 }
        #expect(machine.actions(watch(full), alerts: [], now: hour(6)).isEmpty, "100 % is a saturation")
    }

    @Test func `the fault ends with another value, and a lapsed one rests`() {
        let stuck = values(from: 0, to: 6, every: 0.25) { _ in 72 }
        var fault = alert(.sensorFault, "heartRate", raised: 6)
        #expect(machine.actions(watch(stuck), alerts: [fault], now: hour(6)).isEmpty)
        let alive = watch(stuck, values(from: 7, to: 7, every: 1) { _ in 75 })
        #expect(
            machine.actions(alive, alerts: [fault], now: hour(7)) == [
                .change(alertID: 9, .clear(at: hour(7), .recovery))
            ])
        fault.apply(.clear(at: hour(30), .lapse), clock: hour(30))
        let still = watch(values(from: 0, to: 31, every: 0.25) { _ in 72 })
        #expect(machine.actions(still, alerts: [fault], now: hour(31)).isEmpty)
        let longer = watch(values(from: 0, to: 54, every: 0.25) { _ in 72 })
        #expect(machine.actions(longer, alerts: [fault], now: hour(54)).count == 1)
    }

    @Test func `values out of order and deleted ones say nothing about a sensor`() {
        var watch = watch(values(from: 5, to: 6, every: 0.5) { _ in 72 })
        watch.apply(values(from: 0, to: 4, every: 0.25) { _ in 72 })
        #expect(watch.newest == hour(6) && watch.stuckChannels(AlertPolicy()).isEmpty)
        var deleted = values(from: 7, to: 7, every: 1) { _ in 90 }
        deleted[0].status = .enteredInError
        watch.apply(deleted)
        #expect(watch.newest == hour(6))
    }
}
