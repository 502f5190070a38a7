import Testing

/// The executables as a hospital runs them: real processes, sockets, SQLite files and kills.
///
/// Nothing here imports the project's code. Messages are written and answers read by the tests themselves, the database
/// is read by another SQLite. One test at a time: each has a daemon and most of the machine.
@Suite(
    .serialized, .timeLimit(.minutes(3)),
    .enabled(if: Executables.areThere, "wardwatch and wardwatchd are built, or WARDWATCH_BIN says where they are"))
enum EndToEnd {}
