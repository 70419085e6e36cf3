-- The search that all others call, and Python too: which images are nearest, and how far they are. search_images
-- says what is known of each; where only a few of many are wanted, nearest_images alone saves most of the time.
--
-- Vectors compared as they are stored, z, give an exact answer: no index is built on z. An approximate index
-- (HNSW or IVFFlat) is built on z::vector(n), and only a search that is to use it compares that expression:
-- the planner cannot change what is found.

CREATE OR REPLACE FUNCTION nearest_images(
    model_id integer, query vector DEFAULT NULL, image_id bigint DEFAULT NULL, k integer DEFAULT 10,
    metric text DEFAULT 'l2', datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL,
    ra_deg float8 DEFAULT NULL, dec_deg float8 DEFAULT NULL, radius_deg float8 DEFAULT NULL,
    exact boolean DEFAULT false
) RETURNS TABLE (neighbour bigint, distance float8) LANGUAGE plpgsql STABLE ROWS 10 SET jit = off AS $$
DECLARE
    latent integer := (SELECT m.latent_size FROM model m WHERE m.id = nearest_images.model_id);
    operator text := CASE metric WHEN 'l2' THEN '<->' WHEN 'cosine' THEN '<=>' END;
    unfiltered boolean := num_nulls(datasets, stages, ra_deg, dec_deg, radius_deg) = 5;
    unknown text := (SELECT min(wanted) FROM unnest(datasets) AS wanted
        WHERE NOT EXISTS (SELECT FROM dataset WHERE dataset.name = wanted));
    near bigint[];
    parameter text;
    effort integer;
    previous text[];
    ranking text;
    ids bigint[];
    distances float8[];
