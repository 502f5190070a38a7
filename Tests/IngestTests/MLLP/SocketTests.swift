import Testing

/// Tests with real connections, one at a time: thousands of senders in one would be delays in another.
@Suite(.serialized) enum SocketTests {}
