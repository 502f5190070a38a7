-- The runs of retraining with what their gate decided and measured, and the stays that all are compared on.

CREATE TABLE retrainingRun (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    outcome    TEXT NOT NULL CHECK (length(outcome) > 0),
    started    INTEGER NOT NULL,         -- by the clock, as `ended`
    ended      INTEGER,                  -- NULL: under way, or interrupted
    snapshot   INTEGER NOT NULL CHECK (snapshot >= 0),  -- the newest message that it saw; 0: none
    dataDigest TEXT NOT NULL,            -- SHA-256 of what was learnt from, in hexadecimal; '' while it is not known
    settings   TEXT NOT NULL,            -- what was asked for, so that the same question is known again
    champion   TEXT REFERENCES model (name),  -- the model in use when it decided; NULL: none
    challenger TEXT REFERENCES model (name),  -- the best of its candidates; NULL: none was trained
    promoted   TEXT REFERENCES model (name),  -- what was put into use; NULL: nothing
    decision   TEXT CHECK (decision IN ('promote', 'recalibrate', 'keep')),  -- NULL: as `ended`
    reason     TEXT NOT NULL,            -- '' while it is not known
    checks     TEXT NOT NULL CHECK (json_valid(checks)),
    CHECK ((ended IS NULL) = (decision IS NULL)),
    CHECK (promoted IS NULL OR decision <> 'keep'),
    CHECK (ended >= started)
) STRICT;

CREATE INDEX retrainingRunByOutcome ON retrainingRun (outcome, id);

-- Validation stays that were fixed when a model was first promoted for the outcome.
CREATE TABLE referenceStay (
    outcome     TEXT NOT NULL CHECK (length(outcome) > 0),
    encounterID INTEGER NOT NULL REFERENCES encounter (id),
    digest      BLOB NOT NULL CHECK (length(digest) = 32),  -- SHA-256 of its history then
    PRIMARY KEY (outcome, encounterID)
) STRICT, WITHOUT ROWID;

-- Such a model has learnt from none of the stays here, whatever its own history was.
ALTER TABLE model ADD COLUMN isFromElsewhere INTEGER NOT NULL DEFAULT 0 CHECK (isFromElsewhere IN (0, 1));

-- How far the newest stays lie from those before, by run.
CREATE TABLE drift (
    runID   INTEGER NOT NULL REFERENCES retrainingRun (id),
    measure TEXT NOT NULL CHECK (length(measure) > 0),  -- 'populationStability', 'observedExpectedRatio'
    channel TEXT NOT NULL,               -- '' for what belongs to no channel
    value   REAL NOT NULL CHECK (value BETWEEN -1.7e308 AND 1.7e308),
    PRIMARY KEY (runID, measure, channel)
) STRICT, WITHOUT ROWID;
