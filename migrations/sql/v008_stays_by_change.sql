-- Wardwatch, schema version 8: which open stays have changed since a message, for boards that ask many times a second.

CREATE INDEX encounterOpenByChange ON encounter (changedBy)
WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0;
