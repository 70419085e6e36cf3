CREATE OR REPLACE FUNCTION find_model(model text DEFAULT NULL) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    ids integer[];
BEGIN
    IF model IS NULL THEN
        ids := ARRAY(SELECT m.id FROM model m WHERE m.serving);
    ELSE
        ids := ARRAY(
            SELECT m.id FROM model m
            WHERE m.name = find_model.model OR length(find_model.model) >= 6
                AND starts_with(m.sha256, lower(find_model.model))
        );
    END IF;
    CASE
        WHEN cardinality(ids) = 1 THEN RETURN ids[1];
        WHEN cardinality(ids) > 1 THEN
            PERFORM refuse(format('%s models are called %L: give more digits of the sha256 of one',
                cardinality(ids), model));
        WHEN model IS NULL THEN
            PERFORM refuse('the catalogue has no serving model yet: run deepgalaxy embed');
        ELSE
            PERFORM refuse(format('no model %L in the catalogue; there is %s', model,
                coalesce((SELECT string_agg(left(m.sha256, 12), ', ' ORDER BY m.id) FROM model m),
                    'none yet')));
    END CASE;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION find_model IS
    'id of the model of this name or these first digits of its sha256; without either the serving model';
