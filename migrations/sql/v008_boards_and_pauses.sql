-- Wardwatch, schema version 8: boards that ask often, and receivers that are left alone over a restart.

-- Which open stays have changed since a message.
CREATE INDEX encounterOpenByChange ON encounter (changedBy)
WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0;

-- By the clock: until then nothing is tried after a failure; NULL: the last attempt did not fail.
ALTER TABLE receiver ADD COLUMN pausedUntil INTEGER;
