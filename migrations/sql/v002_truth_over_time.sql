-- Wardwatch, schema version 2: what ADT messages say of stays, who lay where and when, patients that turned out to be
-- one, results told apart by code and order, and the rank of a value's source.

-- Observations: the code and the filler's order number belong to what a correction replaces, so both are part of the
-- key. Rows of version 1 have no order number and rank 0.

DROP VIEW observationView;

CREATE TABLE newObservation (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    channelID   INTEGER NOT NULL REFERENCES channel (id),
    effective   INTEGER NOT NULL,
    sourceID    INTEGER NOT NULL REFERENCES source (id),
    codeID      INTEGER NOT NULL REFERENCES code (id),
    orderNumber TEXT NOT NULL,           -- of the filler (OBR-3), or the id of a FHIR resource; '' when there is none
    subID       TEXT NOT NULL,
    issued      INTEGER NOT NULL,
    status      INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),  -- preliminary, final, corrected, entered-in-error
    value       REAL NOT NULL CHECK (value BETWEEN -1.7e308 AND 1.7e308),  -- in the channel's unit; never infinite
    rank        INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 9),  -- of several in one time step the lowest counts
    original    TEXT NOT NULL,           -- value and unit as they arrived, where they differ; else ''
    messageID   INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (encounterID, channelID, effective, sourceID, codeID, orderNumber, subID, issued, status, value)
) STRICT, WITHOUT ROWID;

INSERT INTO newObservation
SELECT encounterID, channelID, effective, sourceID, codeID, '', subID, issued, status, value, 0, original, messageID
FROM observation;

DROP TABLE observation;
ALTER TABLE newObservation RENAME TO observation;

CREATE TRIGGER observationIsImmutable BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'an observation version is never changed; store another version');
END;

-- INSERT OR REPLACE deletes without firing delete triggers; this one stops it (and any other repetition) beforehand.
CREATE TRIGGER observationIsNotReplaced BEFORE INSERT ON observation
WHEN EXISTS (SELECT 1 FROM observation WHERE encounterID = NEW.encounterID AND channelID = NEW.channelID
    AND effective = NEW.effective AND sourceID = NEW.sourceID AND codeID = NEW.codeID
    AND orderNumber = NEW.orderNumber AND subID = NEW.subID AND issued = NEW.issued AND status = NEW.status
    AND value = NEW.value)
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
    code.text AS code, source.name AS source, observation.orderNumber, observation.subID, observation.rank,
    observation.original, observation.messageID
FROM observation
JOIN encounter ON encounter.id = observation.encounterID
JOIN patient ON patient.id = encounter.patientID
JOIN channel ON channel.id = observation.channelID
JOIN code ON code.id = observation.codeID
JOIN source ON source.id = observation.sourceID;

-- Patients. One that was merged keeps its row and identifier and points to the patient it turned out to be, never to
-- another one that was merged.

ALTER TABLE patient ADD COLUMN mergedInto INTEGER REFERENCES patient (id) CHECK (mergedInto <> id);  -- NULL: itself

CREATE INDEX patientMerged ON patient (mergedInto) WHERE mergedInto IS NOT NULL;

-- Stays. `unit`, `bed`, `admitted`, `discharged` and what follows are what `stayEvent` adds up to.

-- planned: announced, nobody lies there; begun: it takes place or has ended; cancelled: it never was;
-- merged: it turned out to be another stay.
ALTER TABLE encounter ADD COLUMN state TEXT NOT NULL DEFAULT 'begun'
    CHECK (state IN ('planned', 'begun', 'cancelled', 'merged'));
ALTER TABLE encounter ADD COLUMN mergedInto INTEGER REFERENCES encounter (id)  -- NULL unless merged
    CHECK ((state = 'merged') = (mergedInto IS NOT NULL) AND mergedInto <> id);
-- Whether the discharge was an event of its own (A03): then later values do not reopen the stay.
ALTER TABLE encounter ADD COLUMN isDischargeExplicit INTEGER NOT NULL DEFAULT 0
    CHECK (isDischargeExplicit IN (0, 1) AND (isDischargeExplicit = 0 OR discharged IS NOT NULL));
