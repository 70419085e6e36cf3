-- What can be asked of the catalogue in SQL. Mistakes are refused with SQLSTATE 22023 and a sentence.

CREATE TYPE similar_image AS (
    image_id bigint, name text, distance double precision, stage real, time_myr real, time_lo68 real,
    time_hi68 real, time_lo90 real, time_hi90 real, labelled boolean, out_of_domain real, model text
);
CREATE TYPE image_in_cone AS (
    image_id bigint, name text, ra_deg double precision, dec_deg double precision,
    separation_deg double precision
);
COMMENT ON TYPE similar_image IS 'a row of the answer to a search';
COMMENT ON TYPE image_in_cone IS 'a row of the answer to a cone search';

-- The facts of every image under every model: the labels of a simulated image, whose time is known, else the
-- model's estimate.
CREATE VIEW timeline_by_model AS
SELECT i.id AS image_id, d.name || '/' || i.external_id AS name, d.name AS dataset,
    i.ra_deg, i.dec_deg, i.redshift,
    coalesce(i.stage, p.stage) AS stage, coalesce(i.time_myr, p.time_myr) AS time_myr,
    CASE WHEN i.stage IS NULL THEN p.time_lo68 END AS time_lo68,
    CASE WHEN i.stage IS NULL THEN p.time_hi68 END AS time_hi68,
    CASE WHEN i.stage IS NULL THEN p.time_lo90 END AS time_lo90,
    CASE WHEN i.stage IS NULL THEN p.time_hi90 END AS time_hi90,
    i.stage IS NOT NULL AS labelled, p.out_of_domain, left(m.sha256, 12) AS model,
    m.id AS model_id, m.serving
FROM image i
JOIN dataset d ON d.id = i.dataset_id
LEFT JOIN model m ON true
LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = m.id;
COMMENT ON VIEW timeline_by_model IS
    'every image under every model, with its stage and time: a simulation''s label, or the model''s estimate';

CREATE VIEW merger_timeline AS
SELECT image_id, name, dataset, ra_deg, dec_deg, redshift, stage, time_myr, time_lo68, time_hi68, time_lo90,
    time_hi90, labelled, out_of_domain, model
FROM timeline_by_model WHERE serving IS NOT FALSE;
COMMENT ON VIEW merger_timeline IS
    'every image once, with its stage and time: a simulation''s label, or the serving model''s estimate';

