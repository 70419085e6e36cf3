CREATE OR REPLACE FUNCTION cluster_of(image_id bigint, model text DEFAULT NULL)
RETURNS TABLE (run_id integer, cluster integer, size bigint, n_clusters integer, stability real,
    coordinates vector) LANGUAGE plpgsql STABLE AS $$
DECLARE
    newest integer := (SELECT max(r.id) FROM cluster_run r WHERE r.model_id = find_model(model));
BEGIN
    IF newest IS NULL THEN
        PERFORM refuse('this model''s vectors were not clustered yet: run deepgalaxy cluster');
    ELSIF NOT EXISTS (SELECT FROM cluster_member c
            WHERE c.run_id = newest AND c.image_id = cluster_of.image_id) THEN
        PERFORM refuse(format(CASE WHEN EXISTS (SELECT FROM image WHERE id = cluster_of.image_id)
            THEN 'image %s came after the last clustering: run deepgalaxy cluster'
            ELSE 'image %s is not in the catalogue' END, image_id));
    END IF;
    RETURN QUERY
    SELECT r.id, own.cluster, (SELECT count(*) FROM cluster_member c
            WHERE c.run_id = newest AND c.cluster = own.cluster),
        r.n_clusters, r.stability, own.coordinates
    FROM cluster_run r JOIN cluster_member own ON own.run_id = r.id
    WHERE r.id = newest AND own.image_id = cluster_of.image_id;
END $$;
COMMENT ON FUNCTION cluster_of IS 'where the newest clustering of a model''s vectors put an image';