BEGIN
    IF latent IS NULL THEN
        PERFORM refuse(format('model %s is not in the catalogue', model_id));
    ELSIF operator IS NULL THEN
        PERFORM refuse(format('no metric %L: choose l2 or cosine', metric));
    ELSIF k IS NULL OR k < 1 THEN
        PERFORM refuse(format('k must be at least 1, not %s', k));
    ELSIF unknown IS NOT NULL THEN
        PERFORM refuse(format('no dataset %L in the catalogue; there is %s', unknown,
            coalesce((SELECT string_agg(name, ', ' ORDER BY name) FROM dataset), 'none yet')));
    ELSIF num_nulls(query, image_id) <> 1 THEN
        PERFORM refuse('search for one thing: a vector, or the id of an image');
    END IF;
    PERFORM refuse_more_than_cap(k);
    IF query IS NULL THEN
        SELECT e.z INTO query FROM embedding e
        WHERE e.image_id = nearest_images.image_id AND e.model_id = nearest_images.model_id;
        IF query IS NULL THEN
            PERFORM refuse(format(CASE WHEN EXISTS (SELECT FROM image WHERE id = nearest_images.image_id)
                THEN 'image %s has no vector of this model yet: run deepgalaxy embed'
                ELSE 'image %s is not in the catalogue' END, image_id));
        END IF;
    ELSIF vector_dims(query) <> latent THEN
        PERFORM refuse(format('different vector dimensions %s and %s: this model''s vectors have %2$s',
            vector_dims(query), latent));
    END IF;
    IF vector_norm(query) > 0 AND vector_norm(query) NOT BETWEEN 1e-12 AND 1e12 THEN
        PERFORM refuse(format('a vector of length %s: those of models are between 1e-12 and 1e12 long, and the'
            ' distances of others over- or underflow', vector_norm(query)::text));
    ELSIF metric = 'cosine' AND vector_norm(query) = 0 THEN
        PERFORM refuse('a vector of zeros has no direction: ask with metric l2');
    END IF;

    ranking := format('SELECT e.image_id, e.z %s $1 AS distance FROM embedding e', operator);
    IF num_nulls(datasets, stages) < 2 THEN
        ranking := ranking || ' JOIN image i ON i.id = e.image_id
            LEFT JOIN prediction p ON p.image_id = e.image_id AND p.model_id = e.model_id';
    END IF;
    ranking := ranking || format(' WHERE e.model_id = %s AND e.image_id IS DISTINCT FROM $2', model_id);
    IF datasets IS NOT NULL THEN
        ranking := ranking || ' AND i.dataset_id IN (SELECT id FROM dataset WHERE name = ANY ($4))';
    END IF;
    IF stages IS NOT NULL THEN
        ranking := ranking || ' AND coalesce(i.stage, if_merger(p.p_interacting, p.stage))::numeric <@ $5';
    END IF;
    IF num_nulls(ra_deg, dec_deg, radius_deg) < 3 THEN
        near := ARRAY(SELECT c.image_id FROM images_in_cone(ra_deg, dec_deg, radius_deg) AS c);
        ranking := ranking || ' AND e.image_id = ANY ($6)';
    END IF;
    -- MATERIALIZED: first the filters, then the order. Without it the planner sorted all and then filtered.
    ranking := format('WITH passed AS %s MATERIALIZED (%s)
        SELECT array_agg(r.image_id ORDER BY r.distance, r.image_id),
            array_agg(r.distance ORDER BY r.distance, r.image_id)
        FROM (SELECT * FROM passed ORDER BY distance, image_id LIMIT $3) AS r',
        CASE WHEN unfiltered THEN 'NOT' END, ranking);

    -- The effort was measured for ten results; it grows in proportion to k.
    SELECT CASE v.method WHEN 'hnsw' THEN 'hnsw.ef_search' ELSE 'ivfflat.probes' END,
        v.effort * ((k + 9::bigint) / 10)
    INTO parameter, effort FROM vector_index v
    WHERE v.model_id = nearest_images.model_id AND v.metric = nearest_images.metric AND v.serves
        AND v.effort * ((k + 9::bigint) / 10) <= v.most AND unfiltered AND NOT nearest_images.exact;
    IF FOUND THEN
        -- Without a sort only the index can give the order: what was measured is what is used, at any size.
        previous := ARRAY[current_setting(parameter, true), current_setting('enable_sort')];
        PERFORM set_config(parameter, effort::text, true), set_config('enable_sort', 'off', true);
        EXECUTE format('SELECT array_agg(r.image_id ORDER BY r.distance, r.image_id),
                array_agg(r.distance ORDER BY r.distance, r.image_id) FROM (
                SELECT e.image_id, e.z::vector(%1$s) %2$s $1::vector(%1$s) AS distance FROM embedding e
                WHERE e.model_id = %3$s ORDER BY e.z::vector(%1$s) %2$s $1::vector(%1$s) LIMIT $3 + 1) AS r
                WHERE r.image_id IS DISTINCT FROM $2', latent, operator, model_id)
            USING query, image_id, k INTO ids, distances;
        PERFORM set_config('enable_sort', previous[2], true), set_config(parameter, previous[1], true);
    END IF;
    IF coalesce(cardinality(ids), 0) < k THEN
        EXECUTE ranking USING query, image_id, k, datasets, stages, near INTO ids, distances;
    END IF;

    RETURN QUERY SELECT * FROM unnest(ids[:k], distances[:k]);
END $$;
COMMENT ON FUNCTION nearest_images IS
    'id and distance of images nearest to a vector or an image, of those that pass every filter; nearest first';

CREATE OR REPLACE FUNCTION search_images(
    model_id integer, query vector DEFAULT NULL, image_id bigint DEFAULT NULL, k integer DEFAULT 10,
    metric text DEFAULT 'l2', datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL,
    ra_deg float8 DEFAULT NULL, dec_deg float8 DEFAULT NULL, radius_deg float8 DEFAULT NULL,
    exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE plpgsql STABLE SET jit = off AS $$
BEGIN
    RETURN QUERY
    SELECT f.image_id, f.name, found.distance, f.stage, f.time_myr, f.time_lo68, f.time_hi68, f.time_lo90,
        f.time_hi90, f.labelled, f.out_of_domain, f.model, f.p_interacting, f.stage_lo68, f.stage_hi68,
        f.stage_lo90, f.stage_hi90, f.coalescence_myr, f.coalescence_lo68, f.coalescence_hi68,
        f.coalescence_lo90, f.coalescence_hi90, f.mass_ratio, f.mass_ratio_lo68, f.mass_ratio_hi68,
        f.mass_ratio_lo90, f.mass_ratio_hi90
    FROM nearest_images(model_id, query, image_id, k, metric, datasets, stages, ra_deg, dec_deg, radius_deg,
        exact) WITH ORDINALITY AS found (id, distance, place)
    JOIN timeline_by_model AS f ON f.image_id = found.id AND f.model_id = search_images.model_id
    ORDER BY found.place;
END $$;
COMMENT ON FUNCTION search_images IS
    'images nearest to a vector or an image, of those that pass every filter given; nearest first';
