-- Wardwatch, schema version 7: which parameters of NEWS2 scored when an alert last asked for attention.

-- Array of the parameters that scored above 0; NULL: not kept.
ALTER TABLE alert ADD COLUMN levelScored TEXT CHECK (levelScored IS NULL OR json_valid(levelScored));

UPDATE alert SET levelScored = (
    SELECT json_group_array(parameter.key)
    FROM alertEvidence JOIN json_each(alertEvidence.evidence, '$.news2') AS parameter
    WHERE alertEvidence.alertID = alert.id AND parameter.type = 'integer' AND parameter.value > 0)
WHERE state <> 'cleared' AND news2Total IS NOT NULL;
