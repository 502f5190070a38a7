-- Wardwatch, schema version 5: an alert is the story of a patient, with all that asks for attention; technical alerts;
-- tiers, snooze, shadow mode and quiet hours; procedures; and the outbox that alerts are delivered from.

CREATE TABLE newAlert (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    encounterID INTEGER REFERENCES encounter (id),  -- NULL: it concerns no patient
    subject     TEXT NOT NULL,           -- a channel, or what it concerns where that is no patient; '' for the patient
    reason      TEXT NOT NULL CHECK (reason IN ('network-risk', 'news2', 'news2-red-parameter', 'no-data',
        'sensor-fault', 'receiver')),
    reasons     TEXT NOT NULL CHECK (json_valid(reasons)),  -- array; `reason` first
    state       TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'snoozed', 'cleared')),
    raised      INTEGER NOT NULL,        -- in the time of the data
    presented   INTEGER NOT NULL,        -- when it asked for attention last, by the clock
    presentations INTEGER NOT NULL CHECK (presentations > 0),
    tier        INTEGER NOT NULL CHECK (tier > 0),
    levelRisk   REAL CHECK (levelRisk BETWEEN 0 AND 1),  -- NULL: no risk was known when it asked last
    levelNEWS2  INTEGER CHECK (levelNEWS2 BETWEEN 0 AND 20),  -- NULL: as above
    model       TEXT,                    -- what gave the risk when it was raised; NULL: no risk, as the next two
    risk        REAL CHECK (risk BETWEEN 0 AND 1),
    threshold   REAL CHECK (threshold BETWEEN 0 AND 1),
    news2Total  INTEGER CHECK (news2Total BETWEEN 0 AND 20),  -- when it was raised; NULL: nothing of it was known
    news2IsPartial INTEGER CHECK (news2IsPartial IN (0, 1)),  -- NULL: as above
    acknowledged INTEGER,                -- by the clock; NULL: nobody has since it was presented
    acknowledgedBy TEXT CHECK (length(acknowledgedBy) > 0),  -- NULL: as above
    snoozedUntil INTEGER,                -- by the clock; NULL: it is not put off
    cleared     INTEGER,                 -- in the time of the data; NULL: still in force
    clearing    TEXT CHECK (clearing IN ('recovery', 'lapse', 'departure', 'merged')),  -- NULL: in force, or not known
    isShadow    INTEGER NOT NULL CHECK (isShadow IN (0, 1)),
    quietUntil  INTEGER,                 -- by the clock; NULL: it was told at once
    CHECK ((model IS NULL) = (risk IS NULL)),
    CHECK ((model IS NULL) = (threshold IS NULL)),
    CHECK ((news2Total IS NULL) = (news2IsPartial IS NULL)),
    CHECK ((acknowledged IS NULL) = (acknowledgedBy IS NULL)),
    CHECK (state <> 'open' OR acknowledged IS NULL),
    CHECK (state <> 'acknowledged' OR acknowledged IS NOT NULL),
    CHECK ((state = 'snoozed') = (snoozedUntil IS NOT NULL)),
    CHECK ((state = 'cleared') = (cleared IS NOT NULL)),
    CHECK (clearing IS NULL OR state = 'cleared'),
    CHECK (cleared >= raised),
    CHECK (encounterID IS NOT NULL OR length(subject) > 0)
) STRICT;

INSERT INTO newAlert
SELECT alert.id, alert.encounterID, '', alert.reason, json_array(alert.reason), alert.state, raised,
    -- Nobody has been asked anew before today: escalation counts from here.
    CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 1, 1,
    risk, news2Total, model, risk, threshold, news2Total, iif(news2Total IS NULL, NULL, known < 7),
    acknowledged, acknowledgedBy, NULL, cleared, NULL, 0, NULL
FROM alert LEFT JOIN (
    SELECT alertID, json_extract(evidence, '$.risk.model') AS model,
        json_extract(evidence, '$.risk.probability') AS risk, json_extract(evidence, '$.risk.threshold') AS threshold,
        (SELECT sum(value) FROM json_each(evidence, '$.news2') WHERE type = 'integer') AS news2Total,
        (SELECT count(*) FROM json_each(evidence, '$.news2') WHERE type = 'integer') AS known
    FROM alertEvidence
) ON alertID = alert.id;

-- Two alerts of a patient become one story: the younger goes into the older.
UPDATE newAlert SET reasons = (
    SELECT json_group_array(reason) FROM (
        SELECT reason FROM newAlert other
        WHERE other.encounterID = newAlert.encounterID AND other.state <> 'cleared' ORDER BY id))
