-- FHIR resources and their versions, as they are served.
--
-- The body of a version is the body of its message: the JSON as it was received, plus id and meta.

CREATE TABLE fhirResource (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of creation, on which pages of searches rest
    type      TEXT NOT NULL CHECK (type IN ('Observation', 'Patient', 'Encounter')),
    logicalID TEXT NOT NULL CHECK (length(logicalID) BETWEEN 1 AND 64),
    version   INTEGER NOT NULL CHECK (version > 0),
    updated   INTEGER NOT NULL,
    isDeleted INTEGER NOT NULL CHECK (isDeleted IN (0, 1)),
    -- The span that the search parameter date (birthdate of a patient) looks at: first and last millisecond. Two
    -- smallest integers: no date.
    dateLow   INTEGER NOT NULL,
    dateHigh  INTEGER NOT NULL CHECK (dateHigh >= dateLow),
    -- Where the values of the current version went in the clinical tables; '' when nowhere.
    patient   TEXT NOT NULL,             -- the patient's identifier
    visit     TEXT NOT NULL,             -- the visit number
    UNIQUE (type, logicalID)
) STRICT;

CREATE INDEX fhirResourceByDate ON fhirResource (type, dateLow, id);
CREATE INDEX fhirResourceByUpdate ON fhirResource (type, updated, id);

CREATE TABLE fhirVersion (
    resourceID INTEGER NOT NULL REFERENCES fhirResource (id),
    version    INTEGER NOT NULL CHECK (version > 0),
    updated    INTEGER NOT NULL,
    isDeleted  INTEGER NOT NULL CHECK (isDeleted IN (0, 1)),
    messageID  INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (resourceID, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX fhirVersionByMessage ON fhirVersion (messageID);

CREATE TRIGGER fhirVersionIsImmutable BEFORE UPDATE ON fhirVersion
BEGIN
    SELECT RAISE(ABORT, 'a version of a resource is never changed; store another version');
END;

CREATE TRIGGER fhirVersionIsNotReplaced BEFORE INSERT ON fhirVersion
WHEN EXISTS (SELECT 1 FROM fhirVersion WHERE resourceID = NEW.resourceID AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'a version of a resource is never changed; store another version');
END;

-- What the current version can be found by: tokens, references and names. No rows for a deleted resource.
CREATE TABLE fhirTerm (
    parameter  TEXT NOT NULL CHECK (length(parameter) > 0),  -- 'Observation.code'
    text       TEXT NOT NULL,            -- the code, the target of the reference, the folded name
    system     TEXT NOT NULL,            -- the system of a token; '' when it has none
    resourceID INTEGER NOT NULL REFERENCES fhirResource (id),
    PRIMARY KEY (parameter, text, system, resourceID)
) STRICT, WITHOUT ROWID;

CREATE INDEX fhirTermByResource ON fhirTerm (resourceID, parameter, text, system);
