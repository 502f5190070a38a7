import Daemon
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("kitten", "sitting", 3), ("saturday", "sunday", 3), ("alrts", "alerts", 1), ("", "abc", 3),
    ])
    func `distances are those of the literature`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }

    @Test(arguments: [
        ("alrts", "alerts"), ("lsit", "list"), ("shw", "show"), ("tabel", "table"), ("opne", "open"), ("fly", nil),
        ("ab", nil), ("retrian", "retrain"), ("", nil), ("simulation", "simulate"),
    ])
    func `a name is near when it was probably meant`(word: String, name: String?) {
        let names = ["alerts", "list", "show", "table", "open", "retrain", "simulate"]
        #expect(EditDistance.nearest(to: word, among: names) == name)
    }
}