ALTER TABLE encounter ADD COLUMN earliest INTEGER;  -- the earliest time known of the stay; NULL: none is
ALTER TABLE encounter ADD COLUMN placedSince INTEGER;  -- since when ADT says where the patient lies; NULL: it does not
-- Whether there may be observations of messages that named no stay; they move when it becomes known whose they are.
ALTER TABLE encounter ADD COLUMN hasUnnamed INTEGER NOT NULL DEFAULT 0 CHECK (hasUnnamed IN (0, 1));
-- Whether a message with observations named a patient and no stay.
ALTER TABLE message ADD COLUMN namesNoStay INTEGER NOT NULL DEFAULT 0 CHECK (namesNoStay IN (0, 1));

UPDATE encounter SET hasUnnamed = 1 WHERE visitNumber = '';

UPDATE encounter SET earliest = coalesce(
    (SELECT min(effective) FROM observation WHERE encounterID = encounter.id), admitted,
    (SELECT received FROM message WHERE message.id = firstMessageID));

DROP INDEX encounterOpen;
DROP INDEX encounterUnassessed;
CREATE INDEX encounterOpen ON encounter (id) WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0;
CREATE INDEX encounterUnassessed ON encounter (id) WHERE state = 'begun' AND changedBy > assessedThrough;
CREATE INDEX encounterMerged ON encounter (mergedInto) WHERE mergedInto IS NOT NULL;

-- What messages said of a stay, in the order in which it happened, whatever the order of arrival. An observation
-- message has a row only where it says something new.
CREATE TABLE stayEvent (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    at          INTEGER NOT NULL,
    messageID   INTEGER NOT NULL REFERENCES message (id),
    event       TEXT NOT NULL CHECK (event IN ('observation', 'admit', 'preadmit', 'transfer', 'discharge', 'update',
        'person', 'cancel-admission', 'cancel-transfer', 'cancel-discharge', 'merge')),
    unit        TEXT NOT NULL,           -- '' when not said
    bed         TEXT NOT NULL,           -- '' when not said
    admitted    INTEGER,                 -- NULL: not said
    discharged  INTEGER,                 -- NULL: not said
    PRIMARY KEY (encounterID, at, messageID)
) STRICT, WITHOUT ROWID;

INSERT INTO stayEvent
SELECT id, coalesce(admitted, earliest), firstMessageID, 'observation', unit, bed, admitted, discharged FROM encounter;

-- Who lay where: the intervals [since, until) that `stayEvent` adds up to.
CREATE TABLE stayLocation (
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    since       INTEGER NOT NULL,
    until       INTEGER CHECK (until > since),  -- NULL: still there
    unit        TEXT NOT NULL,
    bed         TEXT NOT NULL,
    bedLabel    TEXT NOT NULL,           -- what follows the last hyphen of the bed
    messageID   INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (encounterID, since)
) STRICT, WITHOUT ROWID;

CREATE INDEX stayLocationByBed ON stayLocation (bedLabel, until);

INSERT INTO stayLocation
SELECT encounterID, at, discharged, unit, bed, substr(bed, length(rtrim(bed, replace(bed, '-', ''))) + 1), messageID
FROM stayEvent WHERE (unit <> '' OR bed <> '') AND coalesce(discharged > at, 1);

-- Whether the store concluded the outcome from a transfer; it withdraws it when the transfer is cancelled.
ALTER TABLE outcome ADD COLUMN isDerived INTEGER NOT NULL DEFAULT 0
    CHECK (isDerived IN (0, 1) AND (isDerived = 0 OR messageID IS NOT NULL));

-- Quarantine: new reasons.

CREATE TABLE newQuarantine (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    messageID INTEGER NOT NULL REFERENCES message (id),
    reason    TEXT NOT NULL CHECK (reason IN ('unparseable', 'missing-patient', 'unknown-code', 'code-conflict',
        'unknown-unit', 'not-numeric', 'not-available', 'implausible', 'invalid-time', 'unknown-status', 'unsupported',
        'test-message', 'framing')),
    place     TEXT NOT NULL,
    found     TEXT NOT NULL,
    hint      TEXT NOT NULL,
    received  INTEGER NOT NULL,
    state     TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'replayed', 'dismissed'))
) STRICT;

INSERT INTO newQuarantine SELECT * FROM quarantine;
DROP TABLE quarantine;
ALTER TABLE newQuarantine RENAME TO quarantine;

CREATE INDEX quarantineByReason ON quarantine (state, reason);
CREATE INDEX quarantineByMessage ON quarantine (messageID);
