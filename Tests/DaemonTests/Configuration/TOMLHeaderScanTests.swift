import Testing

@testable import Daemon

struct TOMLHeaderScanTests {
    /// Found by fuzzing: each ended the process inside the parser.
    @Test(arguments: [
        "[[ [[unit]]\n", "[{", "[=", "[.", "[ =", "[[[", "[#", "[ #", "[[ {", "[é]\n",
        "name = \"a # b\" # [ok]\n[ok]\nlist = [\n  [1], # \"\n]\n[[ [",
    ])
    func `a header without a name is refused`(text: String) throws {
        var scan = TOMLHeaderScan(text)
        #expect(scan.lineOfNamelessHeader() == text.split(separator: "\n", omittingEmptySubsequences: true).count)
    }

    @Test(arguments: [
        "[a]\nb = 1\n[[c]]\n[ \"d\" ]\n['e'.f]\n[-]\n[]\n[[]]\n[[", "a = [\n  [[1]],\n  [ # one\n  [{ b = 2 }],\n]]\n",
        "a = \"\"\"\n[[ [\n\\\"\"\"\n\"\"\"\n", "a = '''\n[=\n'''\n", "a = 'it\\'\n[b]\n", "# [[ [\na = 1\n", "",
    ])
    func `everything else is left to the parser`(text: String) {
        var scan = TOMLHeaderScan(text)
        #expect(scan.lineOfNamelessHeader() == nil)
    }
}
