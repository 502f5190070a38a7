public import ArgumentParser
public import ClinicalDomain
public import Daemon
public import Ingest
public import Store
public import Training

// Values of other modules as arguments: the raw values are the words on the command line.
extension FileFormat: ExpressibleByArgument {}
extension PublicDataSet: ExpressibleByArgument {}
extension HistoryTable: ExpressibleByArgument {}
extension QuarantineEntry.Reason: ExpressibleByArgument {}
extension RetrainingJob.Promotion: ExpressibleByArgument {}
