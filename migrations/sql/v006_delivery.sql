-- Wardwatch, schema version 6: delivery from the outbox. No program of version 5 wrote to the two tables it had for it.

DROP TABLE delivery;
DROP TABLE receiver;

-- How far each receiver is. It begins with the newest row of the outbox when the receiver was named first.
CREATE TABLE receiver (
    name     TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    readThrough INTEGER NOT NULL CHECK (readThrough >= 0),  -- rows of the outbox up to it were looked at
    since    INTEGER NOT NULL,           -- by the clock
    delivered INTEGER,                   -- by the clock: the last success; NULL: none yet
    failingSince INTEGER,                -- by the clock; NULL: the last attempt succeeded, or there was none
    retried  INTEGER,                    -- by the clock: somebody asked for new attempts; NULL: nobody did
    retired  INTEGER                     -- by the clock: the configuration names it no more; NULL: it does
) STRICT, WITHOUT ROWID;

-- What is for a receiver, and what became of it.
CREATE TABLE delivery (
    receiver TEXT NOT NULL REFERENCES receiver (name),
    outboxID INTEGER NOT NULL REFERENCES outbox (id),
    lane     INTEGER NOT NULL,           -- the patient, or minus the alert where it concerns none: in order within
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused', 'skipped')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    nextAttempt INTEGER,                 -- by the clock; NULL: settled
    settled  INTEGER,                    -- by the clock; NULL: waiting
    isHeld   INTEGER NOT NULL CHECK (isHeld IN (0, 1)),  -- to wait for the end of quiet hours
    lastError TEXT NOT NULL,             -- '' when there was none
    PRIMARY KEY (receiver, outboxID),
    CHECK ((state = 'waiting') = (settled IS NULL)),
    CHECK ((state = 'waiting') = (nextAttempt IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveryDue ON delivery (receiver, nextAttempt, outboxID) WHERE state = 'waiting';
CREATE INDEX deliveryWaiting ON delivery (receiver, outboxID, state) WHERE state = 'waiting';
CREATE INDEX deliveryLane ON delivery (receiver, lane, outboxID) WHERE state = 'waiting';
CREATE INDEX deliveryFailed ON delivery (receiver, outboxID) WHERE state = 'waiting' AND attempts > 0;
CREATE INDEX deliveryRefused ON delivery (receiver, outboxID, state) WHERE state = 'refused';
