-- Wardwatch, schema version 1.
--
-- Times are INTEGER milliseconds since 1970-01-01T00:00:00Z. Every table is STRICT. A column may be NULL only where
-- absence means something, and then the comment beside it says what. Names are singular and camelCase.

PRAGMA application_id = 0x57415244;  -- "WARD"

-- Names that repeat in millions of rows, as small numbers. Rows are only ever added.

CREATE TABLE source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE            -- sending application, device or file; '' when it does not say
) STRICT;

CREATE TABLE channel (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
    unit TEXT NOT NULL CHECK (length(unit) > 0)  -- canonical, UCUM: the unit of all values of the channel
) STRICT;

CREATE TABLE code (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE            -- as it arrived; '' when the format has none
) STRICT;

CREATE TABLE message (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows with time and is never used twice: marks rest on it
    format   TEXT NOT NULL CHECK (format IN ('hl7v2', 'fhir', 'ndjson', 'csv', 'physionet2012', 'physionet2019')),
    sourceID INTEGER NOT NULL REFERENCES source (id),
    identity BLOB NOT NULL UNIQUE CHECK (length(identity) > 0),  -- the same identity is the same message
    body     BLOB NOT NULL,              -- as it arrived; empty where it can be read again from the source
    received INTEGER NOT NULL
) STRICT;

CREATE TABLE patient (
    id         INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL UNIQUE CHECK (length(identifier) > 0),
    birthDate  TEXT CHECK (birthDate GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),  -- NULL: unknown
    sex        TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown'))
) STRICT;

CREATE TABLE encounter (
    id            INTEGER PRIMARY KEY,
    patientID     INTEGER NOT NULL REFERENCES patient (id),
    visitNumber   TEXT NOT NULL,         -- '' is the implicit stay of a sender that names none
    unit          TEXT NOT NULL,         -- '' when unknown
    bed           TEXT NOT NULL,         -- '' when unknown
    admitted      INTEGER,               -- NULL: unknown
    discharged    INTEGER,               -- NULL: not discharged, as far as is known
    firstMessageID INTEGER NOT NULL REFERENCES message (id),  -- the message that opened the stay
    lastEffective INTEGER,               -- newest observation's time; NULL: no observations
    -- The newest message that brought an observation, and the newest message that assessments cover (0: none).
    -- `changedBy > assessedThrough` is work left undone, also after a crash.
    changedBy       INTEGER NOT NULL DEFAULT 0 CHECK (changedBy >= 0),
    assessedThrough INTEGER NOT NULL DEFAULT 0 CHECK (assessedThrough >= 0),
    UNIQUE (patientID, visitNumber),
    CHECK (discharged >= admitted),
    CHECK ((lastEffective IS NULL) = (changedBy = 0))
) STRICT;

CREATE INDEX encounterByUnit ON encounter (unit, bed);
CREATE INDEX encounterOpen ON encounter (id) WHERE discharged IS NULL AND changedBy > 0;
CREATE INDEX encounterUnassessed ON encounter (id) WHERE changedBy > assessedThrough;

-- One row is one version of one result; a correction is another row. The primary key is the whole version, so a
-- repetition meets itself, and it is also the order on disk, so a stay is one contiguous range: this one b-tree is
-- everything that insertion has to maintain.
CREATE TABLE observation (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    channelID   INTEGER NOT NULL REFERENCES channel (id),
    effective   INTEGER NOT NULL,
    sourceID    INTEGER NOT NULL REFERENCES source (id),
    subID       TEXT NOT NULL,
    issued      INTEGER NOT NULL,
    status      INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),  -- preliminary, final, corrected, entered-in-error
    value       REAL NOT NULL CHECK (value BETWEEN -1.7e308 AND 1.7e308),  -- in the channel's unit; never infinite
    codeID      INTEGER NOT NULL REFERENCES code (id),
    original    TEXT NOT NULL,           -- value and unit as they arrived, where they differ; else ''
    messageID   INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (encounterID, channelID, effective, sourceID, subID, issued, status, value)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER observationIsImmutable BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'an observation version is never changed; store another version');
END;

-- INSERT OR REPLACE deletes without firing delete triggers; this one stops it (and any other repetition) beforehand.
CREATE TRIGGER observationIsNotReplaced BEFORE INSERT ON observation
WHEN EXISTS (SELECT 1 FROM observation WHERE encounterID = NEW.encounterID AND channelID = NEW.channelID
    AND effective = NEW.effective AND sourceID = NEW.sourceID AND subID = NEW.subID AND issued = NEW.issued
    AND status = NEW.status AND value = NEW.value)
BEGIN
    SELECT RAISE(IGNORE);
END;

