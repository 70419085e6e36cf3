-- Vectors whose distances over- or underflow are refused, and radii that do.

CREATE OR REPLACE FUNCTION images_in_cone(ra_deg float8, dec_deg float8, radius_deg float8)
RETURNS TABLE (image_id bigint, separation_deg float8) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF ra_deg BETWEEN 0 AND 360 IS NOT TRUE THEN
        PERFORM refuse(format('right ascension %s is not between 0 and 360 degrees', ra_deg));
    ELSIF dec_deg BETWEEN -90 AND 90 IS NOT TRUE THEN
        PERFORM refuse(format('declination %s is not between -90 and 90 degrees', dec_deg));
    ELSIF radius_deg BETWEEN 0 AND 180 IS NOT TRUE THEN
        PERFORM refuse(format('radius %s is not between 0 and 180 degrees', radius_deg));
    ELSIF radius_deg > 0 AND radius_deg < 1e-9 THEN
        PERFORM refuse(format('radius %s is below 1e-9 degrees (4 microarcseconds): no position is that good',
            radius_deg));
    END IF;
    -- The square of less would underflow.
    IF abs(ra_deg) < 1e-12 THEN ra_deg := 0; END IF;
    IF abs(dec_deg) < 1e-12 THEN dec_deg := 0; END IF;
    -- By haversines, exact at any distance short of the antipode. OFFSET 0 keeps one index scan a range, and
    -- the index holds all that is wanted; joined freely, the whole table was read.
    RETURN QUERY
    SELECT near.id, 2 * asind(sqrt(least(1, near.haversine)))
    FROM (
        SELECT i.id, power(sin(radians(i.dec_deg - images_in_cone.dec_deg) / 2), 2)
            + cos(radians(images_in_cone.dec_deg)) * cos(radians(i.dec_deg))
            * power(sin(radians(i.ra_deg - images_in_cone.ra_deg) / 2), 2) AS haversine
        FROM healpix_cover(images_in_cone.ra_deg, images_in_cone.dec_deg, radius_deg) AS cell
        CROSS JOIN LATERAL (
            SELECT image.id, image.ra_deg, image.dec_deg FROM image
            WHERE image.hpx29 >= cell.lo AND image.hpx29 < cell.hi OFFSET 0
        ) AS i
        OFFSET 0
    ) AS near
    WHERE near.haversine <= power(sind(radius_deg / 2), 2);
END $$;

CREATE OR REPLACE FUNCTION search_images(
    model_id integer, query vector DEFAULT NULL, image_id bigint DEFAULT NULL, k integer DEFAULT 10,
    metric text DEFAULT 'l2', datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL,
    ra_deg float8 DEFAULT NULL, dec_deg float8 DEFAULT NULL, radius_deg float8 DEFAULT NULL,
    exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE plpgsql STABLE SET jit = off AS $$
DECLARE
    latent integer := (SELECT m.latent_size FROM model m WHERE m.id = search_images.model_id);
    operator text := CASE metric WHEN 'l2' THEN '<->' WHEN 'cosine' THEN '<=>' END;
    unfiltered boolean := num_nulls(datasets, stages, ra_deg, dec_deg, radius_deg) = 5;
    unknown text := (SELECT min(wanted) FROM unnest(datasets) AS wanted
        WHERE NOT EXISTS (SELECT FROM dataset WHERE dataset.name = wanted));
    near bigint[];
    parameter text;
    effort integer;
    usual text[];
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
        WHERE e.image_id = search_images.image_id AND e.model_id = search_images.model_id;
        IF query IS NULL THEN
            PERFORM refuse(format(CASE WHEN EXISTS (SELECT FROM image WHERE id = search_images.image_id)
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
        ranking := ranking || ' AND coalesce(i.stage, p.stage)::numeric <@ $5';
    END IF;
    IF num_nulls(ra_deg, dec_deg, radius_deg) < 3 THEN
        near := ARRAY(SELECT c.image_id FROM images_in_cone(ra_deg, dec_deg, radius_deg) AS c);
        ranking := ranking || ' AND e.image_id = ANY ($6)';
    END IF;
    -- Materialized: only what passed is ranked. Left to it, the planner sorted all and then filtered.
    ranking := format('WITH passed AS %s MATERIALIZED (%s)
        SELECT array_agg(r.image_id ORDER BY r.distance, r.image_id),
            array_agg(r.distance ORDER BY r.distance, r.image_id)
        FROM (SELECT * FROM passed ORDER BY distance, image_id LIMIT $3) AS r',
        CASE WHEN unfiltered THEN 'NOT' END, ranking);

    -- Recall was measured for ten: in proportion more is looked at for more.
    SELECT CASE v.method WHEN 'hnsw' THEN 'hnsw.ef_search' ELSE 'ivfflat.probes' END,
        v.effort * ((k + 9::bigint) / 10)
    INTO parameter, effort FROM vector_index v
    WHERE v.model_id = search_images.model_id AND v.metric = search_images.metric AND v.serves
        AND v.effort * ((k + 9::bigint) / 10) <= v.most AND unfiltered AND NOT search_images.exact;
    IF FOUND THEN
        -- Only the index gives order without a sort: what was measured is what is used, at any size.
        usual := ARRAY[current_setting(parameter, true), current_setting('enable_sort')];
        PERFORM set_config(parameter, effort::text, true), set_config('enable_sort', 'off', true);
        EXECUTE format('SELECT array_agg(r.image_id ORDER BY r.distance, r.image_id),
                array_agg(r.distance ORDER BY r.distance, r.image_id) FROM (
                SELECT e.image_id, e.z::vector(%1$s) %2$s $1::vector(%1$s) AS distance FROM embedding e
                WHERE e.model_id = %3$s ORDER BY e.z::vector(%1$s) %2$s $1::vector(%1$s) LIMIT $3 + 1) AS r
                WHERE r.image_id IS DISTINCT FROM $2', latent, operator, model_id)
            USING query, image_id, k INTO ids, distances;
        PERFORM set_config('enable_sort', usual[2], true), set_config(parameter, usual[1], true);
    END IF;
    IF coalesce(cardinality(ids), 0) < k THEN
        EXECUTE ranking USING query, image_id, k, datasets, stages, near INTO ids, distances;
    END IF;

    RETURN QUERY
    SELECT f.image_id, f.name, found.distance, f.stage, f.time_myr, f.time_lo68, f.time_hi68, f.time_lo90,
        f.time_hi90, f.labelled, f.out_of_domain, f.model
    FROM unnest(ids[:k], distances[:k]) WITH ORDINALITY AS found (image_id, distance, place)
    JOIN timeline_by_model AS f ON f.image_id = found.image_id AND f.model_id = search_images.model_id
    ORDER BY found.place;
END $$;