WHERE state <> 'cleared' AND id = (
    SELECT min(id) FROM newAlert other WHERE other.encounterID = newAlert.encounterID AND other.state <> 'cleared');
-- What nobody has acknowledged of the two stays open.
UPDATE newAlert SET state = 'open', acknowledged = NULL, acknowledgedBy = NULL
WHERE state = 'acknowledged' AND EXISTS (
    SELECT 1 FROM newAlert other WHERE other.encounterID = newAlert.encounterID AND other.state = 'open');
UPDATE newAlert SET state = 'cleared', cleared = raised, clearing = 'merged'
WHERE state <> 'cleared' AND id > (
    SELECT min(id) FROM newAlert other WHERE other.encounterID = newAlert.encounterID AND other.state <> 'cleared');

DROP TABLE alert;
ALTER TABLE newAlert RENAME TO alert;

CREATE UNIQUE INDEX alertStoryInForce ON alert (encounterID)
WHERE state <> 'cleared' AND reason IN ('network-risk', 'news2', 'news2-red-parameter');
CREATE UNIQUE INDEX alertTechnicalInForce ON alert (reason, coalesce(encounterID, 0), subject)
WHERE state <> 'cleared' AND reason IN ('no-data', 'sensor-fault', 'receiver');
CREATE INDEX alertInForce ON alert (id) WHERE state <> 'cleared';
CREATE INDEX alertByEncounter ON alert (encounterID, id);
CREATE INDEX alertByTime ON alert (raised, id);

CREATE TRIGGER alertOriginIsImmutable BEFORE UPDATE OF id, encounterID, subject, reason, raised, isShadow ON alert
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

-- What leads from one state to another is in the table of transitions; this keeps what must hold whoever writes.
CREATE TRIGGER alertStaysCleared BEFORE UPDATE ON alert WHEN OLD.state = 'cleared'
BEGIN
    SELECT RAISE(ABORT, 'a cleared alert is never changed; raise another one');
END;

CREATE TRIGGER alertOpensAgainByPresentation BEFORE UPDATE OF state ON alert
WHEN NEW.state = 'open' AND OLD.state <> 'open' AND NEW.presentations <> OLD.presentations + 1
BEGIN
    SELECT RAISE(ABORT, 'an alert opens again only by being presented again');
END;

-- Times in which a patient's values say nothing: a procedure, a transport, a change of sensors.
CREATE TABLE procedureWindow (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    begins      INTEGER NOT NULL,        -- by the clock
    ends        INTEGER NOT NULL,        -- by the clock
    reason      TEXT NOT NULL CHECK (length(reason) > 0),
    setBy       TEXT NOT NULL CHECK (length(setBy) > 0),
    CHECK (ends >= begins)
) STRICT;

CREATE INDEX procedureWindowByEnd ON procedureWindow (ends);

-- What there is to tell the world of an alert, written with the change itself. One row for all receivers.
CREATE TABLE outbox (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    alertID   INTEGER NOT NULL REFERENCES alert (id),
    event     TEXT NOT NULL CHECK (length(event) > 0),
    tier      INTEGER NOT NULL CHECK (tier > 0),
    written   INTEGER NOT NULL,          -- by the clock
    notBefore INTEGER NOT NULL,          -- by the clock: quiet hours
    message   TEXT NOT NULL CHECK (json_valid(message))
) STRICT;

CREATE INDEX outboxByAlert ON outbox (alertID, id);

CREATE TRIGGER outboxIsImmutable BEFORE UPDATE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'what was written to the outbox is never changed');
END;

-- How far each receiver is. It begins with the newest row of the outbox when the receiver was named first.
CREATE TABLE receiver (
    name     TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    firstID  INTEGER NOT NULL CHECK (firstID >= 0),  -- rows of the outbox above it are for the receiver
    since    INTEGER NOT NULL            -- by the clock
) STRICT, WITHOUT ROWID;

-- Only rows that were tried or settled; what is missing here is waiting.
CREATE TABLE delivery (
    receiver TEXT NOT NULL REFERENCES receiver (name),
    outboxID INTEGER NOT NULL REFERENCES outbox (id),
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused', 'skipped')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    nextAttempt INTEGER,                 -- by the clock; NULL: settled
    settled  INTEGER,                    -- by the clock; NULL: waiting
    lastError TEXT NOT NULL,             -- '' when there was none
    PRIMARY KEY (receiver, outboxID),
    CHECK ((state = 'waiting') = (settled IS NULL)),
    CHECK ((state = 'waiting') = (nextAttempt IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX auditBySubject ON audit (subject, id);