-- The values with their names, for people and tools that read the file with SQL.
CREATE VIEW observationView AS
SELECT patient.identifier AS patient, encounter.visitNumber, channel.name AS channel, observation.value, channel.unit,
    strftime('%Y-%m-%dT%H:%M:%fZ', observation.effective / 1000.0, 'unixepoch') AS effective,
    CASE observation.status
        WHEN 0 THEN 'preliminary' WHEN 1 THEN 'final' WHEN 2 THEN 'corrected' ELSE 'entered-in-error'
    END AS status,
    strftime('%Y-%m-%dT%H:%M:%fZ', observation.issued / 1000.0, 'unixepoch') AS issued,
    code.text AS code, source.name AS source, observation.subID, observation.original, observation.messageID
FROM observation
JOIN encounter ON encounter.id = observation.encounterID
JOIN patient ON patient.id = encounter.patientID
JOIN channel ON channel.id = observation.channelID
JOIN code ON code.id = observation.codeID
JOIN source ON source.id = observation.sourceID;

CREATE TABLE outcome (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    name        TEXT NOT NULL CHECK (length(name) > 0),
    at          INTEGER NOT NULL,
    messageID   INTEGER REFERENCES message (id),  -- NULL: labelled by hand
    labelledBy  TEXT CHECK (length(labelledBy) > 0),  -- NULL: came in a message
    PRIMARY KEY (encounterID, name, at),
    CHECK ((messageID IS NULL) <> (labelledBy IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX outcomeByName ON outcome (name, encounterID);

CREATE TABLE model (
    name       TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    outcome    TEXT NOT NULL CHECK (length(outcome) > 0),
    network    TEXT NOT NULL CHECK (length(network) > 0),
    file       TEXT NOT NULL CHECK (length(file) > 0 AND file NOT GLOB '/*'),  -- relative to the models directory
    sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
    trained    INTEGER NOT NULL,
    seed       INTEGER NOT NULL,         -- the bits of an unsigned 64-bit number
    parent     TEXT REFERENCES model (name),  -- NULL: trained from scratch
    metrics    TEXT NOT NULL CHECK (json_valid(metrics)),
    state      TEXT NOT NULL CHECK (state IN ('candidate', 'active', 'retired')),
    reason     TEXT NOT NULL,            -- why it stands where it stands
    promoted   INTEGER,                  -- when it was last promoted; NULL: never
    activation INTEGER UNIQUE CHECK (activation > 0),  -- its place in the order of promotions, for going back;
                                         -- NULL: never promoted, or rolled back since
    CHECK (activation IS NULL OR promoted IS NOT NULL),
    CHECK (state <> 'active' OR activation IS NOT NULL),
    CHECK (state <> 'candidate' OR promoted IS NULL),
    CHECK (parent <> name)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX modelActive ON model (outcome) WHERE state = 'active';
CREATE INDEX modelByOutcome ON model (outcome, activation);

CREATE TRIGGER modelIsImmutable
BEFORE UPDATE OF name, outcome, network, file, sha256, trained, seed, parent, metrics ON model
BEGIN
    SELECT RAISE(ABORT, 'a registered model is never changed; register another one');
END;

CREATE TRIGGER modelIsNotReplaced BEFORE INSERT ON model WHEN EXISTS (SELECT 1 FROM model WHERE name = NEW.name)
BEGIN
    SELECT RAISE(ABORT, 'a registered model is never replaced; register another one');
END;

CREATE TABLE assessment (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    step        INTEGER NOT NULL,        -- start of the time step
    model       TEXT NOT NULL,           -- '' when only NEWS2 was scored
    effective   INTEGER NOT NULL,        -- the last moment whose values were used
    risk        REAL CHECK (risk BETWEEN 0 AND 1),  -- NULL: no model
    threshold   REAL CHECK (threshold BETWEEN 0 AND 1),  -- NULL: no model
    news2Total  INTEGER CHECK (news2Total BETWEEN 0 AND 20),  -- NULL: no parameter of NEWS2 was known
    news2Points TEXT CHECK (news2Points IS NULL OR json_valid(news2Points)),  -- NULL: as above
    news2IsPartial INTEGER CHECK (news2IsPartial IN (0, 1)),  -- NULL: as above
    assessed    INTEGER NOT NULL,        -- by the clock
    revision    INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),  -- grows when a re-score changes the row
    PRIMARY KEY (encounterID, step, model),
    CHECK ((model = '') = (risk IS NULL)),
    CHECK ((risk IS NULL) = (threshold IS NULL)),
    CHECK ((news2Total IS NULL) = (news2Points IS NULL)),
    CHECK ((news2Total IS NULL) = (news2IsPartial IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    reason      TEXT NOT NULL CHECK (reason IN ('network-risk', 'news2')),
    state       TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'cleared')),
    raised      INTEGER NOT NULL,        -- in the time of the data
    acknowledged INTEGER,                -- by the clock; NULL: nobody has
    acknowledgedBy TEXT CHECK (length(acknowledgedBy) > 0),  -- NULL: nobody has
    cleared     INTEGER,                 -- in the time of the data; NULL: still in force
    CHECK ((acknowledged IS NULL) = (acknowledgedBy IS NULL)),
    CHECK (state <> 'open' OR acknowledged IS NULL),
    CHECK (state <> 'acknowledged' OR acknowledged IS NOT NULL),
    CHECK ((state = 'cleared') = (cleared IS NOT NULL)),
    CHECK (cleared >= raised)
) STRICT;

CREATE UNIQUE INDEX alertInForce ON alert (encounterID, reason) WHERE state <> 'cleared';
CREATE INDEX alertByEncounter ON alert (encounterID, reason, id);
CREATE INDEX alertByTime ON alert (raised);

CREATE TRIGGER alertOriginIsImmutable BEFORE UPDATE OF id, encounterID, reason, raised ON alert
BEGIN
    SELECT RAISE(ABORT, 'an alert keeps its stay, reason and time; raise another one');
END;

CREATE TRIGGER alertIsNotReplaced BEFORE INSERT ON alert WHEN EXISTS (SELECT 1 FROM alert WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'an alert is never replaced');
END;

CREATE TRIGGER alertIsKept BEFORE DELETE ON alert
BEGIN
    SELECT RAISE(ABORT, 'an alert is never deleted');
END;

CREATE TRIGGER alertStateOnlyAdvances BEFORE UPDATE OF state, acknowledged, acknowledgedBy, cleared ON alert
WHEN OLD.state = 'cleared' OR NEW.state = 'open' OR (OLD.acknowledged IS NOT NULL
    AND (NEW.acknowledged IS NOT OLD.acknowledged OR NEW.acknowledgedBy IS NOT OLD.acknowledgedBy))
BEGIN
    SELECT RAISE(ABORT, 'an alert goes from open to acknowledged to cleared and never back');
END;

CREATE TABLE alertEvidence (
    alertID  INTEGER PRIMARY KEY REFERENCES alert (id),
    evidence TEXT NOT NULL CHECK (json_valid(evidence))
) STRICT;

CREATE TRIGGER alertEvidenceIsImmutable BEFORE UPDATE ON alertEvidence
BEGIN
    SELECT RAISE(ABORT, 'the evidence of an alert is never changed');
END;

CREATE TRIGGER alertEvidenceIsNotReplaced BEFORE INSERT ON alertEvidence
WHEN EXISTS (SELECT 1 FROM alertEvidence WHERE alertID = NEW.alertID)
BEGIN
    SELECT RAISE(ABORT, 'the evidence of an alert is never changed');
END;

CREATE TRIGGER alertEvidenceIsKept BEFORE DELETE ON alertEvidence
BEGIN
    SELECT RAISE(ABORT, 'the evidence of an alert is never deleted');
END;

CREATE TABLE quarantine (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    messageID INTEGER NOT NULL REFERENCES message (id),
    reason    TEXT NOT NULL CHECK (reason IN ('unparseable', 'missing-patient', 'unknown-code', 'unknown-unit',
        'not-numeric', 'implausible', 'invalid-time', 'unknown-status', 'unsupported', 'framing')),
    place     TEXT NOT NULL,
    found     TEXT NOT NULL,
    hint      TEXT NOT NULL,
    received  INTEGER NOT NULL,
    state     TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'replayed', 'dismissed'))
) STRICT;

CREATE INDEX quarantineByReason ON quarantine (state, reason);
CREATE INDEX quarantineByMessage ON quarantine (messageID);

-- Every row is sealed by the hash of its content and of the row before it.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,       -- by the clock
    actor        TEXT NOT NULL CHECK (length(actor) > 0),
    action       TEXT NOT NULL CHECK (length(action) > 0),
    subject      TEXT NOT NULL,
    detail       TEXT NOT NULL CHECK (json_valid(detail)),
    previousHash BLOB NOT NULL CHECK (length(previousHash) = 32),  -- 32 zero bytes in the first row
    hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER auditContinuesTheChain BEFORE INSERT ON audit
WHEN NEW.previousHash IS NOT coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'an audit row continues the chain of the row before it');
END;

CREATE TRIGGER auditIsNotReplaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'an audit row is never replaced');
END;

CREATE TRIGGER auditIsImmutable BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'an audit row is never changed');
END;

CREATE TRIGGER auditIsKept BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'an audit row is never deleted');
END;
