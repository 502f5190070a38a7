internal import Logging

extension Logger {
    /// The same for what runs services, which at debug would write down each service with all that it holds: secrets of
    /// receivers as well.
    var lifecycle: Logger {
        var logger = self
        logger.logLevel = max(logger.logLevel, .info)
        return logger
    }
}