CREATE FUNCTION refuse(problem text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', problem USING ERRCODE = 'invalid_parameter_value';
END $$;
COMMENT ON FUNCTION refuse IS 'raise an error about what the caller gave';

CREATE FUNCTION refuse_more_than_cap(wanted bigint) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    cap bigint := nullif(current_setting('deepgalaxy.row_cap', true), '');
BEGIN
    IF wanted > cap THEN
        PERFORM refuse(format('%s rows asked for, and this role gets at most %s at once', wanted, cap));
    END IF;
END $$;
COMMENT ON FUNCTION refuse_more_than_cap IS 'hold a role to its setting deepgalaxy.row_cap';

CREATE FUNCTION find_model(model text DEFAULT NULL) RETURNS integer LANGUAGE plpgsql STABLE AS $$
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
            PERFORM refuse(format('%s models are called %L: say more digits of the sha256 of one',
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

CREATE FUNCTION healpix_centre(face integer, ix bigint, iy bigint, depth integer)
RETURNS TABLE (x float8, y float8, z float8) LANGUAGE sql IMMUTABLE ROWS 1 AS $$
SELECT ring.s * cos(lon.phi), ring.s * sin(lon.phi), ring.z
FROM (
    SELECT (1::bigint << depth) AS nside, (face / 4 + 2) * (1::bigint << depth) - ix - iy - 1 AS jr
) AS given
CROSS JOIN LATERAL (
    SELECT CASE WHEN jr < nside THEN jr WHEN jr > 3 * nside THEN 4 * nside - jr ELSE nside END AS nr
) AS counted
CROSS JOIN LATERAL (SELECT (nr::float8 / nside) ^ 2 / 3 AS t) AS cap
CROSS JOIN LATERAL (
    SELECT CASE WHEN jr < nside THEN 1 - t WHEN jr > 3 * nside THEN t - 1
        ELSE 2.0::float8 / 3 * (2 * nside - jr) / nside END AS z
) AS height
CROSS JOIN LATERAL (
    SELECT z, CASE WHEN jr BETWEEN nside AND 3 * nside THEN sqrt(1 - z * z) ELSE sqrt(t * (2 - t)) END AS s
) AS ring
CROSS JOIN LATERAL (
    SELECT ((ARRAY[1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7])[face + 1] * nr + ix - iy) * pi() / (4 * nr) AS phi
) AS lon
$$;
COMMENT ON FUNCTION healpix_centre IS 'unit vector of the centre of a HEALPix pixel of order depth';

-- Gorski et al. (2005), section 5, nested numbering. Cells are halved until their radius, below 1.07/nside
-- radians, is half the cone's; those whose centres are too far go. 30 to 90 ranges come back.
CREATE FUNCTION healpix_cover(ra_deg float8, dec_deg float8, radius_deg float8)
RETURNS TABLE (lo bigint, hi bigint) LANGUAGE sql IMMUTABLE ROWS 60 AS $$
WITH RECURSIVE cone AS (
    SELECT cosd(dec_deg) * cosd(ra_deg) AS cx, cosd(dec_deg) * sind(ra_deg) AS cy, sind(dec_deg) AS cz,
        radians(radius_deg) AS radius,
        greatest(0, least(29, ceil(log(2.0, (2.14 / greatest(radians(radius_deg), 1e-12))::numeric))))
            AS finest
), cell AS (
    SELECT 0 AS depth, face, face::bigint AS pixel, 0::bigint AS x, 0::bigint AS y
    FROM generate_series(0, 11) AS face
    UNION ALL
    SELECT near.depth + 1, near.face, 4 * near.pixel + dx + 2 * dy, 2 * near.x + dx, 2 * near.y + dy
    FROM (
        SELECT cell.* FROM cell CROSS JOIN cone
        CROSS JOIN LATERAL healpix_centre(cell.face, cell.x, cell.y, cell.depth) AS c
        WHERE cell.depth < cone.finest AND power(c.x - cx, 2) + power(c.y - cy, 2) + power(c.z - cz, 2)
            <= power(2 * sin(least(pi(), radius + 1.07 / (1::bigint << cell.depth)) / 2), 2)
    ) AS near CROSS JOIN (VALUES (0, 0), (1, 0), (0, 1), (1, 1)) AS child (dx, dy)
)
SELECT cell.pixel << (2 * (29 - cell.depth)), (cell.pixel + 1) << (2 * (29 - cell.depth))
FROM cell CROSS JOIN cone CROSS JOIN LATERAL healpix_centre(cell.face, cell.x, cell.y, cell.depth) AS c
WHERE cell.depth = cone.finest AND power(c.x - cx, 2) + power(c.y - cy, 2) + power(c.z - cz, 2)
    <= power(2 * sin(least(pi(), radius + 1.07 / (1::bigint << cell.depth)) / 2), 2)
$$;
COMMENT ON FUNCTION healpix_cover IS 'ranges [lo, hi) of hpx29 that cover a cone and little more';

CREATE FUNCTION images_in_cone(ra_deg float8, dec_deg float8, radius_deg float8)
RETURNS TABLE (image_id bigint, separation_deg float8) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF ra_deg BETWEEN 0 AND 360 IS NOT TRUE THEN
        PERFORM refuse(format('right ascension %s is not between 0 and 360 degrees', ra_deg));
    ELSIF dec_deg BETWEEN -90 AND 90 IS NOT TRUE THEN
        PERFORM refuse(format('declination %s is not between -90 and 90 degrees', dec_deg));
    ELSIF radius_deg BETWEEN 0 AND 180 IS NOT TRUE THEN
        PERFORM refuse(format('radius %s is not between 0 and 180 degrees', radius_deg));
    END IF;
    -- OFFSET 0 keeps one index scan a range; joined freely, the whole table was read.
    RETURN QUERY
    SELECT near.id, 2 * asind(least(1, near.chord / 2))
    FROM (
        SELECT i.id, sqrt(power(cos(radians(i.dec_deg)) * cos(radians(i.ra_deg)) - at.x, 2)
            + power(cos(radians(i.dec_deg)) * sin(radians(i.ra_deg)) - at.y, 2)
            + power(sin(radians(i.dec_deg)) - at.z, 2)) AS chord
        FROM (
            SELECT cos(radians(images_in_cone.dec_deg)) * cos(radians(images_in_cone.ra_deg)) AS x,
                cos(radians(images_in_cone.dec_deg)) * sin(radians(images_in_cone.ra_deg)) AS y,
                sin(radians(images_in_cone.dec_deg)) AS z
        ) AS at
        CROSS JOIN healpix_cover(images_in_cone.ra_deg, images_in_cone.dec_deg, radius_deg) AS cell
        CROSS JOIN LATERAL (
            SELECT image.id, image.ra_deg, image.dec_deg FROM image
            WHERE image.hpx29 >= cell.lo AND image.hpx29 < cell.hi OFFSET 0
        ) AS i
    ) AS near
    WHERE near.chord <= 2 * sind(radius_deg / 2);
END $$;
COMMENT ON FUNCTION images_in_cone IS 'images within radius_deg of a place, in no order';

CREATE FUNCTION cone_search(ra_deg float8, dec_deg float8, radius_deg float8)
RETURNS SETOF image_in_cone LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM refuse_more_than_cap(
        (SELECT count(*) FROM images_in_cone(ra_deg, dec_deg, radius_deg))
    ) WHERE current_setting('deepgalaxy.row_cap', true) <> '';
    RETURN QUERY
    SELECT i.id, d.name || '/' || i.external_id, i.ra_deg, i.dec_deg, c.separation_deg
    FROM images_in_cone(cone_search.ra_deg, cone_search.dec_deg, radius_deg) AS c
    JOIN image i ON i.id = c.image_id JOIN dataset d ON d.id = i.dataset_id
    ORDER BY c.separation_deg, i.id;
END $$;
COMMENT ON FUNCTION cone_search IS
    'images within radius_deg of a place (ICRS, degrees), nearest to it first';

-- Vectors compared as they are stored, z, give an exact answer: no index stands on that. An HNSW index stands
-- on z::vector(n), and only a search that wants it names it so. The planner cannot change what is found.
CREATE FUNCTION search_images(
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
    ef integer;
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
    IF metric = 'cosine' AND vector_norm(query) = 0 THEN
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

    -- Recall was measured for ten: in proportion more are looked at for more.
    SELECT v.ef_search * ((k + 9) / 10) INTO ef FROM vector_index v
    WHERE v.model_id = search_images.model_id AND v.metric = search_images.metric AND v.serves
        AND unfiltered AND NOT search_images.exact;
    IF ef <= 1000 THEN
        -- Only the index gives order without a sort: what was measured is what is used, at any size.
        usual := ARRAY[
            coalesce(current_setting('hnsw.ef_search', true), '40'), current_setting('enable_sort')
        ];
        PERFORM set_config('hnsw.ef_search', ef::text, true), set_config('enable_sort', 'off', true);
        EXECUTE format('SELECT array_agg(r.image_id ORDER BY r.distance, r.image_id),
                array_agg(r.distance ORDER BY r.distance, r.image_id) FROM (
                SELECT e.image_id, e.z::vector(%1$s) %2$s $1::vector(%1$s) AS distance FROM embedding e
                WHERE e.model_id = %3$s ORDER BY e.z::vector(%1$s) %2$s $1::vector(%1$s) LIMIT $3 + 1) AS r
                WHERE r.image_id IS DISTINCT FROM $2', latent, operator, model_id)
            USING query, image_id, k INTO ids, distances;
        PERFORM set_config('hnsw.ef_search', usual[1], true), set_config('enable_sort', usual[2], true);
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
COMMENT ON FUNCTION search_images IS
    'images nearest to a vector or an image, of those that pass every filter given; nearest first';

CREATE FUNCTION similar_images(
    query vector,  k integer DEFAULT 10, model text DEFAULT NULL, metric text DEFAULT 'l2',
    datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages,  exact => exact)
$$;
COMMENT ON FUNCTION similar_images(vector, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one; nearest first';

CREATE FUNCTION similar_in_cone(
    query vector, ra_deg float8, dec_deg float8, radius_deg float8, k integer DEFAULT 10,
    model text DEFAULT NULL, metric text DEFAULT 'l2', datasets text[] DEFAULT NULL,
    stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION similar_in_cone(vector, float8, float8, float8, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one, within radius_deg of a place; nearest first';

CREATE FUNCTION similar_images(
    image_id bigint,  k integer DEFAULT 10, model text DEFAULT NULL, metric text DEFAULT 'l2',
    datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages,  exact => exact)
$$;
COMMENT ON FUNCTION similar_images(bigint, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one; nearest first';

CREATE FUNCTION similar_in_cone(
    image_id bigint, ra_deg float8, dec_deg float8, radius_deg float8, k integer DEFAULT 10,
    model text DEFAULT NULL, metric text DEFAULT 'l2', datasets text[] DEFAULT NULL,
    stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION similar_in_cone(bigint, float8, float8, float8, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one, within radius_deg of a place; nearest first';

CREATE FUNCTION cluster_of(image_id bigint, model text DEFAULT NULL)
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
