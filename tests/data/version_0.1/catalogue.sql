SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';
CREATE TYPE public.image_in_cone AS (
	image_id bigint,
	name text,
	ra_deg double precision,
	dec_deg double precision,
	separation_deg double precision
);
COMMENT ON TYPE public.image_in_cone IS 'a row of the answer to a cone search';
COMMENT ON COLUMN public.image_in_cone.image_id IS 'id of the image';
COMMENT ON COLUMN public.image_in_cone.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN public.image_in_cone.ra_deg IS 'right ascension, ICRS, degrees';
COMMENT ON COLUMN public.image_in_cone.dec_deg IS 'declination, ICRS, degrees';
COMMENT ON COLUMN public.image_in_cone.separation_deg IS 'angular distance from the centre, degrees';
CREATE TYPE public.similar_image AS (
	image_id bigint,
	name text,
	distance double precision,
	stage real,
	time_myr real,
	time_lo68 real,
	time_hi68 real,
	time_lo90 real,
	time_hi90 real,
	labelled boolean,
	out_of_domain real,
	model text
);
COMMENT ON TYPE public.similar_image IS 'a row of the answer to a search';
COMMENT ON COLUMN public.similar_image.image_id IS 'id of the image';
COMMENT ON COLUMN public.similar_image.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN public.similar_image.distance IS 'from the query, by the metric asked for: l2 or cosine, dimensionless';
COMMENT ON COLUMN public.similar_image.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised)';
COMMENT ON COLUMN public.similar_image.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN public.similar_image.time_lo68 IS 'lower end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.similar_image.time_hi68 IS 'upper end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.similar_image.time_lo90 IS 'lower end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.similar_image.time_hi90 IS 'upper end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.similar_image.labelled IS 'whether stage and time are a simulation''s own; else they are the model''s estimate';
COMMENT ON COLUMN public.similar_image.out_of_domain IS 'above 1 a picture is unlike those the model learnt to date; null where it does not say';
COMMENT ON COLUMN public.similar_image.model IS 'first 12 digits of the model''s sha256';
CREATE FUNCTION public.cluster_of(image_id bigint, model text DEFAULT NULL::text) RETURNS TABLE(run_id integer, cluster integer, size bigint, n_clusters integer, stability real, coordinates public.vector)
    LANGUAGE plpgsql STABLE
    AS $$
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
COMMENT ON FUNCTION public.cluster_of(image_id bigint, model text) IS 'where the newest clustering of a model''s vectors put an image';
CREATE FUNCTION public.cone_search(ra_deg double precision, dec_deg double precision, radius_deg double precision) RETURNS SETOF public.image_in_cone
    LANGUAGE plpgsql STABLE
    AS $$
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
COMMENT ON FUNCTION public.cone_search(ra_deg double precision, dec_deg double precision, radius_deg double precision) IS 'images within radius_deg of a place (ICRS, degrees), nearest to it first';
CREATE FUNCTION public.find_model(model text DEFAULT NULL::text) RETURNS integer
    LANGUAGE plpgsql STABLE
    AS $$
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
COMMENT ON FUNCTION public.find_model(model text) IS 'id of the model of this name or these first digits of its sha256; without either the serving model';
CREATE FUNCTION public.healpix_centre(face integer, ix bigint, iy bigint, depth integer) RETURNS TABLE(x double precision, y double precision, z double precision)
    LANGUAGE sql IMMUTABLE ROWS 1
    AS $$
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
COMMENT ON FUNCTION public.healpix_centre(face integer, ix bigint, iy bigint, depth integer) IS 'unit vector of the centre of a HEALPix pixel of order depth';
CREATE FUNCTION public.healpix_cover(ra_deg double precision, dec_deg double precision, radius_deg double precision) RETURNS TABLE(lo bigint, hi bigint)
    LANGUAGE sql IMMUTABLE ROWS 60
    AS $$
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
COMMENT ON FUNCTION public.healpix_cover(ra_deg double precision, dec_deg double precision, radius_deg double precision) IS 'ranges [lo, hi) of hpx29 that cover a cone and little more';
CREATE FUNCTION public.images_in_cone(ra_deg double precision, dec_deg double precision, radius_deg double precision) RETURNS TABLE(image_id bigint, separation_deg double precision)
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF ra_deg BETWEEN 0 AND 360 IS NOT TRUE THEN
        PERFORM refuse(format('right ascension %s is not between 0 and 360 degrees', ra_deg));
    ELSIF dec_deg BETWEEN -90 AND 90 IS NOT TRUE THEN
        PERFORM refuse(format('declination %s is not between -90 and 90 degrees', dec_deg));
    ELSIF radius_deg BETWEEN 0 AND 180 IS NOT TRUE THEN
        PERFORM refuse(format('radius %s is not between 0 and 180 degrees', radius_deg));
    END IF;
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
COMMENT ON FUNCTION public.images_in_cone(ra_deg double precision, dec_deg double precision, radius_deg double precision) IS 'images within radius_deg of a place, in no order';
CREATE FUNCTION public.refuse(problem text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '%', problem USING ERRCODE = 'invalid_parameter_value';
END $$;
COMMENT ON FUNCTION public.refuse(problem text) IS 'raise an error about what the caller gave';
CREATE FUNCTION public.refuse_more_than_cap(wanted bigint) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    cap bigint := nullif(current_setting('deepgalaxy.row_cap', true), '');
BEGIN
    IF wanted > cap THEN
        PERFORM refuse(format('%s rows asked for, and this role gets at most %s at once', wanted, cap));
    END IF;
END $$;
COMMENT ON FUNCTION public.refuse_more_than_cap(wanted bigint) IS 'hold a role to its setting deepgalaxy.row_cap';
CREATE FUNCTION public.search_images(model_id integer, query public.vector DEFAULT NULL::public.vector, image_id bigint DEFAULT NULL::bigint, k integer DEFAULT 10, metric text DEFAULT 'l2'::text, datasets text[] DEFAULT NULL::text[], stages numrange DEFAULT NULL::numrange, ra_deg double precision DEFAULT NULL::double precision, dec_deg double precision DEFAULT NULL::double precision, radius_deg double precision DEFAULT NULL::double precision, exact boolean DEFAULT false) RETURNS SETOF public.similar_image
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $_$
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
END $_$;
COMMENT ON FUNCTION public.search_images(model_id integer, query public.vector, image_id bigint, k integer, metric text, datasets text[], stages numrange, ra_deg double precision, dec_deg double precision, radius_deg double precision, exact boolean) IS 'images nearest to a vector or an image, of those that pass every filter given; nearest first';
CREATE FUNCTION public.similar_images(image_id bigint, k integer DEFAULT 10, model text DEFAULT NULL::text, metric text DEFAULT 'l2'::text, datasets text[] DEFAULT NULL::text[], stages numrange DEFAULT NULL::numrange, exact boolean DEFAULT false) RETURNS SETOF public.similar_image
    LANGUAGE sql STABLE
    AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages,  exact => exact)
$$;
COMMENT ON FUNCTION public.similar_images(image_id bigint, k integer, model text, metric text, datasets text[], stages numrange, exact boolean) IS 'the k images most like one; nearest first';
CREATE FUNCTION public.similar_images(query public.vector, k integer DEFAULT 10, model text DEFAULT NULL::text, metric text DEFAULT 'l2'::text, datasets text[] DEFAULT NULL::text[], stages numrange DEFAULT NULL::numrange, exact boolean DEFAULT false) RETURNS SETOF public.similar_image
    LANGUAGE sql STABLE
    AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages,  exact => exact)
$$;
COMMENT ON FUNCTION public.similar_images(query public.vector, k integer, model text, metric text, datasets text[], stages numrange, exact boolean) IS 'the k images most like one; nearest first';
CREATE FUNCTION public.similar_in_cone(image_id bigint, ra_deg double precision, dec_deg double precision, radius_deg double precision, k integer DEFAULT 10, model text DEFAULT NULL::text, metric text DEFAULT 'l2'::text, datasets text[] DEFAULT NULL::text[], stages numrange DEFAULT NULL::numrange, exact boolean DEFAULT false) RETURNS SETOF public.similar_image
    LANGUAGE sql STABLE
    AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION public.similar_in_cone(image_id bigint, ra_deg double precision, dec_deg double precision, radius_deg double precision, k integer, model text, metric text, datasets text[], stages numrange, exact boolean) IS 'the k images most like one, within radius_deg of a place; nearest first';
CREATE FUNCTION public.similar_in_cone(query public.vector, ra_deg double precision, dec_deg double precision, radius_deg double precision, k integer DEFAULT 10, model text DEFAULT NULL::text, metric text DEFAULT 'l2'::text, datasets text[] DEFAULT NULL::text[], stages numrange DEFAULT NULL::numrange, exact boolean DEFAULT false) RETURNS SETOF public.similar_image
    LANGUAGE sql STABLE
    AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION public.similar_in_cone(query public.vector, ra_deg double precision, dec_deg double precision, radius_deg double precision, k integer, model text, metric text, datasets text[], stages numrange, exact boolean) IS 'the k images most like one, within radius_deg of a place; nearest first';
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
COMMENT ON TABLE public.alembic_version IS 'how far the schema has come';
COMMENT ON COLUMN public.alembic_version.version_num IS 'the last migration, of migrations/';
CREATE TABLE public.cluster_member (
    run_id integer NOT NULL,
    image_id bigint NOT NULL,
    cluster integer NOT NULL,
    coordinates public.vector NOT NULL
);
COMMENT ON TABLE public.cluster_member IS 'cluster and spectral coordinates of each image in a run';
COMMENT ON COLUMN public.cluster_member.run_id IS 'the run';
COMMENT ON COLUMN public.cluster_member.image_id IS 'the image';
COMMENT ON COLUMN public.cluster_member.cluster IS 'cluster in this run, from 0';
COMMENT ON COLUMN public.cluster_member.coordinates IS 'spectral embedding, dimensionless';
CREATE TABLE public.cluster_run (
    id integer NOT NULL,
    model_id integer NOT NULL,
    method text NOT NULL,
    parameters jsonb NOT NULL,
    eigenvalues real[] NOT NULL,
    n_clusters integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    stability real NOT NULL,
    CONSTRAINT ck_cluster_run_n_clusters CHECK ((n_clusters > 0))
);
COMMENT ON TABLE public.cluster_run IS 'clusterings of one model''s vectors';
COMMENT ON COLUMN public.cluster_run.id IS 'number of the run: cluster_of answers from the newest';
COMMENT ON COLUMN public.cluster_run.model_id IS 'the model whose vectors were clustered';
COMMENT ON COLUMN public.cluster_run.method IS 'how clusters were found';
COMMENT ON COLUMN public.cluster_run.parameters IS 'neighbours (k), seed, regularisation, pieces of the graph';
COMMENT ON COLUMN public.cluster_run.eigenvalues IS 'smallest eigenvalues of the graph Laplacian, ascending';
COMMENT ON COLUMN public.cluster_run.n_clusters IS 'clusters found';
COMMENT ON COLUMN public.cluster_run.created_at IS 'when the run was made';
COMMENT ON COLUMN public.cluster_run.stability IS 'adjusted Rand index with a run of another k and seed, 1 where they agree';
ALTER TABLE public.cluster_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.cluster_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cutout (
    id bigint NOT NULL,
    dataset_id integer NOT NULL,
    external_id text NOT NULL,
    ra_deg double precision,
    dec_deg double precision,
    hpx16 bigint,
    pixel_scale_arcsec real,
    redshift real
);
COMMENT ON TABLE public.cutout IS 'cutouts wanted of a survey, one a galaxy; fetched ones are in image, refused in rejected_input';
COMMENT ON COLUMN public.cutout.id IS 'number of the cutout';
COMMENT ON COLUMN public.cutout.dataset_id IS 'the dataset that it is wanted for';
COMMENT ON COLUMN public.cutout.external_id IS 'as in image, once it is there';
COMMENT ON COLUMN public.cutout.ra_deg IS 'right ascension, ICRS, degrees in [0, 360)';
COMMENT ON COLUMN public.cutout.dec_deg IS 'declination, ICRS, degrees in [-90, 90]';
COMMENT ON COLUMN public.cutout.hpx16 IS 'HEALPix pixel of the position, order 16, nested';
COMMENT ON COLUMN public.cutout.pixel_scale_arcsec IS 'arcseconds per pixel to ask for; null: the service''s own';
COMMENT ON COLUMN public.cutout.redshift IS 'redshift, as the first table gave it';
ALTER TABLE public.cutout ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.cutout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.dataset (
    id integer NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_dataset_kind CHECK ((kind = ANY (ARRAY['simulation'::text, 'survey'::text])))
);
COMMENT ON TABLE public.dataset IS 'sets of images that came together: a simulation file or a survey';
COMMENT ON COLUMN public.dataset.id IS 'number of the dataset';
COMMENT ON COLUMN public.dataset.name IS 'name, as searches and the command line take it';
COMMENT ON COLUMN public.dataset.kind IS 'simulation or survey';
COMMENT ON COLUMN public.dataset.created_at IS 'when the dataset was first named';
ALTER TABLE public.dataset ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.dataset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.embedding (
    image_id bigint NOT NULL,
    model_id integer NOT NULL,
    z public.vector NOT NULL
)
PARTITION BY LIST (model_id);
COMMENT ON TABLE public.embedding IS 'latent vectors, one partition per model';
COMMENT ON COLUMN public.embedding.image_id IS 'the image';
COMMENT ON COLUMN public.embedding.model_id IS 'the model whose vector this is';
COMMENT ON COLUMN public.embedding.z IS 'VAE mean, latent_size numbers, dimensionless';
CREATE TABLE public.embedding_1 (
    image_id bigint CONSTRAINT embedding_image_id_not_null NOT NULL,
    model_id integer CONSTRAINT embedding_model_id_not_null NOT NULL,
    z public.vector CONSTRAINT embedding_z_not_null NOT NULL,
    CONSTRAINT ck_embedding_1_z CHECK ((public.vector_dims(z) = 4))
);
COMMENT ON COLUMN public.embedding_1.image_id IS 'the image';
COMMENT ON COLUMN public.embedding_1.model_id IS 'the model whose vector this is';
COMMENT ON COLUMN public.embedding_1.z IS 'VAE mean, latent_size numbers, dimensionless';
CREATE TABLE public.image (
    id bigint NOT NULL,
    dataset_id integer NOT NULL,
    external_id text NOT NULL,
    ra_deg double precision,
    dec_deg double precision,
    hpx29 bigint,
    redshift real,
    pixel_scale_arcsec real,
    sha256 bytea NOT NULL,
    file text NOT NULL,
    node text NOT NULL,
    index integer NOT NULL,
    simulation text,
    camera smallint,
    stage real,
    time_myr real,
    mass_ratio real,
    size_ratio real,
    CONSTRAINT ck_image_dec_deg CHECK (((dec_deg >= ('-90'::integer)::double precision) AND (dec_deg <= (90)::double precision))),
    CONSTRAINT ck_image_index CHECK ((index >= 0)),
    CONSTRAINT ck_image_pixel_scale_arcsec CHECK (((pixel_scale_arcsec > (0)::double precision) AND (pixel_scale_arcsec < 'Infinity'::real))),
    CONSTRAINT ck_image_position CHECK ((((ra_deg IS NULL) = (dec_deg IS NULL)) AND ((ra_deg IS NULL) = (hpx29 IS NULL)))),
    CONSTRAINT ck_image_ra_deg CHECK (((ra_deg >= (0)::double precision) AND (ra_deg < (360)::double precision))),
    CONSTRAINT ck_image_redshift CHECK (((redshift > ('-1'::integer)::double precision) AND (redshift < 'Infinity'::real))),
    CONSTRAINT ck_image_sha256 CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT ck_image_stage CHECK (((stage >= (0)::double precision) AND (stage < (71)::double precision)))
);
COMMENT ON TABLE public.image IS 'galaxy pictures: position, where the pixels are, and for simulations the labels';
COMMENT ON COLUMN public.image.id IS 'number of the image, by which searches know it';
COMMENT ON COLUMN public.image.dataset_id IS 'the dataset that it came with';
COMMENT ON COLUMN public.image.external_id IS 'the name in its dataset: a file or a frame';
COMMENT ON COLUMN public.image.ra_deg IS 'right ascension, ICRS, degrees in [0, 360)';
COMMENT ON COLUMN public.image.dec_deg IS 'declination, ICRS, degrees in [-90, 90]';
COMMENT ON COLUMN public.image.hpx29 IS 'HEALPix pixel of the position, order 29, nested';
COMMENT ON COLUMN public.image.redshift IS 'redshift, as its source gave it';
COMMENT ON COLUMN public.image.pixel_scale_arcsec IS 'arcseconds per pixel of the stored picture';
COMMENT ON COLUMN public.image.sha256 IS 'SHA-256 of the pixels, 32 bytes';
COMMENT ON COLUMN public.image.file IS 'HDF5 file holding the pixels: relative to the data folder, absolute where it lies elsewhere';
COMMENT ON COLUMN public.image.node IS 'HDF5 dataset inside that file';
COMMENT ON COLUMN public.image.index IS 'row of that HDF5 dataset, from 0';
COMMENT ON COLUMN public.image.simulation IS 'the frame''s simulation; null in surveys';
COMMENT ON COLUMN public.image.camera IS 'camera, from 0: one of the viewing directions; null in surveys';
COMMENT ON COLUMN public.image.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised); null in surveys';
COMMENT ON COLUMN public.image.time_myr IS 'physical time since first pericentre, Myr; null in surveys';
COMMENT ON COLUMN public.image.mass_ratio IS 'second galaxy''s mass over the first''s; null in surveys';
COMMENT ON COLUMN public.image.size_ratio IS 'second galaxy''s size over the first''s; null in surveys';
ALTER TABLE public.image ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.job_run (
    id integer NOT NULL,
    job text NOT NULL,
    host text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT ck_job_run_end CHECK (((outcome IS NULL) = (ended_at IS NULL))),
    CONSTRAINT ck_job_run_outcome CHECK ((outcome = ANY (ARRAY['done'::text, 'failed'::text, 'stopped'::text, 'killed'::text])))
);
COMMENT ON TABLE public.job_run IS 'runs of jobs that come back by themselves, such as the nightly one';
COMMENT ON COLUMN public.job_run.id IS 'number of the run';
COMMENT ON COLUMN public.job_run.job IS 'which job: nightly';
COMMENT ON COLUMN public.job_run.host IS 'the machine it ran on';
COMMENT ON COLUMN public.job_run.started_at IS 'when it started';
COMMENT ON COLUMN public.job_run.ended_at IS 'when it ended, or was found to have been killed; null while it runs';
COMMENT ON COLUMN public.job_run.outcome IS 'done, failed, stopped (it goes on next time) or killed; null while it runs';
COMMENT ON COLUMN public.job_run.details IS 'what it did';
ALTER TABLE public.job_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.membership (
    cutout_id bigint NOT NULL,
    source text NOT NULL,
    name text NOT NULL,
    objid bigint,
    attributes jsonb NOT NULL
);
COMMENT ON TABLE public.membership IS 'which tables speak of a galaxy, and what they say';
COMMENT ON COLUMN public.membership.cutout_id IS 'the galaxy''s cutout';
COMMENT ON COLUMN public.membership.source IS 'the table''s file name';
COMMENT ON COLUMN public.membership.name IS 'what the table calls the galaxy';
COMMENT ON COLUMN public.membership.objid IS 'SDSS object number';
COMMENT ON COLUMN public.membership.attributes IS 'the row''s other columns, vote fractions and all; never labels';
CREATE TABLE public.model (
    id integer NOT NULL,
    sha256 text NOT NULL,
    name text NOT NULL,
    latent_size smallint NOT NULL,
    architecture jsonb NOT NULL,
    preprocessing jsonb NOT NULL,
    metrics jsonb NOT NULL,
    path text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    serving boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_model_latent_size CHECK ((latent_size > 0)),
    CONSTRAINT ck_model_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
COMMENT ON TABLE public.model IS 'trained models; vectors of two models are never compared';
COMMENT ON COLUMN public.model.id IS 'number of the model';
COMMENT ON COLUMN public.model.sha256 IS 'SHA-256 of weights and preprocessing';
COMMENT ON COLUMN public.model.name IS 'name, as searches and the command line take it';
COMMENT ON COLUMN public.model.latent_size IS 'numbers in an embedding vector';
COMMENT ON COLUMN public.model.architecture IS 'backbone, side of the network''s picture, numbers in z, parts';
COMMENT ON COLUMN public.model.preprocessing IS 'what is done to a picture before the network sees it';
COMMENT ON COLUMN public.model.metrics IS 'figures measured on the test simulations';
COMMENT ON COLUMN public.model.path IS 'folder with weights.safetensors and model.json: relative to the data folder, after package: to deepgalaxy itself, absolute where it lies elsewhere';
COMMENT ON COLUMN public.model.created_at IS 'when the model was first registered';
COMMENT ON COLUMN public.model.serving IS 'whether it answers where no model is named; true for one at most';
CREATE TABLE public.prediction (
    image_id bigint NOT NULL,
    model_id integer NOT NULL,
    stage real NOT NULL,
    time_myr real NOT NULL,
    time_lo68 real NOT NULL,
    time_hi68 real NOT NULL,
    time_lo90 real NOT NULL,
    time_hi90 real NOT NULL,
    probabilities public.vector(71) NOT NULL,
    out_of_domain real,
    CONSTRAINT ck_prediction_intervals CHECK (((time_lo68 <= time_hi68) AND (time_lo90 <= time_hi90))),
    CONSTRAINT ck_prediction_stage CHECK (((stage >= (0)::double precision) AND (stage < (71)::double precision)))
);
COMMENT ON TABLE public.prediction IS 'merger stage and time of each image, by each model';
COMMENT ON COLUMN public.prediction.image_id IS 'the image';
COMMENT ON COLUMN public.prediction.model_id IS 'the model that predicts';
COMMENT ON COLUMN public.prediction.stage IS 'merger stage, 0 to 70: the median of its probabilities';
COMMENT ON COLUMN public.prediction.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN public.prediction.time_lo68 IS 'lower end of the 68 % interval of time_myr, Myr';
COMMENT ON COLUMN public.prediction.time_hi68 IS 'upper end of the 68 % interval of time_myr, Myr';
COMMENT ON COLUMN public.prediction.time_lo90 IS 'lower end of the 90 % interval of time_myr, Myr';
COMMENT ON COLUMN public.prediction.time_hi90 IS 'upper end of the 90 % interval of time_myr, Myr';
COMMENT ON COLUMN public.prediction.probabilities IS 'probability of each stage, 0 to 70';
COMMENT ON COLUMN public.prediction.out_of_domain IS 'above 1 a picture is unlike those the model learnt to date; null where it does not say';
CREATE VIEW public.timeline_by_model AS
 SELECT i.id AS image_id,
    ((d.name || '/'::text) || i.external_id) AS name,
    d.name AS dataset,
    i.ra_deg,
    i.dec_deg,
    i.redshift,
    COALESCE(i.stage, p.stage) AS stage,
    COALESCE(i.time_myr, p.time_myr) AS time_myr,
        CASE
            WHEN (i.stage IS NULL) THEN p.time_lo68
            ELSE NULL::real
        END AS time_lo68,
        CASE
            WHEN (i.stage IS NULL) THEN p.time_hi68
            ELSE NULL::real
        END AS time_hi68,
        CASE
            WHEN (i.stage IS NULL) THEN p.time_lo90
            ELSE NULL::real
        END AS time_lo90,
        CASE
            WHEN (i.stage IS NULL) THEN p.time_hi90
            ELSE NULL::real
        END AS time_hi90,
    (i.stage IS NOT NULL) AS labelled,
    p.out_of_domain,
    "left"(m.sha256, 12) AS model,
    m.id AS model_id,
    m.serving
   FROM (((public.image i
     JOIN public.dataset d ON ((d.id = i.dataset_id)))
     LEFT JOIN public.model m ON (true))
     LEFT JOIN public.prediction p ON (((p.image_id = i.id) AND (p.model_id = m.id))));
COMMENT ON VIEW public.timeline_by_model IS 'every image under every model, with its stage and time: a simulation''s label, or the model''s estimate';
COMMENT ON COLUMN public.timeline_by_model.image_id IS 'id of the image';
COMMENT ON COLUMN public.timeline_by_model.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN public.timeline_by_model.dataset IS 'name of the image''s dataset';
COMMENT ON COLUMN public.timeline_by_model.ra_deg IS 'right ascension, ICRS, degrees';
COMMENT ON COLUMN public.timeline_by_model.dec_deg IS 'declination, ICRS, degrees';
COMMENT ON COLUMN public.timeline_by_model.redshift IS 'redshift, as its source gave it';
COMMENT ON COLUMN public.timeline_by_model.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised)';
COMMENT ON COLUMN public.timeline_by_model.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN public.timeline_by_model.time_lo68 IS 'lower end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.timeline_by_model.time_hi68 IS 'upper end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.timeline_by_model.time_lo90 IS 'lower end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.timeline_by_model.time_hi90 IS 'upper end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.timeline_by_model.labelled IS 'whether stage and time are a simulation''s own; else they are the model''s estimate';
COMMENT ON COLUMN public.timeline_by_model.out_of_domain IS 'above 1 a picture is unlike those the model learnt to date; null where it does not say';
COMMENT ON COLUMN public.timeline_by_model.model IS 'first 12 digits of the model''s sha256';
COMMENT ON COLUMN public.timeline_by_model.model_id IS 'id of the model';
COMMENT ON COLUMN public.timeline_by_model.serving IS 'whether the model is the one that answers where none is named';
CREATE VIEW public.merger_timeline AS
 SELECT image_id,
    name,
    dataset,
    ra_deg,
    dec_deg,
    redshift,
    stage,
    time_myr,
    time_lo68,
    time_hi68,
    time_lo90,
    time_hi90,
    labelled,
    out_of_domain,
    model
   FROM public.timeline_by_model
  WHERE (serving IS NOT FALSE);
COMMENT ON VIEW public.merger_timeline IS 'every image once, with its stage and time: a simulation''s label, or the serving model''s estimate';
COMMENT ON COLUMN public.merger_timeline.image_id IS 'id of the image';
COMMENT ON COLUMN public.merger_timeline.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN public.merger_timeline.dataset IS 'name of the image''s dataset';
COMMENT ON COLUMN public.merger_timeline.ra_deg IS 'right ascension, ICRS, degrees';
COMMENT ON COLUMN public.merger_timeline.dec_deg IS 'declination, ICRS, degrees';
COMMENT ON COLUMN public.merger_timeline.redshift IS 'redshift, as its source gave it';
COMMENT ON COLUMN public.merger_timeline.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised)';
COMMENT ON COLUMN public.merger_timeline.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN public.merger_timeline.time_lo68 IS 'lower end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.merger_timeline.time_hi68 IS 'upper end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.merger_timeline.time_lo90 IS 'lower end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.merger_timeline.time_hi90 IS 'upper end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN public.merger_timeline.labelled IS 'whether stage and time are a simulation''s own; else they are the model''s estimate';
COMMENT ON COLUMN public.merger_timeline.out_of_domain IS 'above 1 a picture is unlike those the model learnt to date; null where it does not say';
COMMENT ON COLUMN public.merger_timeline.model IS 'first 12 digits of the model''s sha256';
ALTER TABLE public.model ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.model_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rejected_input (
    dataset_id integer NOT NULL,
    name text NOT NULL,
    reason text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.rejected_input IS 'files refused at the last ingest that saw them';
COMMENT ON COLUMN public.rejected_input.dataset_id IS 'the dataset that it was to come into';
COMMENT ON COLUMN public.rejected_input.name IS 'as external_id in image';
COMMENT ON COLUMN public.rejected_input.reason IS 'what was wrong with it';
COMMENT ON COLUMN public.rejected_input.seen_at IS 'when it was last refused';
CREATE TABLE public.source_table (
    dataset_id integer NOT NULL,
    source text NOT NULL,
    rows bigint NOT NULL,
    chosen bigint NOT NULL,
    refused bigint NOT NULL,
    named bigint NOT NULL,
    read_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.source_table IS 'tables that were read for a survey';
COMMENT ON COLUMN public.source_table.dataset_id IS 'the dataset that it was read for';
COMMENT ON COLUMN public.source_table.source IS 'the table''s file name, as in membership';
COMMENT ON COLUMN public.source_table.rows IS 'all that it has';
COMMENT ON COLUMN public.source_table.chosen IS 'rows that fulfil the condition';
COMMENT ON COLUMN public.source_table.refused IS 'rows that name no galaxy';
COMMENT ON COLUMN public.source_table.named IS 'galaxies that the rows name: two of a pair, and one may be named twice';
COMMENT ON COLUMN public.source_table.read_at IS 'when it was last read to its end';
CREATE TABLE public.vector_index (
    model_id integer NOT NULL,
    metric text NOT NULL,
    recall real NOT NULL,
    sampled integer NOT NULL,
    serves boolean GENERATED ALWAYS AS ((recall >= (0.99)::real)) STORED NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL,
    effort integer NOT NULL,
    method text NOT NULL,
    most integer NOT NULL,
    CONSTRAINT ck_vector_index_effort CHECK ((effort > 0)),
    CONSTRAINT ck_vector_index_method CHECK ((method = ANY (ARRAY['hnsw'::text, 'ivfflat'::text]))),
    CONSTRAINT ck_vector_index_metric CHECK ((metric = ANY (ARRAY['l2'::text, 'cosine'::text])))
);
COMMENT ON TABLE public.vector_index IS 'indexes of the models'' partitions, and how well they were found to answer';
COMMENT ON COLUMN public.vector_index.model_id IS 'the model whose partition is indexed';
COMMENT ON COLUMN public.vector_index.metric IS 'l2 or cosine';
COMMENT ON COLUMN public.vector_index.recall IS 'recall@10 against exact scans: mean less two standard errors';
COMMENT ON COLUMN public.vector_index.sampled IS 'searches that recall was measured by';
COMMENT ON COLUMN public.vector_index.serves IS 'whether searches use the index; they are exact otherwise';
COMMENT ON COLUMN public.vector_index.checked_at IS 'when recall was measured';
COMMENT ON COLUMN public.vector_index.effort IS 'hnsw.ef_search or ivfflat.probes in a search for ten';
COMMENT ON COLUMN public.vector_index.method IS 'hnsw or ivfflat';
COMMENT ON COLUMN public.vector_index.most IS 'effort above which a search scans everything instead';
ALTER TABLE ONLY public.embedding ATTACH PARTITION public.embedding_1 FOR VALUES IN (1);
INSERT INTO public.alembic_version VALUES
	('0008');
INSERT INTO public.cluster_member VALUES
	(1, 1, 3, '[-0.33751374,-0.39211196,0.4551748,0.44298747,-0.4851601,-0.30582732]'),
	(1, 2, 3, '[-0.337086,-0.3920125,0.45512697,0.4430537,-0.48539695,-0.306026]'),
	(1, 3, 3, '[-0.33683273,-0.3921047,0.4552232,0.44310045,-0.4853825,-0.30599883]'),
	(1, 4, 3, '[-0.33726546,-0.39245176,0.45547485,0.44304597,-0.48489052,-0.3055614]'),
	(1, 5, 3, '[-0.33745378,-0.3926912,0.4556571,0.4430264,-0.48458558,-0.30528614]'),
	(1, 6, 3, '[-0.34177497,-0.39739224,0.45916274,0.44248807,-0.47834885,-0.29970905]'),
	(1, 7, 3, '[-0.35479406,-0.41347086,0.47109178,0.44041705,-0.4567218,-0.28048807]'),
	(1, 8, 3, '[-0.36366674,-0.42407274,0.47876146,0.4385411,-0.44157383,-0.26719]'),
	(1, 9, 3, '[-0.36938322,-0.4309587,0.48364726,0.43709037,-0.43141273,-0.25836223]'),
	(1, 10, 3, '[-0.37442005,-0.43656918,0.4875051,0.43564478,-0.4228113,-0.250998]'),
	(1, 11, 3, '[-0.39419857,-0.457814,0.5014642,0.42864165,-0.38808995,-0.22181076]'),
	(1, 12, 3, '[-0.41339904,-0.4781617,0.5139276,0.41968495,-0.35139847,-0.19163701]'),
	(1, 13, 3, '[-0.45441407,-0.52044487,0.5360332,0.3915815,-0.26033038,-0.119186535]'),
	(1, 14, 3, '[-0.5152819,-0.5821622,0.5493026,0.29988855,-0.039219324,0.04865303]'),
	(1, 15, 3, '[-0.5307545,-0.59520656,0.53194433,0.22881705,0.09237507,0.14203386]'),
	(1, 16, 1, '[-0.4666677,-0.51006734,0.3481054,-0.07028337,0.4911341,0.3933481]'),
	(1, 17, 1, '[-0.4025014,-0.39681688,0.116623156,-0.34444582,0.62596416,0.39554262]'),
	(1, 18, 1, '[-0.4586789,-0.38469777,-0.09585503,-0.585676,0.5080738,0.17685509]'),
	(1, 19, 2, '[-0.41673318,-0.14614508,-0.56969106,-0.3353129,-0.48590627,-0.36316323]'),
	(1, 20, 0, '[-0.47748432,0.013645671,-0.7011225,0.31893787,-0.35782695,0.2246959]'),
	(1, 21, 0, '[-0.4781806,-0.0022442362,-0.7098438,0.26864183,-0.40269554,0.1820108]'),
	(1, 22, 2, '[-0.4291231,-0.13887635,-0.59062254,-0.30068818,-0.49478352,-0.3354216]'),
	(1, 23, 2, '[-0.45595333,-0.2884454,-0.3878507,-0.6675329,-0.0637878,-0.32986143]'),
	(1, 24, 1, '[-0.46139348,-0.38471442,-0.101920135,-0.590972,0.5010524,0.16858749]'),
	(1, 25, 1, '[-0.451719,-0.38511923,-0.07380198,-0.5647592,0.53017527,0.20529892]'),
	(1, 26, 1, '[-0.4402594,-0.3875825,-0.026954098,-0.5157841,0.56686336,0.26049507]'),
	(1, 27, 1, '[-0.4105878,-0.39163014,0.07780527,-0.39238214,0.6194455,0.36648792]'),
	(1, 28, 1, '[-0.40373614,-0.40504813,0.14452687,-0.31083867,0.62305844,0.4089286]'),
	(1, 29, 1, '[-0.42124543,-0.45101303,0.2534912,-0.18049231,0.5802953,0.43076864]'),
	(1, 30, 1, '[-0.43510595,-0.47408757,0.29643402,-0.12960611,0.5490289,0.42405215]'),
	(1, 31, 1, '[-0.42870992,-0.46626133,0.28432664,-0.14338848,0.56005776,0.42865086]'),
	(1, 32, 1, '[-0.42320558,-0.4575613,0.26864943,-0.16181704,0.57179767,0.43153778]'),
	(1, 33, 1, '[-0.42544857,-0.4612739,0.27584156,-0.15319933,0.5667356,0.4306646]'),
	(1, 34, 1, '[-0.43056145,-0.4682082,0.2875812,-0.13954832,0.5571452,0.42756346]'),
	(1, 35, 1, '[-0.42064407,-0.45000955,0.25122675,-0.18328376,0.58164215,0.4307373]'),
	(1, 36, 1, '[-0.4033364,-0.40430033,0.14214815,-0.31374133,0.6235219,0.40797263]'),
	(1, 37, 1, '[-0.401818,-0.40041444,0.13160999,-0.32614627,0.6255656,0.4039625]'),
	(1, 38, 1, '[-0.40511495,-0.39401963,0.099436976,-0.36571175,0.6242805,0.38375965]'),
	(1, 39, 1, '[-0.42049634,-0.3902542,0.04440801,-0.43337494,0.60701865,0.33559933]'),
	(1, 40, 1, '[-0.4564897,-0.38480714,-0.08929261,-0.5796177,0.514982,0.1854841]'),
	(1, 41, 2, '[-0.46310976,-0.29659534,-0.3804189,-0.67356396,-0.039351404,-0.31241816]'),
	(1, 42, 2, '[-0.421477,-0.20990568,-0.4771613,-0.527145,-0.31789544,-0.41433617]'),
	(1, 43, 0, '[-0.48573178,-0.025567671,-0.71784,0.18662694,-0.44917116,0.10738873]'),
	(1, 44, 0, '[-0.41768304,0.10098134,-0.57431865,0.55354136,-0.051514003,0.42004758]'),
	(1, 45, 0, '[-0.3899494,0.15341301,-0.48716557,0.6262949,0.12276806,0.42397672]'),
	(1, 46, 0, '[-0.39194992,0.13796023,-0.5071897,0.6114882,0.07865181,0.43588638]'),
	(1, 47, 0, '[-0.40200526,0.11533106,-0.54241246,0.5817738,0.0043658335,0.4386336]'),
	(1, 48, 0, '[-0.40503135,0.10999825,-0.55178785,0.5733372,-0.014373048,0.43641502]'),
	(1, 49, 0, '[-0.41286817,0.10444856,-0.5655982,0.56141007,-0.037171975,0.42680913]'),
	(1, 50, 0, '[-0.406358,0.10875226,-0.55470634,0.5709051,-0.01935436,0.434787]'),
	(1, 51, 0, '[-0.39927468,0.17693987,-0.46689227,0.6397926,0.17527826,0.38887852]'),
	(1, 52, 0, '[-0.4199534,0.24393152,-0.40001577,0.6582382,0.31887472,0.26299313]'),
	(1, 53, 4, '[-0.36706376,0.45570526,0.12025933,0.12641267,0.46799684,-0.6388532]'),
	(1, 54, 4, '[-0.42657214,0.5577521,0.22076467,0.017179195,0.36462864,-0.57005495]'),
	(1, 55, 4, '[-0.38921058,0.49897358,0.16974472,0.07109499,0.4238274,-0.62132365]'),
	(1, 56, 4, '[-0.5153924,0.70105153,0.3514037,-0.14137042,0.1220209,-0.29075444]'),
	(1, 57, 5, '[-0.43701452,0.633256,0.38860044,-0.29934812,-0.29340082,0.2851342]'),
	(1, 58, 5, '[-0.42507547,0.6184777,0.38413957,-0.30355176,-0.31312332,0.31471118]'),
	(1, 59, 5, '[-0.38758665,0.57308847,0.3685071,-0.3121411,-0.36458376,0.39394835]'),
	(1, 60, 4, '[-0.48829588,0.65299165,0.3043534,-0.07845359,0.23213027,-0.42719856]'),
	(1, 61, 4, '[-0.3663102,0.44639724,0.10226526,0.14833376,0.48045748,-0.6350164]'),
	(1, 62, 4, '[-0.3847488,0.4479834,0.068320446,0.19483703,0.49516213,-0.60288024]'),
	(1, 63, 4, '[-0.36969078,0.44447547,0.09160619,0.16233097,0.48628405,-0.6281362]'),
	(1, 64, 4, '[-0.37850276,0.4794247,0.15151787,0.090339504,0.441688,-0.6329932]'),
	(1, 65, 4, '[-0.39826092,0.5131743,0.18340248,0.056303658,0.40942714,-0.6112309]'),
	(1, 66, 4, '[-0.3731889,0.47081482,0.14127235,0.10197232,0.4510185,-0.6366235]'),
	(1, 67, 4, '[-0.41860542,0.5446837,0.20996408,0.028540494,0.37823066,-0.5832077]'),
	(1, 68, 5, '[-0.34941873,0.5232566,0.34848556,-0.31527168,-0.4084248,0.46525246]'),
	(1, 69, 5, '[-0.32911652,0.49583045,0.3367166,-0.31523988,-0.4286455,0.49934286]'),
	(1, 70, 5, '[-0.32631278,0.48984405,0.33402702,-0.3149245,-0.43237045,0.5058429]'),
	(1, 71, 5, '[-0.3265035,0.48993373,0.33406284,-0.31491527,-0.4322794,0.5056929]'),
	(1, 72, 3, '[-0.36811417,-0.4294064,0.482545,0.43742162,-0.43372715,-0.2603758]'),
	(1, 73, 3, '[-0.38379127,-0.4467163,0.4942823,0.43257603,-0.40666616,-0.23734872]'),
	(1, 74, 3, '[-0.40270215,-0.46707273,0.50727475,0.4249104,-0.37194753,-0.20845287]'),
	(1, 75, 3, '[-0.42090267,-0.4859815,0.5184413,0.4155521,-0.33621415,-0.17932665]'),
	(1, 76, 3, '[-0.43992338,-0.5050974,0.5286285,0.40336585,-0.29587927,-0.14713052]'),
	(1, 77, 3, '[-0.49456874,-0.5617302,0.55004257,0.3438755,-0.13605215,-0.023527805]'),
	(1, 78, 3, '[-0.51607203,-0.5833605,0.54902947,0.29662827,-0.032238357,0.0538443]'),
	(1, 79, 3, '[-0.5248385,-0.59133184,0.54262483,0.26385853,0.030945526,0.09925012]'),
	(1, 80, 3, '[-0.5290965,-0.59447426,0.53554434,0.23926172,0.07505682,0.1302685]'),
	(1, 81, 3, '[-0.5324697,-0.5959927,0.5226615,0.20381826,0.13322937,0.16971076]'),
	(1, 82, 1, '[-0.5144816,-0.5681484,0.4414697,0.053271808,0.3468424,0.307381]'),
	(1, 83, 1, '[-0.4512796,-0.4925755,0.32278743,-0.09990669,0.5211787,0.4097752]'),
	(1, 84, 1, '[-0.4017659,-0.39776596,0.12221745,-0.3374615,0.6262604,0.39918286]'),
	(1, 85, 1, '[-0.4465495,-0.38617718,-0.051854484,-0.54235584,0.54854435,0.23177809]'),
	(1, 86, 1, '[-0.4720925,-0.3858494,-0.12746906,-0.61212474,0.4687201,0.13268504]'),
	(1, 87, 2, '[-0.46934885,-0.30509692,-0.3722719,-0.67945194,-0.013414545,-0.293609]'),
	(1, 88, 2, '[-0.42929223,-0.23323812,-0.44959107,-0.5795959,-0.24524295,-0.40385705]'),
	(1, 89, 2, '[-0.43049967,-0.13811457,-0.5930586,-0.29677826,-0.495547,-0.33201158]'),
	(1, 90, 0, '[-0.47872397,-0.005214818,-0.711246,0.25867736,-0.40990984,0.17316245]'),
	(1, 91, 0, '[-0.4794565,-0.008053548,-0.7123738,0.24903136,-0.41651306,0.16456136]'),
	(1, 92, 0, '[-0.4816179,-0.016843552,-0.715625,0.21840714,-0.43498844,0.13683859]'),
	(1, 93, 0, '[-0.48521414,-0.02496738,-0.71778697,0.18887281,-0.4484028,0.10948863]'),
	(1, 94, 2, '[-0.4176796,-0.14559546,-0.57113093,-0.3328183,-0.4866843,-0.36128315]'),
	(1, 95, 2, '[-0.41410583,-0.1691434,-0.5319939,-0.41333723,-0.43355042,-0.39758733]'),
	(1, 96, 2, '[-0.44008306,-0.25867367,-0.42084682,-0.6268353,-0.1625378,-0.37810287]'),
	(1, 97, 2, '[-0.43498102,-0.24716376,-0.43395925,-0.6066114,-0.20049405,-0.39141503]'),
	(1, 98, 2, '[-0.41975114,-0.20118445,-0.48835057,-0.504823,-0.34412277,-0.41422305]'),
	(1, 99, 2, '[-0.41405272,-0.15008484,-0.56125486,-0.35089254,-0.47847244,-0.372782]'),
	(1, 100, 2, '[-0.41311774,-0.15369873,-0.5550796,-0.36366677,-0.47075364,-0.37912345]'),
	(1, 101, 2, '[-0.41531387,-0.17542225,-0.5233416,-0.43215653,-0.41713935,-0.4026046]'),
	(1, 102, 2, '[-0.42395556,-0.21844864,-0.46659544,-0.54762226,-0.29150546,-0.4122681]'),
	(1, 103, 2, '[-0.44255143,-0.2637272,-0.41535223,-0.63478553,-0.14602134,-0.3712194]'),
	(1, 104, 2, '[-0.45222095,-0.2833909,-0.3932545,-0.6623061,-0.08027674,-0.3397691]'),
	(1, 105, 2, '[-0.45082182,-0.28097633,-0.395613,-0.65963906,-0.08784766,-0.3441823]'),
	(1, 106, 2, '[-0.44821775,-0.2758992,-0.40124425,-0.653059,-0.104764506,-0.35287663]'),
	(1, 107, 2, '[-0.4283187,-0.22994494,-0.4529479,-0.5729615,-0.2552864,-0.40626416]'),
	(1, 108, 2, '[-0.4186587,-0.19456492,-0.4971108,-0.48702177,-0.36357546,-0.4127625]'),
	(1, 109, 2, '[-0.4150543,-0.14815336,-0.5650279,-0.34358692,-0.48229122,-0.36860165]'),
	(1, 110, 0, '[-0.48255295,-0.019141767,-0.7161146,0.21020049,-0.43936157,0.12935737]'),
	(1, 111, 0, '[-0.47748432,0.013645671,-0.7011225,0.31893787,-0.35782695,0.2246959]'),
	(1, 112, 0, '[-0.40372172,0.11245976,-0.5472786,0.57731307,-0.005564913,0.43763724]'),
	(1, 113, 0, '[-0.4174539,0.23396161,-0.41129455,0.6575516,0.2979807,0.28401482]'),
	(1, 114, 0, '[-0.42252523,0.2524258,-0.39246646,0.6579308,0.33264807,0.24534893]'),
	(1, 115, 0, '[-0.42696226,0.260041,-0.38605887,0.656503,0.34300226,0.22889668]'),
	(1, 116, 0, '[-0.42561764,0.25786215,-0.38788494,0.6569773,0.3401275,0.23365803]'),
	(1, 117, 0, '[-0.3901894,0.15352978,-0.48651817,0.6264271,0.123562716,0.42403096]'),
	(1, 118, 0, '[-0.3917619,0.13816306,-0.5064538,0.61184293,0.07964497,0.43616855]'),
	(1, 119, 0, '[-0.39177495,0.15883598,-0.4818165,0.6299785,0.13588554,0.4168916]'),
	(1, 120, 0, '[-0.42118052,0.24914601,-0.3952727,0.6582301,0.32770506,0.25226018]'),
	(1, 121, 0, '[-0.4411024,0.28416336,-0.36757907,0.6494214,0.36960512,0.17666191]'),
	(1, 122, 4, '[-0.36874938,0.4447064,0.09419694,0.15886356,0.48494804,-0.63005936]'),
	(1, 123, 4, '[-0.36657268,0.445303,0.09884061,0.15270995,0.48260137,-0.6335107]'),
	(1, 124, 5, '[-0.40314087,0.59268427,0.37569654,-0.30937198,-0.34412923,0.36182722]'),
	(1, 125, 5, '[-0.37423292,0.55583334,0.3618108,-0.31376687,-0.3809356,0.4201552]'),
	(1, 126, 5, '[-0.3365507,0.506699,0.34146562,-0.31545532,-0.4210642,0.48639882]'),
	(1, 127, 5, '[-0.3331034,0.50197387,0.33941925,-0.31540662,-0.42445588,0.49215323]'),
	(1, 128, 5, '[-0.33182842,0.50045586,0.33876175,-0.31539717,-0.42557275,0.4940514]'),
	(1, 129, 5, '[-0.34203577,0.51341105,0.3443257,-0.31540495,-0.41597593,0.47785372]'),
	(1, 130, 5, '[-0.39506224,0.5826046,0.37204236,-0.31090793,-0.3549289,0.37873992]'),
	(1, 131, 4, '[-0.46443424,0.61477447,0.26985246,-0.037287667,0.2932317,-0.4961428]'),
	(1, 132, 4, '[-0.36595625,0.44764167,0.105782375,0.14387926,0.47824034,-0.6364652]'),
	(1, 133, 4, '[-0.37269548,0.46991757,0.1401771,0.10321068,0.45196986,-0.6369433]'),
	(1, 134, 4, '[-0.37149256,0.46771127,0.13717294,0.10671273,0.45453733,-0.6375196]'),
	(1, 135, 4, '[-0.39988905,0.5163361,0.1858569,0.053873744,0.40673664,-0.6087741]'),
	(1, 136, 4, '[-0.4951728,0.66709167,0.31713784,-0.09426089,0.20674415,-0.3969734]'),
	(1, 137, 4, '[-0.4990016,0.6726999,0.3224644,-0.1011895,0.19489697,-0.38244575]'),
	(1, 138, 4, '[-0.4755579,0.6333346,0.28569746,-0.055502784,0.26649922,-0.46583965]'),
	(1, 139, 4, '[-0.52135533,0.7136067,0.36686885,-0.16585256,0.073103875,-0.22695842]'),
	(1, 140, 5, '[-0.39552552,0.5819529,0.3717822,-0.31089842,-0.3552517,0.3792186]'),
	(1, 141, 5, '[-0.3274529,0.49356866,0.33572435,-0.31518838,-0.4302108,0.5020246]'),
	(1, 142, 5, '[-0.3265035,0.48993373,0.33406284,-0.31491527,-0.4322794,0.5056929]'),
	(1, 143, 2, '[-0.4132248,-0.161756,-0.5423549,-0.3904429,-0.45190156,-0.39021888]'),
	(1, 144, 0, '[-0.39023677,0.14187494,-0.50044703,0.61614025,0.091710284,0.43485624]'),
	(1, 145, 1, '[-0.42096826,-0.39029408,0.042897083,-0.4352271,0.60629094,0.33407307]'),
	(1, 146, 0, '[-0.38931224,0.14778876,-0.49308455,0.6218115,0.1083983,0.43018872]');
INSERT INTO public.cluster_run OVERRIDING SYSTEM VALUE VALUES
	(1, 1, 'normalised Laplacian of the kNN graph, k-means', '{"k": 16, "seed": 0, "landmarks": 146, "components": 1, "regularised": 0.01}', '{-2.220446e-16,0.010365724,0.012305811,0.01578655,0.020378765,0.022544276,0.033164375,0.04297611,0.05469683,0.06421666,0.06991754,0.07566697,0.10830484,0.12743562,0.12843724,0.15926312,0.16250536,0.21181788,0.29149035,0.37015688,0.3827874,0.429547,0.45020205,0.45540512,0.47697496,0.5450464,0.5951688,0.5979466,0.6988559,0.699,0.7133175,0.73290706,0.7508223,0.79031974,0.8326353,0.85105544,0.8639671,0.86974007,0.8761982,0.8903114,0.9236055,0.93018776,0.9466826,0.9713967,0.98108965,1.0267026,1.0474324,1.0603783,1.0643711,1.0761064,1.0932896,1.113452,1.1211966,1.127229,1.1307778,1.1347353,1.1362249,1.1370686,1.1541653,1.1662194,1.1686797,1.1691474,1.1763178,1.1791483,1.179589,1.18167,1.1826601,1.1920223,1.1922324,1.1981053,1.2020508,1.2035165,1.2086217,1.2106304,1.2128987,1.2150198,1.2159208,1.2173531,1.2193164,1.2224795,1.2225512,1.2231834,1.2262969,1.2269319,1.2270902,1.2296292,1.2297657,1.2370405,1.2375896,1.2399305,1.242658,1.2442673,1.2467417,1.2476074,1.2502536,1.2509698,1.2511265,1.2526628,1.2575372,1.2591559,1.2641664}', 6, '2026-11-28 16:35:19.514229+00', 1);
INSERT INTO public.dataset OVERRIDING SYSTEM VALUE VALUES
	(1, 'merger', 'simulation', '2026-11-28 16:35:07.082455+00'),
	(2, 'pictures', 'survey', '2026-11-28 16:35:10.123156+00');
INSERT INTO public.embedding_1 VALUES
	(143, 1, '[1.0319533,0.38593465,-0.0368725,-2.8151388]'),
	(144, 1, '[1.8509681,0.5916152,-0.9739951,-2.6050935]'),
	(145, 1, '[-0.6666236,-0.30127627,1.761925,-1.5832685]'),
	(146, 1, '[1.8525308,0.5928746,-1.0107659,-2.5820682]'),
	(1, 1, '[-2.1921272,-1.1983552,2.8243668,0.51982224]'),
	(2, 1, '[-2.1974404,-1.2006631,2.8282962,0.51645356]'),
	(3, 1, '[-2.1973798,-1.1965044,2.8286881,0.50219995]'),
	(4, 1, '[-2.1913764,-1.1845396,2.8207371,0.48468512]'),
	(5, 1, '[-2.1979675,-1.1811575,2.8257012,0.47436753]'),
	(6, 1, '[-2.1269648,-1.1188204,2.7816749,0.3364395]'),
	(7, 1, '[-2.0644596,-1.0810996,2.7570746,0.23144062]'),
	(8, 1, '[-2.0213094,-1.0456935,2.724385,0.13773511]'),
	(9, 1, '[-2.0063648,-1.0172405,2.707419,0.07248643]'),
	(10, 1, '[-1.9936699,-1.0000626,2.6928616,0.0421781]'),
	(11, 1, '[-1.9671441,-0.9785469,2.67125,-0.029766377]'),
	(12, 1, '[-1.9633869,-0.9717296,2.6651967,-0.08559404]'),
	(13, 1, '[-1.9156612,-0.9317354,2.6398907,-0.20452556]'),
	(14, 1, '[-1.8462827,-0.8759733,2.604568,-0.35762587]'),
	(15, 1, '[-1.751962,-0.8115934,2.5610116,-0.49549755]'),
	(16, 1, '[-1.5419475,-0.6937631,2.4501379,-0.70485383]'),
	(17, 1, '[-1.0885463,-0.46103942,2.1673028,-1.2391655]'),
	(18, 1, '[-0.11875416,-0.035376802,1.2712628,-2.220348]'),
	(19, 1, '[1.0943631,0.39406246,-0.09620914,-2.79651]'),
	(20, 1, '[1.5155298,0.5148968,-0.58385885,-2.7199612]'),
	(21, 1, '[1.4018952,0.493477,-0.45271495,-2.7729442]'),
	(22, 1, '[1.1661834,0.41729915,-0.17631496,-2.8014739]'),
	(23, 1, '[0.58164936,0.23311166,0.54785,-2.6359732]'),
	(24, 1, '[-0.026114475,-0.0037810355,1.1692367,-2.2909534]'),
	(25, 1, '[-0.19489907,-0.06776853,1.3441997,-2.167358]'),
	(26, 1, '[-0.45608804,-0.16778557,1.609798,-1.9720685]'),
	(27, 1, '[-0.87423724,-0.36173588,1.9905403,-1.4925071]'),
	(28, 1, '[-1.2097175,-0.52027524,2.2406666,-1.0785266]'),
	(29, 1, '[-1.347934,-0.58825046,2.3354669,-0.9039128]'),
	(30, 1, '[-1.4134983,-0.61672485,2.37436,-0.8406062]'),
	(31, 1, '[-1.4102644,-0.6106739,2.3775163,-0.8730427]'),
	(32, 1, '[-1.3972145,-0.5971072,2.3745565,-0.89900607]'),
	(33, 1, '[-1.4026672,-0.59932405,2.3821237,-0.8930061]'),
	(34, 1, '[-1.4199911,-0.60809195,2.395694,-0.8805903]'),
	(35, 1, '[-1.3719643,-0.58449197,2.368223,-0.9424563]'),
	(36, 1, '[-1.2203928,-0.50867784,2.2630522,-1.1237464]'),
	(37, 1, '[-1.1757797,-0.4871571,2.2307532,-1.1663346]'),
	(38, 1, '[-1.0077417,-0.4031077,2.1123614,-1.3607997]'),
	(39, 1, '[-0.7264419,-0.25919116,1.8566142,-1.6843994]'),
	(40, 1, '[-0.12640384,-0.028510462,1.280614,-2.1931825]'),
	(41, 1, '[0.49482578,0.1990486,0.64990956,-2.5666542]'),
	(42, 1, '[0.9124416,0.3476823,0.11168484,-2.74423]'),
	(43, 1, '[1.2614696,0.4528157,-0.31157225,-2.7546406]'),
	(44, 1, '[1.678054,0.5564691,-0.80881244,-2.643104]'),
	(45, 1, '[1.875786,0.5993002,-1.0318512,-2.5878057]'),
	(46, 1, '[1.841557,0.59206444,-0.97781324,-2.6062706]'),
	(47, 1, '[1.7818905,0.58186007,-0.9036051,-2.633833]'),
	(48, 1, '[1.7387812,0.57466286,-0.8591762,-2.6505697]'),
	(49, 1, '[1.6937072,0.5619028,-0.8145909,-2.656602]'),
	(50, 1, '[1.7082735,0.5613274,-0.84082025,-2.63716]'),
	(51, 1, '[1.9121373,0.5998113,-1.0810422,-2.5440967]'),
	(52, 1, '[1.9714451,0.60785884,-1.1551214,-2.511269]'),
	(53, 1, '[2.1872258,0.6542219,-1.4524217,-2.4033737]'),
	(54, 1, '[2.2193673,0.6608772,-1.4987166,-2.3886886]'),
	(55, 1, '[2.2106748,0.6576947,-1.4821591,-2.398246]'),
	(56, 1, '[2.2572627,0.6672566,-1.5473725,-2.368875]'),
	(57, 1, '[2.2751298,0.67167306,-1.573365,-2.357683]'),
	(58, 1, '[2.2802453,0.6727364,-1.5776792,-2.358571]'),
	(59, 1, '[2.296411,0.6764691,-1.597823,-2.3559973]'),
	(60, 1, '[2.2518003,0.66929746,-1.5306104,-2.3928185]'),
	(61, 1, '[2.1915336,0.65642184,-1.4380198,-2.4308486]'),
	(62, 1, '[2.126743,0.6448118,-1.3537041,-2.4748182]'),
	(63, 1, '[2.1630914,0.65067434,-1.4109519,-2.4508123]'),
	(64, 1, '[2.2119882,0.6579622,-1.4822042,-2.420622]'),
	(65, 1, '[2.2178252,0.6584313,-1.4932215,-2.4048238]'),
	(66, 1, '[2.2012262,0.6550831,-1.4716905,-2.4052975]'),
	(67, 1, '[2.2194116,0.658706,-1.4957135,-2.3901386]'),
	(68, 1, '[2.302808,0.67488104,-1.6170275,-2.3404417]'),
	(69, 1, '[2.3368373,0.67887807,-1.6530913,-2.328978]'),
	(70, 1, '[2.3742023,0.6859322,-1.7077868,-2.303135]'),
	(71, 1, '[2.380587,0.6871927,-1.719121,-2.2956402]'),
	(72, 1, '[-2.0446038,-1.0234774,2.698298,0.07053993]'),
	(73, 1, '[-2.0068657,-1.0010105,2.6761224,0.0027905693]'),
	(74, 1, '[-1.9794873,-0.9819373,2.6642776,-0.04809237]'),
	(75, 1, '[-1.943575,-0.9566813,2.6432848,-0.101919174]'),
	(76, 1, '[-1.9040432,-0.9306976,2.6205347,-0.16122736]'),
	(77, 1, '[-1.8451612,-0.8911904,2.5883486,-0.24745448]'),
	(78, 1, '[-1.7922579,-0.85859585,2.560615,-0.31821245]'),
	(79, 1, '[-1.7596118,-0.8358689,2.5487359,-0.38114405]'),
	(80, 1, '[-1.7256618,-0.8151551,2.5368068,-0.4445069]'),
	(81, 1, '[-1.6862826,-0.7926058,2.516068,-0.48709485]'),
	(82, 1, '[-1.5767902,-0.7304896,2.4556465,-0.59692794]'),
	(83, 1, '[-1.4457077,-0.6561214,2.3814638,-0.7477041]'),
	(84, 1, '[-1.0878521,-0.46747994,2.1451337,-1.2030013]'),
	(85, 1, '[-0.34834257,-0.11296302,1.4672651,-2.0207279]'),
	(86, 1, '[0.11001776,0.058016278,1.0459837,-2.3358648]'),
	(87, 1, '[0.45940962,0.1887229,0.70738834,-2.5564532]'),
	(88, 1, '[0.8557563,0.32111663,0.2112059,-2.734977]'),
	(89, 1, '[1.1695973,0.40992546,-0.17181306,-2.7836058]'),
	(90, 1, '[1.3803061,0.47604835,-0.41888887,-2.7496006]'),
	(91, 1, '[1.3665073,0.47614795,-0.40310773,-2.7651749]'),
	(92, 1, '[1.320044,0.45927006,-0.34662274,-2.767161]'),
	(93, 1, '[1.2810348,0.4418277,-0.30062544,-2.7596834]'),
	(94, 1, '[1.102025,0.38607752,-0.092053406,-2.7823098]'),
	(95, 1, '[1.0221509,0.3682539,-0.0020943647,-2.7894125]'),
	(96, 1, '[0.765319,0.29569072,0.3209066,-2.713747]'),
	(97, 1, '[0.80526996,0.30893457,0.27025545,-2.7291656]'),
	(98, 1, '[0.9415979,0.35154402,0.09408081,-2.7721386]'),
	(99, 1, '[1.0833,0.38622165,-0.0810854,-2.7936423]'),
	(100, 1, '[1.0791144,0.38239104,-0.07468055,-2.791364]'),
	(101, 1, '[1.0047916,0.36563098,0.018555488,-2.7881434]'),
	(102, 1, '[0.90064126,0.33792937,0.15442176,-2.7560222]'),
	(103, 1, '[0.7555094,0.2917927,0.34035832,-2.7033784]'),
	(104, 1, '[0.6505891,0.2559921,0.47582993,-2.662065]'),
	(105, 1, '[0.6564238,0.25959843,0.46582946,-2.6605527]'),
	(106, 1, '[0.68648165,0.2719434,0.42439988,-2.67234]'),
	(107, 1, '[0.85281116,0.32814234,0.20851412,-2.737004]'),
	(108, 1, '[0.95418257,0.36237323,0.07149117,-2.7750006]'),
	(109, 1, '[1.0820329,0.3980497,-0.0881329,-2.8003008]'),
	(110, 1, '[1.2974064,0.46682674,-0.34693077,-2.7707121]'),
	(111, 1, '[1.5032306,0.5195321,-0.59539264,-2.7177665]'),
	(112, 1, '[1.764273,0.57688165,-0.8966285,-2.6268816]'),
	(113, 1, '[1.9635986,0.6155801,-1.1334692,-2.5508845]'),
	(114, 1, '[2.0090187,0.6236849,-1.1826211,-2.541781]'),
	(115, 1, '[2.0273387,0.62656295,-1.2000188,-2.5382094]'),
	(116, 1, '[2.028255,0.62564546,-1.1951231,-2.5365999]'),
	(117, 1, '[1.8959979,0.60205597,-1.0297163,-2.6001108]'),
	(118, 1, '[1.849486,0.59117556,-0.9738253,-2.6156971]'),
	(119, 1, '[1.8995157,0.6005044,-1.0351815,-2.5884404]'),
	(120, 1, '[1.9981751,0.6161297,-1.1657083,-2.531766]'),
	(121, 1, '[2.0600078,0.6277453,-1.2545073,-2.4918046]'),
	(122, 1, '[2.1659393,0.6502446,-1.4090203,-2.432063]'),
	(123, 1, '[2.1796048,0.65158373,-1.4306821,-2.4180694]'),
	(124, 1, '[2.2864652,0.67030823,-1.5894706,-2.3558788]'),
	(125, 1, '[2.291248,0.6725049,-1.6093515,-2.3489375]'),
	(126, 1, '[2.306559,0.6731354,-1.6305358,-2.337194]'),
	(127, 1, '[2.3116305,0.674042,-1.6377857,-2.3377666]'),
	(128, 1, '[2.3138967,0.67501587,-1.6393988,-2.3397317]'),
	(129, 1, '[2.3055043,0.6745819,-1.6234133,-2.3472419]'),
	(130, 1, '[2.2910736,0.6731302,-1.5999948,-2.36073]'),
	(131, 1, '[2.235497,0.6658186,-1.5211955,-2.3970385]'),
	(132, 1, '[2.1853356,0.657472,-1.4431826,-2.4285727]'),
	(133, 1, '[2.2032907,0.6597564,-1.4719845,-2.4106166]'),
	(134, 1, '[2.2012682,0.659124,-1.4715832,-2.4085898]'),
	(135, 1, '[2.213635,0.6605641,-1.4906485,-2.3966842]'),
	(136, 1, '[2.2447765,0.6637681,-1.5301775,-2.368956]'),
	(137, 1, '[2.2415128,0.662582,-1.5293853,-2.3646328]'),
	(138, 1, '[2.23003,0.6599479,-1.5143014,-2.3652782]'),
	(139, 1, '[2.2531025,0.66280365,-1.5470752,-2.3483424]'),
	(140, 1, '[2.2774534,0.6682167,-1.5956122,-2.3348427]'),
	(141, 1, '[2.3323078,0.6785992,-1.6636155,-2.3064158]'),
	(142, 1, '[2.3635583,0.6863544,-1.7074003,-2.2976758]');
INSERT INTO public.image OVERRIDING SYSTEM VALUE VALUES
	(1, 1, 's_1_m_1/camera_00/000', NULL, NULL, NULL, NULL, NULL, '\x280b41001fdba45ffaae533c602dee0693978c90391eb26c6e47852e07487574', 'merger.h5', 's_1_m_1/images_camera_00', 0, 'merger/s_1_m_1', 0, 0, -454.59613, 1, 1),
	(2, 1, 's_1_m_1/camera_00/001', NULL, NULL, NULL, NULL, NULL, '\x076678f10a8ff2372f26affc4e85955b77d7072dfb421e2ebef4c6928a34e582', 'merger.h5', 's_1_m_1/images_camera_00', 1, 'merger/s_1_m_1', 0, 1, -430.59613, 1, 1),
	(3, 1, 's_1_m_1/camera_00/002', NULL, NULL, NULL, NULL, NULL, '\xff4bb4bd55e1cf9c39ebbe68440f34ab07bf3a72980032cbad1b42d03ac3428b', 'merger.h5', 's_1_m_1/images_camera_00', 2, 'merger/s_1_m_1', 0, 2, -408.59613, 1, 1),
	(4, 1, 's_1_m_1/camera_00/003', NULL, NULL, NULL, NULL, NULL, '\x60717ea9a2d791616c1ad9a868e6dbfbc8767d36e4c8317f17d80c6c2039c50f', 'merger.h5', 's_1_m_1/images_camera_00', 3, 'merger/s_1_m_1', 0, 3, -384.59613, 1, 1),
	(5, 1, 's_1_m_1/camera_00/004', NULL, NULL, NULL, NULL, NULL, '\x9f4d0d411efb949c806dc7f8bff731fffbe931365373ff9f120cbdfaff5ec40e', 'merger.h5', 's_1_m_1/images_camera_00', 4, 'merger/s_1_m_1', 0, 4, -360.59613, 1, 1),
	(6, 1, 's_1_m_1/camera_00/005', NULL, NULL, NULL, NULL, NULL, '\xa88373b98518695a52563e7a5996a838b2edb2a7912e7ea1625e3eac9fced54b', 'merger.h5', 's_1_m_1/images_camera_00', 5, 'merger/s_1_m_1', 0, 5, -338.59613, 1, 1),
	(7, 1, 's_1_m_1/camera_00/006', NULL, NULL, NULL, NULL, NULL, '\xb83ff4627f15de58f66abdaf7239593ad7202f804f73812bc3a47beaa578e01e', 'merger.h5', 's_1_m_1/images_camera_00', 6, 'merger/s_1_m_1', 0, 6, -314.59613, 1, 1),
	(8, 1, 's_1_m_1/camera_00/007', NULL, NULL, NULL, NULL, NULL, '\xa1553b811b69f2c658ff547faee7539e9c55b6c9fa9529cda32ec1dc1869e0b3', 'merger.h5', 's_1_m_1/images_camera_00', 7, 'merger/s_1_m_1', 0, 7, -290.59613, 1, 1),
	(9, 1, 's_1_m_1/camera_00/008', NULL, NULL, NULL, NULL, NULL, '\xa5ae81605aa4959abd2e3a95cf4a76cc44ef981f338802214ccaee3169f974cb', 'merger.h5', 's_1_m_1/images_camera_00', 8, 'merger/s_1_m_1', 0, 8, -268.59613, 1, 1),
	(10, 1, 's_1_m_1/camera_00/009', NULL, NULL, NULL, NULL, NULL, '\x988e6162b4b6f5f2d94c54cf1f2631e662d959bb7e5c4942c13fb05e1e60ac6e', 'merger.h5', 's_1_m_1/images_camera_00', 9, 'merger/s_1_m_1', 0, 9, -244.59612, 1, 1),
	(11, 1, 's_1_m_1/camera_00/010', NULL, NULL, NULL, NULL, NULL, '\xbae958f66c39cfe062a629b94cf424050bde39e86e2800ff7f941ba6be968802', 'merger.h5', 's_1_m_1/images_camera_00', 10, 'merger/s_1_m_1', 0, 10, -220.59612, 1, 1),
	(12, 1, 's_1_m_1/camera_00/011', NULL, NULL, NULL, NULL, NULL, '\xe8b813a6137d0f5884d4f69580c92ccd8c389d54da0ec5c24188baba70b2b023', 'merger.h5', 's_1_m_1/images_camera_00', 11, 'merger/s_1_m_1', 0, 11, -198.59612, 1, 1),
	(13, 1, 's_1_m_1/camera_00/012', NULL, NULL, NULL, NULL, NULL, '\x2c59265582c2b39e256cc6b0bb292cc0cdb6d71e77f17506e0b25267e8af0a7e', 'merger.h5', 's_1_m_1/images_camera_00', 12, 'merger/s_1_m_1', 0, 12, -174.59612, 1, 1),
	(14, 1, 's_1_m_1/camera_00/013', NULL, NULL, NULL, NULL, NULL, '\x66f7e09dbf4a6e86ca5c240ef6d2f5932a090a3d29906a9e0ad65760f4d1ad3f', 'merger.h5', 's_1_m_1/images_camera_00', 13, 'merger/s_1_m_1', 0, 13, -150.59612, 1, 1),
	(15, 1, 's_1_m_1/camera_00/014', NULL, NULL, NULL, NULL, NULL, '\xa2803025a87de39f434c91a302a2329a711450d0d692d064e71682d47fbb3d1a', 'merger.h5', 's_1_m_1/images_camera_00', 14, 'merger/s_1_m_1', 0, 14, -128.59612, 1, 1),
	(16, 1, 's_1_m_1/camera_00/015', NULL, NULL, NULL, NULL, NULL, '\x0169df6a1c36bee928f1c6875447e9d7710d33c38e9170cd9ea377e923fa7519', 'merger.h5', 's_1_m_1/images_camera_00', 15, 'merger/s_1_m_1', 0, 15, -104.59612, 1, 1),
	(17, 1, 's_1_m_1/camera_00/016', NULL, NULL, NULL, NULL, NULL, '\x2ffd1db2eb083f40a627fc0ac909486a789356335b5af3591738cd0800fe3af7', 'merger.h5', 's_1_m_1/images_camera_00', 16, 'merger/s_1_m_1', 0, 16, -80.59612, 1, 1),
	(18, 1, 's_1_m_1/camera_00/017', NULL, NULL, NULL, NULL, NULL, '\xae01393ae896dca3336c45ce5f68ea1864daf9b5a88cc0e28ab2c56bfe4a1411', 'merger.h5', 's_1_m_1/images_camera_00', 17, 'merger/s_1_m_1', 0, 17, -58.596123, 1, 1),
	(19, 1, 's_1_m_1/camera_00/018', NULL, NULL, NULL, NULL, NULL, '\xff7dfc49076065fd5e37be59ab99a52057bdb216878d2613a179593ef3699d11', 'merger.h5', 's_1_m_1/images_camera_00', 18, 'merger/s_1_m_1', 0, 18, -34.596123, 1, 1),
	(20, 1, 's_1_m_1/camera_00/019', NULL, NULL, NULL, NULL, NULL, '\x0d110f44888b819f2fb68347d7b41ae2a3535ab028f57fccf8abca0d4f25711e', 'merger.h5', 's_1_m_1/images_camera_00', 19, 'merger/s_1_m_1', 0, 19, -12.596122, 1, 1),
	(21, 1, 's_1_m_1/camera_00/020', NULL, NULL, NULL, NULL, NULL, '\xa9d4fa42c166a9a97c3defe0519073e2a9ed171fbd25e1ce26e5695d4cea3c11', 'merger.h5', 's_1_m_1/images_camera_00', 20, 'merger/s_1_m_1', 0, 20, 11.403878, 1, 1),
	(22, 1, 's_1_m_1/camera_00/021', NULL, NULL, NULL, NULL, NULL, '\xe542f68218bab76470e4ad4536ab1809692b2c30af76d1b9ba007f6ac023387c', 'merger.h5', 's_1_m_1/images_camera_00', 21, 'merger/s_1_m_1', 0, 21, 35.403877, 1, 1),
	(23, 1, 's_1_m_1/camera_00/022', NULL, NULL, NULL, NULL, NULL, '\x2b9912892d3f797d4a94fcbec3293473bcb3e7f76bcf952c97e91453ade60680', 'merger.h5', 's_1_m_1/images_camera_00', 22, 'merger/s_1_m_1', 0, 22, 57.403877, 1, 1),
	(24, 1, 's_1_m_1/camera_00/023', NULL, NULL, NULL, NULL, NULL, '\x3f3ff0a8474b89ee7a9df2b031fabd4634297033b2b7b194ce4c9efa57032afb', 'merger.h5', 's_1_m_1/images_camera_00', 23, 'merger/s_1_m_1', 0, 23, 81.40388, 1, 1),
	(25, 1, 's_1_m_1/camera_00/024', NULL, NULL, NULL, NULL, NULL, '\x5fa6adc7c4adf05c7c4d0be16f6c17d0eff0b57f1542be6aec88d6e1fff7e312', 'merger.h5', 's_1_m_1/images_camera_00', 24, 'merger/s_1_m_1', 0, 24, 105.40388, 1, 1),
	(26, 1, 's_1_m_1/camera_00/025', NULL, NULL, NULL, NULL, NULL, '\xdc87dc6cbf158874af890ef537131fd191ed971492a1f1f795164c9ecf8a0738', 'merger.h5', 's_1_m_1/images_camera_00', 25, 'merger/s_1_m_1', 0, 25, 127.40388, 1, 1),
	(27, 1, 's_1_m_1/camera_00/026', NULL, NULL, NULL, NULL, NULL, '\x6eb6df12dadad544790474c4eaf75e82a89f2595f451e10dcdfa22eedadf9e5b', 'merger.h5', 's_1_m_1/images_camera_00', 26, 'merger/s_1_m_1', 0, 26, 151.40388, 1, 1),
	(28, 1, 's_1_m_1/camera_00/027', NULL, NULL, NULL, NULL, NULL, '\x89312d034c5eed0364c5f7c601eca83eb4a7e5a595f88c9a31255670c8a7a1e4', 'merger.h5', 's_1_m_1/images_camera_00', 27, 'merger/s_1_m_1', 0, 27, 175.40388, 1, 1),
	(29, 1, 's_1_m_1/camera_00/028', NULL, NULL, NULL, NULL, NULL, '\x40ea1011d3175c60ec0051a4995cf39dbf8a72a4f175674ab58309e96c224bbf', 'merger.h5', 's_1_m_1/images_camera_00', 28, 'merger/s_1_m_1', 0, 28, 197.40388, 1, 1),
	(30, 1, 's_1_m_1/camera_00/029', NULL, NULL, NULL, NULL, NULL, '\xec562b36db0e92cd891ec539d53eb234697861924cd6cdc660e9e8fa3adb37a2', 'merger.h5', 's_1_m_1/images_camera_00', 29, 'merger/s_1_m_1', 0, 29, 221.40388, 1, 1),
	(31, 1, 's_1_m_1/camera_00/030', NULL, NULL, NULL, NULL, NULL, '\xce4a974a973a6b11199ec59cb125a1c2a74ca4d78437a60c02673ea09d0b057c', 'merger.h5', 's_1_m_1/images_camera_00', 30, 'merger/s_1_m_1', 0, 30, 245.40388, 1, 1),
	(32, 1, 's_1_m_1/camera_00/031', NULL, NULL, NULL, NULL, NULL, '\x7d3c5b668cca7e649dd4ab3d8819e35586bdb04f0b1b81e608cf7f3891a78fa6', 'merger.h5', 's_1_m_1/images_camera_00', 31, 'merger/s_1_m_1', 0, 31, 267.40387, 1, 1),
	(33, 1, 's_1_m_1/camera_00/032', NULL, NULL, NULL, NULL, NULL, '\xcf94fbcf77424daecad677a86d7c9e5c00ecf45503d6530071773692d6dd52d2', 'merger.h5', 's_1_m_1/images_camera_00', 32, 'merger/s_1_m_1', 0, 32, 291.40387, 1, 1),
	(34, 1, 's_1_m_1/camera_00/033', NULL, NULL, NULL, NULL, NULL, '\xd2953e01f76f79ca040726deb8d915c9e140e3fd4d6853cdc357b84a715e1141', 'merger.h5', 's_1_m_1/images_camera_00', 33, 'merger/s_1_m_1', 0, 33, 315.40387, 1, 1),
	(35, 1, 's_1_m_1/camera_00/034', NULL, NULL, NULL, NULL, NULL, '\x63fbd33e4c657a10d7983bd86ace5e11ad15d599950f13dba699730edf9c6a7c', 'merger.h5', 's_1_m_1/images_camera_00', 34, 'merger/s_1_m_1', 0, 34, 337.40387, 1, 1),
	(36, 1, 's_1_m_1/camera_00/035', NULL, NULL, NULL, NULL, NULL, '\xa71b2826de3b318f7eaa05af6340a59494219de03107a4be13abd6995fce0ede', 'merger.h5', 's_1_m_1/images_camera_00', 35, 'merger/s_1_m_1', 0, 35, 361.40387, 1, 1),
	(37, 1, 's_1_m_1/camera_00/036', NULL, NULL, NULL, NULL, NULL, '\x58ab0743e3c6d69b34c533a595f3b4268a3ecc2f7806636c873e85ed006c0d4b', 'merger.h5', 's_1_m_1/images_camera_00', 36, 'merger/s_1_m_1', 0, 36, 385.40387, 1, 1),
	(38, 1, 's_1_m_1/camera_00/037', NULL, NULL, NULL, NULL, NULL, '\x2caa91ad2a657dae723aa81e68caa0727cf01b327d87d2a77ff65103c9e9d629', 'merger.h5', 's_1_m_1/images_camera_00', 37, 'merger/s_1_m_1', 0, 37, 407.40387, 1, 1),
	(39, 1, 's_1_m_1/camera_00/038', NULL, NULL, NULL, NULL, NULL, '\x2833c3d64f0b8edf3b839ac093d9f4daf8f1dd1cb072d00a83c29a3cf84fb00f', 'merger.h5', 's_1_m_1/images_camera_00', 38, 'merger/s_1_m_1', 0, 38, 431.40387, 1, 1),
	(40, 1, 's_1_m_1/camera_00/039', NULL, NULL, NULL, NULL, NULL, '\x17ce7cfb2d89733729198e192ea21be9f72a40836b541494d6c6995f13fe64f8', 'merger.h5', 's_1_m_1/images_camera_00', 39, 'merger/s_1_m_1', 0, 39, 455.40387, 1, 1),
	(41, 1, 's_1_m_1/camera_00/040', NULL, NULL, NULL, NULL, NULL, '\x72852ad0bbacd3e80917a5d938bec3dab47bb1065da66a7029b1341c29b0e9bf', 'merger.h5', 's_1_m_1/images_camera_00', 40, 'merger/s_1_m_1', 0, 40, 477.40387, 1, 1),
	(42, 1, 's_1_m_1/camera_00/041', NULL, NULL, NULL, NULL, NULL, '\x4d7489fe3ab282b7648d08c229288ec828c0b0fd3c96e0ced5b1d3aaa616b5cd', 'merger.h5', 's_1_m_1/images_camera_00', 41, 'merger/s_1_m_1', 0, 41, 501.40387, 1, 1),
	(43, 1, 's_1_m_1/camera_00/042', NULL, NULL, NULL, NULL, NULL, '\x64ee84c25599c9b600bc051d0104e8188e9ba4bd9a775fcf4474cc44a9b98cc3', 'merger.h5', 's_1_m_1/images_camera_00', 42, 'merger/s_1_m_1', 0, 42, 525.4039, 1, 1),
	(44, 1, 's_1_m_1/camera_00/043', NULL, NULL, NULL, NULL, NULL, '\x30841f4df6b71a4b0a7acca63783528136a3a5c62baeb20d2db13fa5afa836de', 'merger.h5', 's_1_m_1/images_camera_00', 43, 'merger/s_1_m_1', 0, 43, 547.4039, 1, 1),
	(45, 1, 's_1_m_1/camera_00/044', NULL, NULL, NULL, NULL, NULL, '\xa4a0786f3566976e65118f465077f1c07731453f46fac61948460ae6bd9646fa', 'merger.h5', 's_1_m_1/images_camera_00', 44, 'merger/s_1_m_1', 0, 44, 571.4039, 1, 1),
	(46, 1, 's_1_m_1/camera_00/045', NULL, NULL, NULL, NULL, NULL, '\x7c5cd92c633d7a5e7960235e7243f5a808d9ae3fe0d279d91cf969a1ae194cf8', 'merger.h5', 's_1_m_1/images_camera_00', 45, 'merger/s_1_m_1', 0, 45, 595.4039, 1, 1),
	(47, 1, 's_1_m_1/camera_00/046', NULL, NULL, NULL, NULL, NULL, '\x64039c86bb6ca8fca69410925f0728ab39d574f0943563a16fd5dc0c9811de8d', 'merger.h5', 's_1_m_1/images_camera_00', 46, 'merger/s_1_m_1', 0, 46, 617.4039, 1, 1),
	(48, 1, 's_1_m_1/camera_00/047', NULL, NULL, NULL, NULL, NULL, '\x490d1df4541f3daeae8efe8cc9171fd4d5b9cb02494552634aaf9d021dcc9294', 'merger.h5', 's_1_m_1/images_camera_00', 47, 'merger/s_1_m_1', 0, 47, 641.4039, 1, 1),
	(49, 1, 's_1_m_1/camera_00/048', NULL, NULL, NULL, NULL, NULL, '\x4b8b3a3c7797f9d2805979d2fe9c6ddf4585b47475d28384618ab8d3146e50b2', 'merger.h5', 's_1_m_1/images_camera_00', 48, 'merger/s_1_m_1', 0, 48, 665.4039, 1, 1),
	(50, 1, 's_1_m_1/camera_00/049', NULL, NULL, NULL, NULL, NULL, '\x55a244a3864f8729a1c251e719efeb4614d93bb60391c650684fbec20957c479', 'merger.h5', 's_1_m_1/images_camera_00', 49, 'merger/s_1_m_1', 0, 49, 687.4039, 1, 1),
	(51, 1, 's_1_m_1/camera_00/050', NULL, NULL, NULL, NULL, NULL, '\x50a62eca5e11e3501444bf02bb1606e7b4fed8c3cf2432a6e90672dc42df6238', 'merger.h5', 's_1_m_1/images_camera_00', 50, 'merger/s_1_m_1', 0, 50, 711.4039, 1, 1),
	(52, 1, 's_1_m_1/camera_00/051', NULL, NULL, NULL, NULL, NULL, '\x04758186cad91a4ce3c37d9a4111f8ddded4fff25905009e72d3774c3edf3b4c', 'merger.h5', 's_1_m_1/images_camera_00', 51, 'merger/s_1_m_1', 0, 51, 733.4039, 1, 1),
	(53, 1, 's_1_m_1/camera_00/052', NULL, NULL, NULL, NULL, NULL, '\x7fd051e3996904e4c57495e85a66a88759a53f67133864f7cef09bec8b6f86f3', 'merger.h5', 's_1_m_1/images_camera_00', 52, 'merger/s_1_m_1', 0, 52, 757.4039, 1, 1),
	(54, 1, 's_1_m_1/camera_00/053', NULL, NULL, NULL, NULL, NULL, '\x3a53b8bfdc61566d8563425e3f0aa3663c8d7161ef3560a7c2cf71169d886c7a', 'merger.h5', 's_1_m_1/images_camera_00', 53, 'merger/s_1_m_1', 0, 53, 781.4039, 1, 1),
	(55, 1, 's_1_m_1/camera_00/054', NULL, NULL, NULL, NULL, NULL, '\xf4cf289102362c4f8330eff9388e1809e231aff95f654b6044d48de18f93f849', 'merger.h5', 's_1_m_1/images_camera_00', 54, 'merger/s_1_m_1', 0, 54, 803.4039, 1, 1),
	(56, 1, 's_1_m_1/camera_00/055', NULL, NULL, NULL, NULL, NULL, '\x31d5abff0e315fccacc153df791749f9c9c6da7e6db131fd6dab65f9cf02b28a', 'merger.h5', 's_1_m_1/images_camera_00', 55, 'merger/s_1_m_1', 0, 55, 827.4039, 1, 1),
	(57, 1, 's_1_m_1/camera_00/056', NULL, NULL, NULL, NULL, NULL, '\x84d8c602b1be47e17922718b6d41b88c04552d92e14b1fbc79929f289a1a068c', 'merger.h5', 's_1_m_1/images_camera_00', 56, 'merger/s_1_m_1', 0, 56, 851.4039, 1, 1),
	(58, 1, 's_1_m_1/camera_00/057', NULL, NULL, NULL, NULL, NULL, '\x27d9121c079c8ea0588cc58bdf98c18af0546f415b94c3c2819af9067f1cbe39', 'merger.h5', 's_1_m_1/images_camera_00', 57, 'merger/s_1_m_1', 0, 57, 873.4039, 1, 1),
	(59, 1, 's_1_m_1/camera_00/058', NULL, NULL, NULL, NULL, NULL, '\x20a186a24ee8f03df211649e90caaa42e84937c32daaf0845fd8317a805bfaa1', 'merger.h5', 's_1_m_1/images_camera_00', 58, 'merger/s_1_m_1', 0, 58, 897.4039, 1, 1),
	(60, 1, 's_1_m_1/camera_00/059', NULL, NULL, NULL, NULL, NULL, '\x7bc22b5b27e8a8d794760e3fdc5d506415b0946b95a337ba0d3b62dbc756b3f9', 'merger.h5', 's_1_m_1/images_camera_00', 59, 'merger/s_1_m_1', 0, 59, 921.4039, 1, 1),
	(61, 1, 's_1_m_1/camera_00/060', NULL, NULL, NULL, NULL, NULL, '\xe2ed76107318dc4e26e8d58d6033f18f68853261ea0078d5967def16890d0cb8', 'merger.h5', 's_1_m_1/images_camera_00', 60, 'merger/s_1_m_1', 0, 60, 943.4039, 1, 1),
	(62, 1, 's_1_m_1/camera_00/061', NULL, NULL, NULL, NULL, NULL, '\xd16cefd957caa19517ef2757c9b42a4b11e5bd17cb85f1352f376587a5684b2b', 'merger.h5', 's_1_m_1/images_camera_00', 61, 'merger/s_1_m_1', 0, 61, 967.4039, 1, 1),
	(63, 1, 's_1_m_1/camera_00/062', NULL, NULL, NULL, NULL, NULL, '\xec50f7c390062c9a1359c75dd6f389a5f1f8e12b9f40762554d919b677280d69', 'merger.h5', 's_1_m_1/images_camera_00', 62, 'merger/s_1_m_1', 0, 62, 991.4039, 1, 1),
	(64, 1, 's_1_m_1/camera_00/063', NULL, NULL, NULL, NULL, NULL, '\x37bc5259fc44ded2b9ed37088cebce9496d0ebe2a137ca9485820e9f37fc8973', 'merger.h5', 's_1_m_1/images_camera_00', 63, 'merger/s_1_m_1', 0, 63, 1013.4039, 1, 1),
	(65, 1, 's_1_m_1/camera_00/064', NULL, NULL, NULL, NULL, NULL, '\xf0e10fd1468c773ca1d6e6f0af5d1cbf3c17527d9371e7595e54817d657b465b', 'merger.h5', 's_1_m_1/images_camera_00', 64, 'merger/s_1_m_1', 0, 64, 1037.4039, 1, 1),
	(66, 1, 's_1_m_1/camera_00/065', NULL, NULL, NULL, NULL, NULL, '\x9143fa957811d8e3c7bab7f26ffc596478aeabd1cb76f0aa664eb95d2628ab49', 'merger.h5', 's_1_m_1/images_camera_00', 65, 'merger/s_1_m_1', 0, 65, 1061.4039, 1, 1),
	(67, 1, 's_1_m_1/camera_00/066', NULL, NULL, NULL, NULL, NULL, '\x75cb7c344ad624f4a42ac792965b618d8c7e174f6f4362a1f8f43c2fd5f7236a', 'merger.h5', 's_1_m_1/images_camera_00', 66, 'merger/s_1_m_1', 0, 66, 1083.4039, 1, 1),
	(68, 1, 's_1_m_1/camera_00/067', NULL, NULL, NULL, NULL, NULL, '\xa6508a6eb638bd6b095d9cc54f77aaa8c06a222cc2f953d6d30eeda91ec236f2', 'merger.h5', 's_1_m_1/images_camera_00', 67, 'merger/s_1_m_1', 0, 67, 1107.4039, 1, 1),
	(69, 1, 's_1_m_1/camera_00/068', NULL, NULL, NULL, NULL, NULL, '\x1b4a814cf238e4473fe369690ed9f5bd365915d994897546ffc206f361e8d506', 'merger.h5', 's_1_m_1/images_camera_00', 68, 'merger/s_1_m_1', 0, 68, 1131.4039, 1, 1),
	(70, 1, 's_1_m_1/camera_00/069', NULL, NULL, NULL, NULL, NULL, '\x2cc40ccca8dde1011114bb98be7e8d04e1d19f83428b7c62fea4ab1539c76a87', 'merger.h5', 's_1_m_1/images_camera_00', 69, 'merger/s_1_m_1', 0, 69, 1153.4039, 1, 1),
	(71, 1, 's_1_m_1/camera_00/070', NULL, NULL, NULL, NULL, NULL, '\x4e51526629b7ec707ca5edade9da049edeb4d4469205cfafbf96407ee438b8e3', 'merger.h5', 's_1_m_1/images_camera_00', 70, 'merger/s_1_m_1', 0, 70, 1177.4039, 1, 1),
	(72, 1, 's_1_m_1/camera_01/000', NULL, NULL, NULL, NULL, NULL, '\x8309a3614b75589580523ed1aa81c3fa9ea443d7664f87e3a47d17056f65c0cf', 'merger.h5', 's_1_m_1/images_camera_01', 0, 'merger/s_1_m_1', 1, 0, -454.59613, 1, 1),
	(73, 1, 's_1_m_1/camera_01/001', NULL, NULL, NULL, NULL, NULL, '\x1d6d507b16edc8fea424789e1d241c7bb97d8d25b6fb28f9bd95d68a80732497', 'merger.h5', 's_1_m_1/images_camera_01', 1, 'merger/s_1_m_1', 1, 1, -430.59613, 1, 1),
	(74, 1, 's_1_m_1/camera_01/002', NULL, NULL, NULL, NULL, NULL, '\x956ac0ecdce6092384de00b41a5ef86d93324395d551bac337856261c9a1b291', 'merger.h5', 's_1_m_1/images_camera_01', 2, 'merger/s_1_m_1', 1, 2, -408.59613, 1, 1),
	(75, 1, 's_1_m_1/camera_01/003', NULL, NULL, NULL, NULL, NULL, '\x001bb044cc67a25c5164bbc4e710cdd21be16f7742e1d2975a56c983113d1cc4', 'merger.h5', 's_1_m_1/images_camera_01', 3, 'merger/s_1_m_1', 1, 3, -384.59613, 1, 1),
	(76, 1, 's_1_m_1/camera_01/004', NULL, NULL, NULL, NULL, NULL, '\x09086cb0bc87f82c370525fd4039be236492a8cb0cb99cf73f5ac1a3a7ef2582', 'merger.h5', 's_1_m_1/images_camera_01', 4, 'merger/s_1_m_1', 1, 4, -360.59613, 1, 1),
	(77, 1, 's_1_m_1/camera_01/005', NULL, NULL, NULL, NULL, NULL, '\x92e2a3b62b061a937c469883ed1869f23ff5a66b2e128de52a249b8418376f4c', 'merger.h5', 's_1_m_1/images_camera_01', 5, 'merger/s_1_m_1', 1, 5, -338.59613, 1, 1),
	(78, 1, 's_1_m_1/camera_01/006', NULL, NULL, NULL, NULL, NULL, '\xead296e4603914ffe2db40837a559c5ce590d7785c4df74079322b53926efe13', 'merger.h5', 's_1_m_1/images_camera_01', 6, 'merger/s_1_m_1', 1, 6, -314.59613, 1, 1),
	(79, 1, 's_1_m_1/camera_01/007', NULL, NULL, NULL, NULL, NULL, '\x2d9269f9fbb86dc4697bf921f7d119b78e5277f2d91b8cdbb5f854cc51d1bb99', 'merger.h5', 's_1_m_1/images_camera_01', 7, 'merger/s_1_m_1', 1, 7, -290.59613, 1, 1),
	(80, 1, 's_1_m_1/camera_01/008', NULL, NULL, NULL, NULL, NULL, '\x88d18ea7a3cdc93432a5aefb828fed906b715091baef925e42eb0e5b4f6f5822', 'merger.h5', 's_1_m_1/images_camera_01', 8, 'merger/s_1_m_1', 1, 8, -268.59613, 1, 1),
	(81, 1, 's_1_m_1/camera_01/009', NULL, NULL, NULL, NULL, NULL, '\xa9546fec6408df1f4c0fd961adb51f6588757c4ebd7527d6e459c7a7fb8decc4', 'merger.h5', 's_1_m_1/images_camera_01', 9, 'merger/s_1_m_1', 1, 9, -244.59612, 1, 1),
	(82, 1, 's_1_m_1/camera_01/010', NULL, NULL, NULL, NULL, NULL, '\x487e74d98943c127d86b5a7b0d095ea777dc8c815e15a8f379b533e716e1b68a', 'merger.h5', 's_1_m_1/images_camera_01', 10, 'merger/s_1_m_1', 1, 10, -220.59612, 1, 1),
	(83, 1, 's_1_m_1/camera_01/011', NULL, NULL, NULL, NULL, NULL, '\x8fdd2e70b350ca8fd5c4f02cc5112288b778bdeee13ffbac00895d4455f9bcd3', 'merger.h5', 's_1_m_1/images_camera_01', 11, 'merger/s_1_m_1', 1, 11, -198.59612, 1, 1),
	(84, 1, 's_1_m_1/camera_01/012', NULL, NULL, NULL, NULL, NULL, '\x84949e724bb760871da439197aea2d3da14a346d82476cc15587d00318548eb3', 'merger.h5', 's_1_m_1/images_camera_01', 12, 'merger/s_1_m_1', 1, 12, -174.59612, 1, 1),
	(85, 1, 's_1_m_1/camera_01/013', NULL, NULL, NULL, NULL, NULL, '\xbe73d97a52d09cbaa2aca68c64a8d2a5f2686374d34849d38961438075a880ed', 'merger.h5', 's_1_m_1/images_camera_01', 13, 'merger/s_1_m_1', 1, 13, -150.59612, 1, 1),
	(86, 1, 's_1_m_1/camera_01/014', NULL, NULL, NULL, NULL, NULL, '\xa35355fad57c625cb314b9e9c30becfc628c0332be763fad89ecfa11e3f4a939', 'merger.h5', 's_1_m_1/images_camera_01', 14, 'merger/s_1_m_1', 1, 14, -128.59612, 1, 1),
	(87, 1, 's_1_m_1/camera_01/015', NULL, NULL, NULL, NULL, NULL, '\x99599de3a2a915330999b1b272e69b359c6a5291c0f73143773ff78243919040', 'merger.h5', 's_1_m_1/images_camera_01', 15, 'merger/s_1_m_1', 1, 15, -104.59612, 1, 1),
	(88, 1, 's_1_m_1/camera_01/016', NULL, NULL, NULL, NULL, NULL, '\xbdfa8c00a815880c3059495566843565ca0054cbc73ec0eba3ec947b70fcbba7', 'merger.h5', 's_1_m_1/images_camera_01', 16, 'merger/s_1_m_1', 1, 16, -80.59612, 1, 1),
	(89, 1, 's_1_m_1/camera_01/017', NULL, NULL, NULL, NULL, NULL, '\x0494c44b1d528fa69d54e47453aa6da4bfdf133577a015ec8866e98380f52dc1', 'merger.h5', 's_1_m_1/images_camera_01', 17, 'merger/s_1_m_1', 1, 17, -58.596123, 1, 1),
	(90, 1, 's_1_m_1/camera_01/018', NULL, NULL, NULL, NULL, NULL, '\x581e69c3b2c7482c20dd5f70b047d36ddf6fb10ac589740b501e981b9d23f62e', 'merger.h5', 's_1_m_1/images_camera_01', 18, 'merger/s_1_m_1', 1, 18, -34.596123, 1, 1),
	(91, 1, 's_1_m_1/camera_01/019', NULL, NULL, NULL, NULL, NULL, '\x067a06d590965d3c0b5b7ae8e5acd285a35ee4f13f2a1ab2ed80374322f8e3d6', 'merger.h5', 's_1_m_1/images_camera_01', 19, 'merger/s_1_m_1', 1, 19, -12.596122, 1, 1),
	(92, 1, 's_1_m_1/camera_01/020', NULL, NULL, NULL, NULL, NULL, '\xac701546b652f531669a46e75fcfd22a75bb2da4929517e3e766ca6f6cb20408', 'merger.h5', 's_1_m_1/images_camera_01', 20, 'merger/s_1_m_1', 1, 20, 11.403878, 1, 1),
	(93, 1, 's_1_m_1/camera_01/021', NULL, NULL, NULL, NULL, NULL, '\x12d0bb523721acb9dbd6114210e6720f4eac2aed7a076be3b7352fa9b677a8e8', 'merger.h5', 's_1_m_1/images_camera_01', 21, 'merger/s_1_m_1', 1, 21, 35.403877, 1, 1),
	(94, 1, 's_1_m_1/camera_01/022', NULL, NULL, NULL, NULL, NULL, '\x9ec1ab9febaad12685dac413e32c7b9f9ca0e40b293f999030063b6231e1a733', 'merger.h5', 's_1_m_1/images_camera_01', 22, 'merger/s_1_m_1', 1, 22, 57.403877, 1, 1),
	(95, 1, 's_1_m_1/camera_01/023', NULL, NULL, NULL, NULL, NULL, '\xfd86fdfe81266ce5cabe167474306bb7e5bfe4177b4eda84209bc79a8b5182d2', 'merger.h5', 's_1_m_1/images_camera_01', 23, 'merger/s_1_m_1', 1, 23, 81.40388, 1, 1),
	(96, 1, 's_1_m_1/camera_01/024', NULL, NULL, NULL, NULL, NULL, '\x286d738f256ce998d0623497f79dce63dad999fd67445ade2e043fae9cfcd455', 'merger.h5', 's_1_m_1/images_camera_01', 24, 'merger/s_1_m_1', 1, 24, 105.40388, 1, 1),
	(97, 1, 's_1_m_1/camera_01/025', NULL, NULL, NULL, NULL, NULL, '\x6e3a653b7464e62182c000df361f2d995a410ac787d7b29607b289492416c410', 'merger.h5', 's_1_m_1/images_camera_01', 25, 'merger/s_1_m_1', 1, 25, 127.40388, 1, 1),
	(98, 1, 's_1_m_1/camera_01/026', NULL, NULL, NULL, NULL, NULL, '\xbbd2c7003afc8ab01af7a3de2b7a32cd5f5b6c57f2020490c62b242720991f3b', 'merger.h5', 's_1_m_1/images_camera_01', 26, 'merger/s_1_m_1', 1, 26, 151.40388, 1, 1),
	(99, 1, 's_1_m_1/camera_01/027', NULL, NULL, NULL, NULL, NULL, '\xad96baed47deb8c53cc8677611ff74f5ca404f665b9000102b0a44ee6fdc4696', 'merger.h5', 's_1_m_1/images_camera_01', 27, 'merger/s_1_m_1', 1, 27, 175.40388, 1, 1),
	(100, 1, 's_1_m_1/camera_01/028', NULL, NULL, NULL, NULL, NULL, '\xded0880602aa0cf9671cb2601d65d084677e772bdc7f0fafa6420aac64ca7095', 'merger.h5', 's_1_m_1/images_camera_01', 28, 'merger/s_1_m_1', 1, 28, 197.40388, 1, 1),
	(101, 1, 's_1_m_1/camera_01/029', NULL, NULL, NULL, NULL, NULL, '\x1955520b20e9ec7488c165fab4e6f907add7788cfb8861b447c74424777348a2', 'merger.h5', 's_1_m_1/images_camera_01', 29, 'merger/s_1_m_1', 1, 29, 221.40388, 1, 1),
	(102, 1, 's_1_m_1/camera_01/030', NULL, NULL, NULL, NULL, NULL, '\x94ef4c3d1b2da78c6fdf55f2f6dacf7ab22115c7f5cf44681e70c8c5488dbd46', 'merger.h5', 's_1_m_1/images_camera_01', 30, 'merger/s_1_m_1', 1, 30, 245.40388, 1, 1),
	(103, 1, 's_1_m_1/camera_01/031', NULL, NULL, NULL, NULL, NULL, '\xcd4a120e1fdf045ae6ec71ee635f0647f15eec63e25b3e3f12a7688317e03ba6', 'merger.h5', 's_1_m_1/images_camera_01', 31, 'merger/s_1_m_1', 1, 31, 267.40387, 1, 1),
	(104, 1, 's_1_m_1/camera_01/032', NULL, NULL, NULL, NULL, NULL, '\x0d013df57fbd303135720d9a3476dcc5925dd3f0f559ae72fefe6c6f44da4335', 'merger.h5', 's_1_m_1/images_camera_01', 32, 'merger/s_1_m_1', 1, 32, 291.40387, 1, 1),
	(105, 1, 's_1_m_1/camera_01/033', NULL, NULL, NULL, NULL, NULL, '\x1ce5d29fb72b523265a1c5aa2ff4733d531cfaf7f8caaad22e2fd42c9300d030', 'merger.h5', 's_1_m_1/images_camera_01', 33, 'merger/s_1_m_1', 1, 33, 315.40387, 1, 1),
	(106, 1, 's_1_m_1/camera_01/034', NULL, NULL, NULL, NULL, NULL, '\x807b91e8c364f5ed20891e2372b8001cb224805c563913fbb63ca398bd999cb8', 'merger.h5', 's_1_m_1/images_camera_01', 34, 'merger/s_1_m_1', 1, 34, 337.40387, 1, 1),
	(107, 1, 's_1_m_1/camera_01/035', NULL, NULL, NULL, NULL, NULL, '\x348f353d1d54e37f7d7010abab21471b8bef3122f7795fc0b1d6148dab38c7f9', 'merger.h5', 's_1_m_1/images_camera_01', 35, 'merger/s_1_m_1', 1, 35, 361.40387, 1, 1),
	(108, 1, 's_1_m_1/camera_01/036', NULL, NULL, NULL, NULL, NULL, '\x077d0ac486dfb2eb946485bb50a6b5ad9b67e7b5f188f6bee7a69384eb6ef6de', 'merger.h5', 's_1_m_1/images_camera_01', 36, 'merger/s_1_m_1', 1, 36, 385.40387, 1, 1),
	(109, 1, 's_1_m_1/camera_01/037', NULL, NULL, NULL, NULL, NULL, '\x3b06d62a11eefe042f3e93111ccab3d8029ba0d4a2090ca27ecd6462ff5db1b6', 'merger.h5', 's_1_m_1/images_camera_01', 37, 'merger/s_1_m_1', 1, 37, 407.40387, 1, 1),
	(110, 1, 's_1_m_1/camera_01/038', NULL, NULL, NULL, NULL, NULL, '\xf0d03901a0457a91f0507df191eb4450c72d0dec625f0b7e057d8cad234fab08', 'merger.h5', 's_1_m_1/images_camera_01', 38, 'merger/s_1_m_1', 1, 38, 431.40387, 1, 1),
	(111, 1, 's_1_m_1/camera_01/039', NULL, NULL, NULL, NULL, NULL, '\x589a4558ae0389eabb634c4a32752f2e309ef89ae8adf1f9f054bef1ba670880', 'merger.h5', 's_1_m_1/images_camera_01', 39, 'merger/s_1_m_1', 1, 39, 455.40387, 1, 1),
	(112, 1, 's_1_m_1/camera_01/040', NULL, NULL, NULL, NULL, NULL, '\xf7556bc61343da60c4dd86a788781d0182bd1d9c2ddee5f6e5068c5e6d7888ea', 'merger.h5', 's_1_m_1/images_camera_01', 40, 'merger/s_1_m_1', 1, 40, 477.40387, 1, 1),
	(113, 1, 's_1_m_1/camera_01/041', NULL, NULL, NULL, NULL, NULL, '\xaf79f79f1a5107bcb83a04ae89d40ae1a91c1b5535c5a3fc9944162d5d5a009b', 'merger.h5', 's_1_m_1/images_camera_01', 41, 'merger/s_1_m_1', 1, 41, 501.40387, 1, 1),
	(114, 1, 's_1_m_1/camera_01/042', NULL, NULL, NULL, NULL, NULL, '\x1c1614903010af7e8a8419a7cbe1768188e2d50b228dbab432eed7d04b42a679', 'merger.h5', 's_1_m_1/images_camera_01', 42, 'merger/s_1_m_1', 1, 42, 525.4039, 1, 1),
	(115, 1, 's_1_m_1/camera_01/043', NULL, NULL, NULL, NULL, NULL, '\xed3ad654913f8dbf4639561bd3aa8e993888e3fc8c15cbe15462ed678d8dfdc8', 'merger.h5', 's_1_m_1/images_camera_01', 43, 'merger/s_1_m_1', 1, 43, 547.4039, 1, 1),
	(116, 1, 's_1_m_1/camera_01/044', NULL, NULL, NULL, NULL, NULL, '\xfa63547eb7d451483c89af604a441e1b265754b498fc7a6d8278161c55469c9c', 'merger.h5', 's_1_m_1/images_camera_01', 44, 'merger/s_1_m_1', 1, 44, 571.4039, 1, 1),
	(117, 1, 's_1_m_1/camera_01/045', NULL, NULL, NULL, NULL, NULL, '\xb2ef47aaf1f837a5b44652fa1449f1237cf7b83405cc0001a38b14f7aa396b36', 'merger.h5', 's_1_m_1/images_camera_01', 45, 'merger/s_1_m_1', 1, 45, 595.4039, 1, 1),
	(118, 1, 's_1_m_1/camera_01/046', NULL, NULL, NULL, NULL, NULL, '\x6415c3075d5994e2b9bfe41df9353721fc9300f29c8199c497b3d9e71ae682dd', 'merger.h5', 's_1_m_1/images_camera_01', 46, 'merger/s_1_m_1', 1, 46, 617.4039, 1, 1),
	(119, 1, 's_1_m_1/camera_01/047', NULL, NULL, NULL, NULL, NULL, '\x029ee551251b6b0a30115d2553368cb9d91e5deb79145797b33a3279d4072e2f', 'merger.h5', 's_1_m_1/images_camera_01', 47, 'merger/s_1_m_1', 1, 47, 641.4039, 1, 1),
	(120, 1, 's_1_m_1/camera_01/048', NULL, NULL, NULL, NULL, NULL, '\x35c96bbb5b85ad93dcb03e9731d99b60da34c401845806c26dc762ca3ecce526', 'merger.h5', 's_1_m_1/images_camera_01', 48, 'merger/s_1_m_1', 1, 48, 665.4039, 1, 1),
	(121, 1, 's_1_m_1/camera_01/049', NULL, NULL, NULL, NULL, NULL, '\x9b32021925f561669307bb1eded8c615cc43545484831b274eaf8f925ec557cc', 'merger.h5', 's_1_m_1/images_camera_01', 49, 'merger/s_1_m_1', 1, 49, 687.4039, 1, 1),
	(122, 1, 's_1_m_1/camera_01/050', NULL, NULL, NULL, NULL, NULL, '\x684f5a6c57e022bff424e8f69a70ad8c9a799d52efbc6ae0b48700b2433ccfa8', 'merger.h5', 's_1_m_1/images_camera_01', 50, 'merger/s_1_m_1', 1, 50, 711.4039, 1, 1),
	(123, 1, 's_1_m_1/camera_01/051', NULL, NULL, NULL, NULL, NULL, '\x8c437e6c527df11667b324efffcaf5dfd8752ca321d37025ebe7403e9a421354', 'merger.h5', 's_1_m_1/images_camera_01', 51, 'merger/s_1_m_1', 1, 51, 733.4039, 1, 1),
	(124, 1, 's_1_m_1/camera_01/052', NULL, NULL, NULL, NULL, NULL, '\x869d357c925fc530e32ccddde51f20f8b19aac4344c07482f7d43bd720dd71cc', 'merger.h5', 's_1_m_1/images_camera_01', 52, 'merger/s_1_m_1', 1, 52, 757.4039, 1, 1),
	(125, 1, 's_1_m_1/camera_01/053', NULL, NULL, NULL, NULL, NULL, '\x602ebfac3e2ba7911e4af9ebe982d9a3a286259673d0d44077f88ba51f510802', 'merger.h5', 's_1_m_1/images_camera_01', 53, 'merger/s_1_m_1', 1, 53, 781.4039, 1, 1),
	(126, 1, 's_1_m_1/camera_01/054', NULL, NULL, NULL, NULL, NULL, '\x740fd7a9e45577f9aaf5401a78ec766a2dae9fff7c1bac69808de685f2d81081', 'merger.h5', 's_1_m_1/images_camera_01', 54, 'merger/s_1_m_1', 1, 54, 803.4039, 1, 1),
	(127, 1, 's_1_m_1/camera_01/055', NULL, NULL, NULL, NULL, NULL, '\x4761b57b7ee369fc5827b06bd72e3738371e5b3d64eb5c3090d22a408d3339c9', 'merger.h5', 's_1_m_1/images_camera_01', 55, 'merger/s_1_m_1', 1, 55, 827.4039, 1, 1),
	(128, 1, 's_1_m_1/camera_01/056', NULL, NULL, NULL, NULL, NULL, '\x775173b7c4b76ee21aba7ff6b8755e5ce46b814ac0afb2e9f839a68928444ab1', 'merger.h5', 's_1_m_1/images_camera_01', 56, 'merger/s_1_m_1', 1, 56, 851.4039, 1, 1),
	(129, 1, 's_1_m_1/camera_01/057', NULL, NULL, NULL, NULL, NULL, '\xcb9136f73efae40c724a1ab0d637f9dbdc50b0beef93667cc9ae904f66dab4e3', 'merger.h5', 's_1_m_1/images_camera_01', 57, 'merger/s_1_m_1', 1, 57, 873.4039, 1, 1),
	(130, 1, 's_1_m_1/camera_01/058', NULL, NULL, NULL, NULL, NULL, '\x1917f23dcd542668a478b2ac231886937b05dbf3085d7abf1b7ca0a6d7a6306f', 'merger.h5', 's_1_m_1/images_camera_01', 58, 'merger/s_1_m_1', 1, 58, 897.4039, 1, 1),
	(131, 1, 's_1_m_1/camera_01/059', NULL, NULL, NULL, NULL, NULL, '\x6eba18db5aa5e5ac0d0a8264176abad4ce012e175287c30aad27de48534fd98b', 'merger.h5', 's_1_m_1/images_camera_01', 59, 'merger/s_1_m_1', 1, 59, 921.4039, 1, 1),
	(132, 1, 's_1_m_1/camera_01/060', NULL, NULL, NULL, NULL, NULL, '\x9323508aacd5b5b44c7742f7e1cd064454c2e165af8f610d56f29d940fe0c5a8', 'merger.h5', 's_1_m_1/images_camera_01', 60, 'merger/s_1_m_1', 1, 60, 943.4039, 1, 1),
	(133, 1, 's_1_m_1/camera_01/061', NULL, NULL, NULL, NULL, NULL, '\x808a8f09623720e1a59c3b2ec03367323cedc87a0442eb6598bafe0761a15a24', 'merger.h5', 's_1_m_1/images_camera_01', 61, 'merger/s_1_m_1', 1, 61, 967.4039, 1, 1),
	(134, 1, 's_1_m_1/camera_01/062', NULL, NULL, NULL, NULL, NULL, '\x17f0258fb4d061799a164054d9b994de92e1398833a476953c3fab2d6c1a7236', 'merger.h5', 's_1_m_1/images_camera_01', 62, 'merger/s_1_m_1', 1, 62, 991.4039, 1, 1),
	(135, 1, 's_1_m_1/camera_01/063', NULL, NULL, NULL, NULL, NULL, '\xfcbebafbcc570099066c0dbda9212de947478dc7c590652f2ec113b70112646c', 'merger.h5', 's_1_m_1/images_camera_01', 63, 'merger/s_1_m_1', 1, 63, 1013.4039, 1, 1),
	(136, 1, 's_1_m_1/camera_01/064', NULL, NULL, NULL, NULL, NULL, '\x4cb8156d51d585d331ae43da4bb672b47bbd7fd4e1841807482341f3cd2f07a5', 'merger.h5', 's_1_m_1/images_camera_01', 64, 'merger/s_1_m_1', 1, 64, 1037.4039, 1, 1),
	(137, 1, 's_1_m_1/camera_01/065', NULL, NULL, NULL, NULL, NULL, '\x58982379ba07cdf7265a9344afef76cd1e0df2f2560ef4eef90129890d408003', 'merger.h5', 's_1_m_1/images_camera_01', 65, 'merger/s_1_m_1', 1, 65, 1061.4039, 1, 1),
	(138, 1, 's_1_m_1/camera_01/066', NULL, NULL, NULL, NULL, NULL, '\x1f9fd70cb283ff082568b483fc158fe97d4c8205e79b429815526956e95a3a18', 'merger.h5', 's_1_m_1/images_camera_01', 66, 'merger/s_1_m_1', 1, 66, 1083.4039, 1, 1),
	(139, 1, 's_1_m_1/camera_01/067', NULL, NULL, NULL, NULL, NULL, '\xf296698a9bed5354e7e63d50fe84dedb5774265cf7c5265a27973645e7057ded', 'merger.h5', 's_1_m_1/images_camera_01', 67, 'merger/s_1_m_1', 1, 67, 1107.4039, 1, 1),
	(140, 1, 's_1_m_1/camera_01/068', NULL, NULL, NULL, NULL, NULL, '\x4ae029fc7ea7371a0b5cd9bf7e2508f25d86e820852cf13079451ed8d65e7394', 'merger.h5', 's_1_m_1/images_camera_01', 68, 'merger/s_1_m_1', 1, 68, 1131.4039, 1, 1),
	(141, 1, 's_1_m_1/camera_01/069', NULL, NULL, NULL, NULL, NULL, '\xf10268b801904c0d0d91f1304a104e163a20dd8dfaead085ca93417cf91cbbc1', 'merger.h5', 's_1_m_1/images_camera_01', 69, 'merger/s_1_m_1', 1, 69, 1153.4039, 1, 1),
	(142, 1, 's_1_m_1/camera_01/070', NULL, NULL, NULL, NULL, NULL, '\x181c3e96bb1d9cec0405441a1e88a3d7caf44b1184f1dfd513517fa5a82f3f34', 'merger.h5', 's_1_m_1/images_camera_01', 70, 'merger/s_1_m_1', 1, 70, 1177.4039, 1, 1),
	(143, 2, '16126.jpg', 180.4075164794922, 3.261066675186157, 1946481396524745850, NULL, NULL, '\xa8a0302c4462559a86bca0ef1b8efaf9ce0ff4f673db4bfff7bdd73bc5697721', 'images/pictures/de6ced184703bb41.h5', 'images', 0, NULL, NULL, NULL, NULL, NULL, NULL),
	(144, 2, 'J112330.91+280016.8.png', 170.87883507395242, 28.00468443025743, 2010998101142885449, 0.1017121, NULL, '\x425796df57be9f1342636e9b8fb04a977383e2864a8505850e3bd48887796392', 'images/pictures/de6ced184703bb41.h5', 'images', 1, NULL, NULL, NULL, NULL, NULL, NULL),
	(145, 2, 'J133536.70-015758.9.png', 203.9022306888941, -1.9668592119302888, 1818835166339899029, 0.017902412, NULL, '\x1ca2b3d1649c43125675abe4475264e882d4f989e80cfcdf57a33d016e101c34', 'images/pictures/de6ced184703bb41.h5', 'images', 2, NULL, NULL, NULL, NULL, NULL, NULL),
	(146, 2, 'hdf-001.png', NULL, NULL, NULL, NULL, NULL, '\xf224c2acb006fd77b073894dd4e04ceb867f89410a58e88263312b4c0c181eb2', 'images/pictures/de6ced184703bb41.h5', 'images', 3, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.model OVERRIDING SYSTEM VALUE VALUES
	(1, '0e6a6f83aebd18bc0b800492e2fae5c606156504551b90aa50febeb0134b1962', 'default', 4, '{"parts": ["classifier", "vae"], "size_px": 32, "backbone": "simple", "latent_size": 4}', '{"level": "sky-to-peak", "colour": "luminance", "size_px": 32}', '{"kept": {"epoch": 22, "vae_loss": 0.04529, "held_out_loss": 3.7598, "classifier_loss": 3.62588, "held_out_median_stages": 5.67, "held_out_within_2_stages": 0.162}, "epochs": [{"epoch": 1, "vae_loss": 1.62755, "held_out_loss": 4.2577, "classifier_loss": 4.29729, "held_out_median_stages": 17.909, "held_out_within_2_stages": 0.0634}, {"epoch": 2, "vae_loss": 0.86796, "held_out_loss": 4.2372, "classifier_loss": 4.27896, "held_out_median_stages": 17.402, "held_out_within_2_stages": 0.0563}, {"epoch": 3, "vae_loss": 0.4427, "held_out_loss": 4.1345, "classifier_loss": 4.23434, "held_out_median_stages": 15.324, "held_out_within_2_stages": 0.0634}, {"epoch": 4, "vae_loss": 0.48055, "held_out_loss": 4.0304, "classifier_loss": 4.11877, "held_out_median_stages": 12.788, "held_out_within_2_stages": 0.1408}, {"epoch": 5, "vae_loss": 0.31409, "held_out_loss": 3.9902, "classifier_loss": 4.02711, "held_out_median_stages": 11.688, "held_out_within_2_stages": 0.1197}, {"epoch": 6, "vae_loss": 0.16225, "held_out_loss": 4.0337, "classifier_loss": 4.02676, "held_out_median_stages": 12.298, "held_out_within_2_stages": 0.1197}, {"epoch": 7, "vae_loss": 0.12003, "held_out_loss": 4.0287, "classifier_loss": 3.98472, "held_out_median_stages": 12.217, "held_out_within_2_stages": 0.1408}, {"epoch": 8, "vae_loss": 0.10008, "held_out_loss": 4.1165, "classifier_loss": 3.922, "held_out_median_stages": 11.193, "held_out_within_2_stages": 0.1408}, {"epoch": 9, "vae_loss": 0.11344, "held_out_loss": 4.012, "classifier_loss": 3.92266, "held_out_median_stages": 12.655, "held_out_within_2_stages": 0.0915}, {"epoch": 10, "vae_loss": 0.10465, "held_out_loss": 3.937, "classifier_loss": 3.92462, "held_out_median_stages": 10.506, "held_out_within_2_stages": 0.1056}, {"epoch": 11, "vae_loss": 0.09031, "held_out_loss": 3.8775, "classifier_loss": 3.85673, "held_out_median_stages": 10.758, "held_out_within_2_stages": 0.1268}, {"epoch": 12, "vae_loss": 0.08625, "held_out_loss": 3.8861, "classifier_loss": 3.8283, "held_out_median_stages": 11.837, "held_out_within_2_stages": 0.1056}, {"epoch": 13, "vae_loss": 0.08532, "held_out_loss": 3.9708, "classifier_loss": 3.85314, "held_out_median_stages": 8.121, "held_out_within_2_stages": 0.1479}, {"epoch": 14, "vae_loss": 0.0727, "held_out_loss": 3.9271, "classifier_loss": 3.83051, "held_out_median_stages": 7.23, "held_out_within_2_stages": 0.162}, {"epoch": 15, "vae_loss": 0.07594, "held_out_loss": 3.8085, "classifier_loss": 3.83559, "held_out_median_stages": 8.661, "held_out_within_2_stages": 0.1338}, {"epoch": 16, "vae_loss": 0.06064, "held_out_loss": 4.2472, "classifier_loss": 3.79966, "held_out_median_stages": 9.401, "held_out_within_2_stages": 0.1408}, {"epoch": 17, "vae_loss": 0.05791, "held_out_loss": 3.8097, "classifier_loss": 3.82605, "held_out_median_stages": 9.069, "held_out_within_2_stages": 0.1056}, {"epoch": 18, "vae_loss": 0.0506, "held_out_loss": 3.8989, "classifier_loss": 3.79895, "held_out_median_stages": 8.712, "held_out_within_2_stages": 0.1972}, {"epoch": 19, "vae_loss": 0.0492, "held_out_loss": 4.0196, "classifier_loss": 3.7089, "held_out_median_stages": 8.53, "held_out_within_2_stages": 0.1197}, {"epoch": 20, "vae_loss": 0.04919, "held_out_loss": 3.8242, "classifier_loss": 3.72957, "held_out_median_stages": 7.287, "held_out_within_2_stages": 0.169}, {"epoch": 21, "vae_loss": 0.05062, "held_out_loss": 3.7648, "classifier_loss": 3.72159, "held_out_median_stages": 8.315, "held_out_within_2_stages": 0.1338}, {"epoch": 22, "vae_loss": 0.04529, "held_out_loss": 3.7598, "classifier_loss": 3.62588, "held_out_median_stages": 5.67, "held_out_within_2_stages": 0.162}, {"epoch": 23, "vae_loss": 0.04282, "held_out_loss": 3.7656, "classifier_loss": 3.58195, "held_out_median_stages": 6.934, "held_out_within_2_stages": 0.1901}, {"epoch": 24, "vae_loss": 0.04233, "held_out_loss": 3.6933, "classifier_loss": 3.56777, "held_out_median_stages": 6.068, "held_out_within_2_stages": 0.1761}, {"epoch": 25, "vae_loss": 0.04119, "held_out_loss": 3.6352, "classifier_loss": 3.58981, "held_out_median_stages": 5.708, "held_out_within_2_stages": 0.1901}, {"epoch": 26, "vae_loss": 0.04183, "held_out_loss": 3.6317, "classifier_loss": 3.53525, "held_out_median_stages": 6.41, "held_out_within_2_stages": 0.162}, {"epoch": 27, "vae_loss": 0.04248, "held_out_loss": 3.62, "classifier_loss": 3.47766, "held_out_median_stages": 5.945, "held_out_within_2_stages": 0.162}, {"epoch": 28, "vae_loss": 0.0413, "held_out_loss": 3.61, "classifier_loss": 3.49288, "held_out_median_stages": 5.723, "held_out_within_2_stages": 0.1549}, {"epoch": 29, "vae_loss": 0.04199, "held_out_loss": 3.6081, "classifier_loss": 3.52, "held_out_median_stages": 5.949, "held_out_within_2_stages": 0.169}, {"epoch": 30, "vae_loss": 0.04193, "held_out_loss": 3.6079, "classifier_loss": 3.5452, "held_out_median_stages": 5.963, "held_out_within_2_stages": 0.169}]}', 'models/default', '2026-11-28 16:35:13.884645+00', true);
INSERT INTO public.prediction VALUES
	(143, 1, 29.801126, 235.937, -1778.3224, 4100.5625, -2261.2651, 6329.255, '[0.00012021217,8.7549095e-05,0.00033957933,0.00018988964,0.00023991439,0.00046727798,0.0004143967,0.00067254284,0.0010803287,0.0013209208,0.0018165277,0.0062126014,0.0077589857,0.016356638,0.009218616,0.041061047,0.0330593,0.041153222,0.022455305,0.017978765,0.02214469,0.026077231,0.025998127,0.022761185,0.026836699,0.042095628,0.023949264,0.03637344,0.024634995,0.039690252,0.024690194,0.022463886,0.021767527,0.025637157,0.017116481,0.012924295,0.018786842,0.017374324,0.016951231,0.016496534,0.009991074,0.013263794,0.010667613,0.005815542,0.013459011,0.008664425,0.00879441,0.010795396,0.006995458,0.016366072,0.017065184,0.009861291,0.009570583,0.013170057,0.0050575137,0.008733139,0.005535876,0.005935668,0.0067976294,0.0068338243,0.0062040384,0.016779602,0.010787508,0.010508544,0.0068250643,0.008436279,0.0055469363,0.014306783,0.015270006,0.010630543,0.014557515]', 5.2911096),
	(144, 1, 44.60415, 576.81177, -3821.1455, 4334.4316, -5337.6616, 5624.538, '[6.4769497e-06,4.8294264e-06,2.744143e-05,8.40343e-06,1.34844795e-05,2.9279066e-05,3.5945242e-05,5.8356625e-05,0.00010255908,0.00010531677,0.00022779987,0.0006995727,0.0013800899,0.0030249953,0.0021669331,0.0149393035,0.016841244,0.01635876,0.013413466,0.0136655625,0.019571602,0.018430604,0.01847,0.015122603,0.009853473,0.013866483,0.008833077,0.010923266,0.0071239085,0.012063716,0.011032349,0.008113436,0.008786248,0.015330825,0.012928469,0.012552708,0.022299346,0.02264484,0.016012097,0.02730297,0.021496227,0.027735889,0.030163094,0.013356121,0.03147508,0.013459195,0.012934072,0.021006353,0.009346596,0.026459616,0.026347497,0.01914012,0.021113463,0.03117888,0.010581675,0.020985978,0.0135649415,0.011427237,0.020076135,0.01601975,0.014223523,0.036341894,0.026087785,0.023070132,0.01615524,0.016700497,0.009569573,0.022412118,0.023560937,0.020976054,0.018662572]', 6.9201937),
	(145, 1, 12.393534, -163.03004, -1654.8053, 2595.3396, -2350.657, 3499.7947, '[0.01694246,0.012965412,0.027294362,0.03215151,0.033877376,0.038864322,0.025552327,0.030531013,0.040237583,0.06606092,0.039851185,0.08926126,0.051940132,0.09748584,0.026010929,0.07516038,0.02672764,0.024378538,0.0056362823,0.0037657113,0.0015881348,0.0052345744,0.0061997585,0.0075040907,0.01819379,0.04621156,0.020023504,0.03487716,0.020726282,0.026487678,0.0109231025,0.011250634,0.010799833,0.004523577,0.001404937,0.00080816366,0.00074918615,0.0007741039,0.0008470176,0.00059912546,0.0002126714,0.00011758088,5.8207315e-05,8.492027e-05,0.00016155212,0.00020600045,0.00031365998,0.00031746944,0.00027792234,0.00025109266,0.00034459226,0.0002513892,0.000110471025,0.00015347758,8.175461e-05,7.1487324e-05,5.457022e-05,6.8832334e-05,5.6695633e-05,5.2818832e-05,7.6237986e-05,0.00017668733,0.00013676743,0.0001081905,9.765569e-05,0.0001348618,0.00015610128,0.00029074724,0.0003827211,0.0002807371,0.00049084076]', 6.921909),
	(146, 1, 45.173058, 590.1195, -3870.8887, 4271.8223, -5473.7295, 5561.14, '[6.268111e-06,4.670511e-06,2.6368689e-05,7.872956e-06,1.2951365e-05,2.8379822e-05,3.4595567e-05,5.53665e-05,9.712004e-05,9.899407e-05,0.00021588306,0.0006567126,0.0013388571,0.0028817449,0.002073708,0.014309175,0.016245466,0.015725913,0.012984603,0.0134204505,0.018920206,0.018077325,0.018179014,0.014848461,0.00942062,0.013200216,0.008407839,0.01056433,0.0068084123,0.011544427,0.010665528,0.0077420566,0.0084067015,0.014864681,0.01257166,0.012371168,0.022090713,0.022531036,0.015681254,0.027286153,0.02184121,0.028346572,0.03083733,0.013796909,0.03169356,0.013486964,0.012990741,0.021578887,0.009399322,0.026274811,0.026329786,0.01979302,0.021897549,0.031592105,0.0108923055,0.02155302,0.013906098,0.01155122,0.020636981,0.016210144,0.014492098,0.036945164,0.026518961,0.023534376,0.016416745,0.016937241,0.009620522,0.02259914,0.023909602,0.021319056,0.01869165]', 6.9811883),
	(1, 1, 5.421572, -323.57004, -877.6495, 696.192, -1240.4609, 1378.7739, '[0.053923488,0.037858356,0.07709641,0.14887716,0.0694093,0.12243779,0.054744933,0.069837935,0.052164845,0.08421874,0.037083354,0.06307575,0.03442673,0.030219963,0.009835468,0.025641248,0.005162627,0.0024060402,0.0003673254,0.0001726097,1.8292112e-05,0.00021777698,0.0003001948,0.00031194132,0.0011470352,0.0062391656,0.002149682,0.0049785227,0.0013479334,0.002066441,0.00078000536,0.00056047016,0.0006334953,0.0002062529,1.2924768e-05,1.4328056e-05,5.0698613e-06,6.223144e-06,7.5461508e-06,3.8741e-06,8.9186256e-07,3.757602e-07,1.2971185e-07,3.051805e-07,4.267568e-07,8.80081e-07,1.7129125e-06,3.1664388e-06,2.6325608e-06,9.886076e-07,1.5370198e-06,1.9448773e-06,3.2036246e-07,3.886751e-07,3.6199353e-07,2.7457563e-07,1.4930083e-07,1.4131287e-07,2.0078785e-07,1.6182544e-07,2.16954e-07,6.7602986e-07,3.2803533e-07,3.4172857e-07,5.115297e-07,9.592079e-07,9.976068e-07,2.2013223e-06,2.8108125e-06,3.1850252e-06,3.486376e-06]', 5.9041157),
	(2, 1, 5.414548, -323.73865, -888.24414, 715.4891, -1257.8616, 1411.1844, '[0.05402867,0.037724566,0.07749461,0.14903206,0.069372505,0.12284497,0.0545606,0.07010826,0.05203754,0.08403125,0.037084464,0.063189745,0.03441473,0.0299236,0.009777535,0.025506223,0.005113371,0.002389619,0.00036272858,0.00017018581,1.7948807e-05,0.00021550537,0.000297492,0.00030729946,0.0011374919,0.0061693853,0.002133186,0.004932913,0.0013323426,0.002051314,0.0007714155,0.0005561421,0.0006256799,0.00020351575,1.2714665e-05,1.4106759e-05,4.9461237e-06,6.119553e-06,7.4085588e-06,3.7988038e-06,8.7037415e-07,3.6835618e-07,1.273136e-07,2.9865177e-07,4.1803762e-07,8.610909e-07,1.675474e-06,3.1234224e-06,2.5874926e-06,9.7372e-07,1.5031962e-06,1.9029293e-06,3.138682e-07,3.801872e-07,3.530309e-07,2.696247e-07,1.4535594e-07,1.3735537e-07,1.9770839e-07,1.5866631e-07,2.1182146e-07,6.609798e-07,3.2032165e-07,3.341738e-07,5.013845e-07,9.4015866e-07,9.778538e-07,2.1597732e-06,2.759188e-06,3.1574507e-06,3.419685e-06]', 6.021843),
	(3, 1, 5.425044, -323.48672, -893.8602, 724.49274, -1267.0625, 1424.7958, '[0.054043937,0.037491646,0.07743618,0.14786313,0.06941612,0.12296601,0.05418185,0.07044814,0.051982466,0.08390317,0.03740838,0.06382116,0.034557667,0.030006297,0.009837226,0.025545308,0.005138952,0.0024157958,0.00036582255,0.00017153446,1.8219798e-05,0.00021902619,0.00030213105,0.00030977928,0.0011510277,0.0062204725,0.0021492168,0.0049404395,0.0013471472,0.002078104,0.00077824894,0.0005648051,0.00063376356,0.00020426059,1.2954045e-05,1.4294953e-05,5.0029626e-06,6.256967e-06,7.502863e-06,3.8688963e-06,8.843952e-07,3.7593355e-07,1.3095611e-07,3.0464415e-07,4.2649012e-07,8.7474876e-07,1.706854e-06,3.1971542e-06,2.637377e-06,1.0030805e-06,1.5241465e-06,1.9197266e-06,3.2042036e-07,3.8817706e-07,3.5791422e-07,2.7449093e-07,1.4739821e-07,1.3976667e-07,2.0378037e-07,1.619322e-07,2.1559634e-07,6.718852e-07,3.2597134e-07,3.4010802e-07,5.1195804e-07,9.569709e-07,9.946112e-07,2.1905405e-06,2.8064987e-06,3.2412984e-06,3.4702134e-06]', 6.0691338),
	(4, 1, 5.446607, -322.9692, -886.97626, 710.5946, -1256.0686, 1399.1893, '[0.05408366,0.03749768,0.07660339,0.1463859,0.06935412,0.122622415,0.054003745,0.070283525,0.05206388,0.08402067,0.037852343,0.064428315,0.03492443,0.030451136,0.009967416,0.025725212,0.005239052,0.0024867852,0.0003758925,0.00017675375,1.9138257e-05,0.00022583058,0.0003132212,0.0003184166,0.0011794934,0.006343292,0.0021904695,0.005001589,0.001380653,0.002147299,0.00080300326,0.0005822489,0.00065207045,0.00021014272,1.3549097e-05,1.4935083e-05,5.2170562e-06,6.579824e-06,7.8738985e-06,4.0970976e-06,9.38878e-07,4.006196e-07,1.4171746e-07,3.240609e-07,4.5331345e-07,9.2043746e-07,1.8031881e-06,3.3698464e-06,2.789702e-06,1.0708834e-06,1.5940236e-06,2.0063044e-06,3.4327093e-07,4.142016e-07,3.7978913e-07,2.9196997e-07,1.5619445e-07,1.5026143e-07,2.1972606e-07,1.721447e-07,2.2981287e-07,7.0995105e-07,3.4772063e-07,3.589169e-07,5.396255e-07,1.0184826e-06,1.053722e-06,2.3000966e-06,2.9512933e-06,3.4389268e-06,3.6425747e-06]', 5.974052),
	(5, 1, 5.465377, -322.51874, -890.3708, 712.3538, -1262.2852, 1400.0986, '[0.05438461,0.037180416,0.07611241,0.14541715,0.06888014,0.122258246,0.05394914,0.06983069,0.05244787,0.08470717,0.0382177,0.06534982,0.035263166,0.03060652,0.009874096,0.025868623,0.00522635,0.0025053818,0.00037117492,0.00017521772,1.886677e-05,0.00022611338,0.0003125861,0.0003164118,0.0011854321,0.0063211313,0.0021754454,0.0049492316,0.0013855781,0.0021631538,0.0007962592,0.0005820204,0.0006476391,0.0002086598,1.3493465e-05,1.4718993e-05,5.1157576e-06,6.463588e-06,7.790614e-06,4.056882e-06,9.162964e-07,3.935533e-07,1.3911733e-07,3.1486158e-07,4.454188e-07,9.056074e-07,1.7819301e-06,3.3230888e-06,2.7464903e-06,1.0606916e-06,1.5634068e-06,1.9538727e-06,3.3973495e-07,4.0846962e-07,3.702557e-07,2.8636174e-07,1.5127824e-07,1.47625e-07,2.1650811e-07,1.6812567e-07,2.2505297e-07,6.928333e-07,3.4432924e-07,3.5164697e-07,5.2318046e-07,9.946474e-07,1.0315853e-06,2.2524375e-06,2.8892125e-06,3.3997042e-06,3.6060126e-06]', 5.9875197),
	(6, 1, 5.893561, -312.2423, -932.701, 664.30365, -1311.771, 1333.2457, '[0.053353187,0.03645312,0.070290916,0.13468951,0.06837137,0.11597753,0.053014316,0.069089055,0.0537498,0.08777877,0.041605994,0.07041528,0.0368401,0.035359614,0.010754217,0.02811351,0.0060461015,0.0029332258,0.0004260622,0.00020836969,2.4780702e-05,0.00027915576,0.00037520158,0.0003757349,0.0014092211,0.007309332,0.0024526594,0.005401729,0.0016575792,0.0025190727,0.00090741523,0.00069193466,0.0007725157,0.00024290443,1.7675819e-05,1.836659e-05,6.731081e-06,8.446259e-06,1.0053116e-05,5.542489e-06,1.2387196e-06,5.181387e-07,1.8812257e-07,4.2269693e-07,6.083876e-07,1.2330363e-06,2.396137e-06,4.15587e-06,3.5149694e-06,1.3984743e-06,2.0545363e-06,2.4915053e-06,4.7220277e-07,5.6194904e-07,4.811287e-07,3.7402117e-07,2.0288435e-07,2.1217193e-07,2.9207212e-07,2.2587307e-07,3.061996e-07,9.115794e-07,4.816691e-07,4.682529e-07,6.8101036e-07,1.2893624e-06,1.3502922e-06,2.8085128e-06,3.673784e-06,4.2608144e-06,4.6971745e-06]', 5.8679724),
	(7, 1, 6.2094536, -305.0798, -949.54126, 606.0994, -1319.0392, 1248.0123, '[0.052653406,0.03594061,0.06641917,0.12795745,0.067735046,0.111929335,0.05266728,0.06854976,0.054529816,0.0885027,0.043815624,0.0741387,0.037748422,0.03883095,0.011374542,0.029728584,0.0066890274,0.0032344796,0.00047109264,0.00023522151,2.9956553e-05,0.00032213438,0.0004236948,0.00042259876,0.0015764285,0.008052362,0.0026500507,0.00566632,0.0018838487,0.0027750924,0.0009996594,0.0007733014,0.00087000226,0.0002699661,2.149048e-05,2.169914e-05,8.160912e-06,1.0146815e-05,1.2008343e-05,6.8640284e-06,1.5406149e-06,6.318506e-07,2.337116e-07,5.153828e-07,7.569079e-07,1.5264113e-06,2.9627474e-06,4.9186124e-06,4.2211095e-06,1.6920295e-06,2.4959925e-06,2.9596467e-06,5.9409024e-07,7.0736377e-07,5.8586613e-07,4.5121106e-07,2.51569e-07,2.7434913e-07,3.617191e-07,2.7824993e-07,3.8109442e-07,1.108871e-06,6.081189e-07,5.7541786e-07,8.2400754e-07,1.5606718e-06,1.6299051e-06,3.3040742e-06,4.3433142e-06,5.003655e-06,5.645884e-06]', 5.6437235),
	(8, 1, 6.4500523, -299.78662, -942.7205, 549.4799, -1295.2378, 1151.8281, '[0.051661395,0.035611864,0.063691124,0.12385759,0.06709665,0.10874586,0.05192927,0.06846468,0.054988157,0.089063615,0.045141097,0.07677917,0.03842735,0.041386563,0.011901306,0.030787136,0.0072787763,0.003502738,0.00051193236,0.0002600359,3.519116e-05,0.00036087036,0.00047023591,0.0004631668,0.0017295433,0.0086425925,0.0028438994,0.00593566,0.0020817576,0.002997554,0.0010916335,0.00085198064,0.0009546446,0.00029803993,2.5324405e-05,2.5282803e-05,9.530585e-06,1.1914356e-05,1.40326265e-05,8.254865e-06,1.8771202e-06,7.5456035e-07,2.849369e-07,6.178314e-07,9.257171e-07,1.8298041e-06,3.5336489e-06,5.741769e-06,4.9575756e-06,2.009643e-06,2.9450416e-06,3.4731e-06,7.335698e-07,8.708117e-07,7.0210984e-07,5.367249e-07,3.0663725e-07,3.429553e-07,4.4013746e-07,3.3661843e-07,4.672134e-07,1.3161448e-06,7.5122875e-07,6.8545063e-07,9.845509e-07,1.868385e-06,1.9257186e-06,3.820403e-06,5.0353965e-06,5.8082774e-06,6.6647503e-06]', 5.343733),
	(9, 1, 6.5471992, -297.64938, -922.642, 511.3402, -1259.133, 1079.6595, '[0.05077015,0.035401784,0.062607564,0.12246597,0.06694306,0.10732113,0.051249523,0.06866247,0.05504437,0.08970758,0.04551901,0.078091495,0.038667437,0.04239503,0.012141898,0.031225814,0.0075821485,0.0036262027,0.0005233717,0.00026789703,3.7377104e-05,0.00037612498,0.0004905454,0.000475964,0.0018058934,0.008876731,0.0029376643,0.0060730367,0.002168543,0.0030715934,0.0011245521,0.000888388,0.0009831074,0.00030993312,2.702005e-05,2.6868138e-05,9.964209e-06,1.2639683e-05,1.4850821e-05,8.855145e-06,2.0228833e-06,7.9983965e-07,3.045575e-07,6.623617e-07,1.002171e-06,1.96364e-06,3.736112e-06,6.0831567e-06,5.2301793e-06,2.1311166e-06,3.1333122e-06,3.705574e-06,7.9750134e-07,9.437942e-07,7.463023e-07,5.7226e-07,3.300837e-07,3.706152e-07,4.730964e-07,3.6312463e-07,5.0267187e-07,1.3918237e-06,8.1476696e-07,7.2663204e-07,1.0520113e-06,1.9923668e-06,2.0455384e-06,3.9974293e-06,5.2852088e-06,6.1488086e-06,7.12417e-06]', 5.096084),
	(10, 1, 6.599792, -296.49237, -900.474, 478.93854, -1222.4434, 1018.9037, '[0.050232906,0.035302058,0.062044524,0.121402055,0.0669312,0.10622375,0.05096993,0.06907939,0.054943323,0.089870095,0.045715395,0.07882395,0.038755238,0.04308847,0.012324605,0.031514652,0.0077901958,0.003714273,0.00053376314,0.00027511118,3.916993e-05,0.00038899647,0.00050505373,0.00048758992,0.0018602619,0.0090459315,0.003013602,0.006185738,0.002236066,0.0031314725,0.0011509401,0.0009160692,0.001010262,0.00031894192,2.8411034e-05,2.821791e-05,1.0403355e-05,1.327394e-05,1.5537125e-05,9.3518165e-06,2.149427e-06,8.42309e-07,3.224425e-07,7.0347426e-07,1.0678424e-06,2.0845043e-06,3.914261e-06,6.382161e-06,5.481561e-06,2.2334095e-06,3.3049264e-06,3.9094934e-06,8.501549e-07,1.0053623e-06,7.8537374e-07,6.041226e-07,3.506809e-07,3.9496308e-07,5.0184644e-07,3.8653707e-07,5.3442676e-07,1.4659131e-06,8.6689136e-07,7.6702474e-07,1.1153229e-06,2.1048281e-06,2.1540318e-06,4.1656326e-06,5.5221362e-06,6.4450255e-06,7.4895984e-06]', 4.8753843),
	(11, 1, 6.7066264, -294.142, -878.4478, 443.45425, -1183.5594, 948.0295, '[0.04933714,0.034913186,0.060955316,0.1190291,0.06680868,0.104418814,0.050255336,0.06912202,0.055082433,0.090572126,0.04637946,0.080157675,0.039061464,0.044450343,0.012667289,0.032077562,0.008148238,0.0039001028,0.0005541753,0.00028838767,4.245564e-05,0.0004137105,0.00053489965,0.0005133587,0.0019773499,0.0094239665,0.0031432575,0.0064016543,0.0023669824,0.0032481966,0.0011969187,0.0009715135,0.0010610879,0.00033535136,3.1130487e-05,3.0287008e-05,1.126371e-05,1.452872e-05,1.6782045e-05,1.0285717e-05,2.370785e-06,9.1342474e-07,3.5403494e-07,7.7821494e-07,1.1844404e-06,2.312035e-06,4.279481e-06,6.911446e-06,5.9194467e-06,2.441935e-06,3.6289634e-06,4.2706292e-06,9.4336775e-07,1.1167567e-06,8.5429934e-07,6.5796536e-07,3.884666e-07,4.3935447e-07,5.526639e-07,4.287162e-07,5.892111e-07,1.6036945e-06,9.657151e-07,8.430961e-07,1.2262017e-06,2.2894528e-06,2.3477633e-06,4.458239e-06,5.985455e-06,6.9390526e-06,8.198595e-06]', 4.622706),
	(12, 1, 6.849211, -291.00513, -843.8736, 388.60007, -1127.0671, 843.8457, '[0.048754036,0.034272224,0.05901869,0.11537631,0.06645173,0.10201012,0.049794614,0.06964922,0.055534106,0.091242105,0.04790968,0.082121536,0.038952913,0.04691669,0.012910816,0.032705773,0.008607995,0.004068631,0.00055985997,0.0002961351,4.464981e-05,0.00043090223,0.0005467394,0.0005305652,0.0020639768,0.009824142,0.0032351667,0.006506765,0.0024953126,0.0033194849,0.00120895,0.0010026816,0.0010974277,0.00034226017,3.2962318e-05,3.1274838e-05,1.1841982e-05,1.5254063e-05,1.7378521e-05,1.0911696e-05,2.4830335e-06,9.2001744e-07,3.591896e-07,8.045362e-07,1.2307379e-06,2.443067e-06,4.4913586e-06,7.001157e-06,6.0930915e-06,2.4635108e-06,3.7927043e-06,4.3872915e-06,9.73036e-07,1.1684887e-06,8.5696604e-07,6.5850526e-07,3.9793034e-07,4.5946877e-07,5.643586e-07,4.4107824e-07,6.053622e-07,1.6623686e-06,1.0082488e-06,8.7309263e-07,1.2590388e-06,2.3561297e-06,2.4171964e-06,4.4559984e-06,6.1427777e-06,7.0005294e-06,8.454952e-06]', 4.262772),
	(13, 1, 7.107386, -285.1105, -859.6183, 392.19086, -1142.9823, 834.4048, '[0.047277085,0.032970082,0.055919547,0.10896594,0.06555654,0.097871974,0.04928558,0.06940108,0.056139704,0.09209903,0.04975684,0.085464425,0.039361462,0.05142209,0.013496233,0.03422186,0.009423886,0.0044883257,0.00059961306,0.00032860317,5.18509e-05,0.0004895697,0.0006010103,0.0005869286,0.002319407,0.010670066,0.0035150298,0.006965789,0.0028287452,0.0036486993,0.0013082734,0.0011286534,0.00122895,0.00037695456,3.8890386e-05,3.5504578e-05,1.4098415e-05,1.7998816e-05,2.0144746e-05,1.2987473e-05,2.98717e-06,1.0716996e-06,4.2611626e-07,9.427566e-07,1.4733018e-06,2.9290998e-06,5.3025187e-06,7.918705e-06,7.018374e-06,2.8362747e-06,4.4704134e-06,5.0144286e-06,1.1571161e-06,1.4046725e-06,9.834994e-07,7.4641656e-07,4.635711e-07,5.564848e-07,6.5672384e-07,5.2058556e-07,7.1605643e-07,1.9757795e-06,1.2050099e-06,1.0286423e-06,1.4564373e-06,2.7395558e-06,2.783454e-06,4.9821197e-06,7.1476184e-06,7.9476895e-06,9.716636e-06]', 4.231517),
	(14, 1, 7.42658, -277.44986, -883.7553, 398.0153, -1167.637, 877.33264, '[0.044950128,0.031465262,0.05278844,0.10132728,0.06465501,0.092234135,0.049042355,0.06857194,0.056924284,0.09316768,0.0518408,0.088388875,0.03958493,0.05726594,0.01430365,0.036211666,0.010514883,0.005089631,0.0006601281,0.00038082473,6.315536e-05,0.00057130493,0.000680235,0.0006780203,0.0026805038,0.011923059,0.0039363345,0.007698651,0.0033412164,0.004145703,0.0014535218,0.0013164434,0.0014334655,0.0004288188,4.8178714e-05,4.1473988e-05,1.817936e-05,2.2448408e-05,2.4554862e-05,1.627638e-05,3.839364e-06,1.3319974e-06,5.4282395e-07,1.18778e-06,1.8860823e-06,3.7036184e-06,6.6395096e-06,9.3362905e-06,8.542903e-06,3.43218e-06,5.6313165e-06,6.0262487e-06,1.4362494e-06,1.8021716e-06,1.1920105e-06,8.8589036e-07,5.6813946e-07,7.202409e-07,8.0185174e-07,6.499857e-07,8.9889846e-07,2.5198165e-06,1.5124978e-06,1.292413e-06,1.7881811e-06,3.3483823e-06,3.4129287e-06,5.8231317e-06,8.819583e-06,9.445559e-06,1.1609232e-05]', 4.2232165),
	(15, 1, 7.786614, -268.80905, -902.0379, 379.43536, -1181.108, 938.82513, '[0.042550556,0.03028626,0.05038184,0.09432761,0.06372493,0.08714665,0.04797822,0.06730677,0.05686104,0.09276157,0.05303739,0.09105081,0.04019567,0.06262636,0.015265072,0.038930837,0.011697671,0.0058275415,0.00076529704,0.0004578506,8.13626e-05,0.00068332354,0.0007984318,0.00081360893,0.00312844,0.013438754,0.0045190672,0.008774929,0.003945671,0.0047960607,0.0016811497,0.0015809434,0.001700454,0.0005099273,6.216485e-05,5.1772535e-05,2.4464198e-05,2.9866074e-05,3.1806376e-05,2.1676187e-05,5.283226e-06,1.8180863e-06,7.651389e-07,1.6385991e-06,2.6453984e-06,4.9840205e-06,8.845528e-06,1.1967041e-05,1.1035683e-05,4.5649444e-06,7.580238e-06,7.9075135e-06,1.9455356e-06,2.5098923e-06,1.5885785e-06,1.1832894e-06,7.750513e-07,1.0128463e-06,1.0831749e-06,8.895495e-07,1.2432857e-06,3.466903e-06,2.08588e-06,1.765125e-06,2.3918815e-06,4.3970786e-06,4.5254565e-06,7.5076177e-06,1.1632052e-05,1.2144799e-05,1.5034902e-05]', 4.148025),
	(16, 1, 8.476736, -253.19958, -912.5713, 334.18005, -1179.3502, 1729.5671, '[0.038731854,0.028916845,0.045993052,0.08321087,0.06152887,0.07905381,0.045111176,0.06275986,0.055996362,0.0894551,0.054354887,0.093379736,0.042359706,0.071173556,0.017483592,0.04458669,0.014259894,0.007525206,0.0011080677,0.00067941647,0.0001435232,0.0009835184,0.0011530962,0.0012025408,0.0042563654,0.01695466,0.005972492,0.011464692,0.0053150775,0.006407389,0.0023662667,0.0023202074,0.00235662,0.00076120393,0.00010731108,8.637741e-05,4.567979e-05,5.6630997e-05,5.720371e-05,4.1038893e-05,1.0554822e-05,3.7590692e-06,1.6895722e-06,3.4280088e-06,5.6862973e-06,9.575721e-06,1.7008379e-05,2.1779955e-05,1.9726209e-05,9.050242e-06,1.4533976e-05,1.50086535e-05,3.998403e-06,5.31665e-06,3.2164553e-06,2.439466e-06,1.6765085e-06,2.2415259e-06,2.2539223e-06,1.8608387e-06,2.6465207e-06,7.087754e-06,4.4340372e-06,3.6365932e-06,4.71318e-06,8.352483e-06,8.749521e-06,1.41161845e-05,2.1596865e-05,2.1816813e-05,2.7651407e-05]', 3.9113276),
	(17, 1, 10.306302, -210.94913, -923.0681, 411.71292, -1191.422, 1693.6906, '[0.026160795,0.020257792,0.03685074,0.05545872,0.04863219,0.05888968,0.034616914,0.048854448,0.049214553,0.08043606,0.050388176,0.09777575,0.049738962,0.09038994,0.023821048,0.060738504,0.021677794,0.014642448,0.0026064722,0.0016163106,0.0005046632,0.002287608,0.0028090796,0.0030889534,0.009085301,0.030782562,0.011826974,0.021748789,0.010987524,0.013570954,0.005393947,0.0053634276,0.0052463026,0.0018812487,0.000388315,0.00026725163,0.00017872483,0.00022070193,0.00021335512,0.0001637306,4.756893e-05,2.0354906e-05,9.917824e-06,1.7493325e-05,3.0239247e-05,4.347665e-05,7.1837596e-05,8.4128544e-05,7.435932e-05,4.6625602e-05,6.7730594e-05,6.177187e-05,2.065854e-05,2.805371e-05,1.5203972e-05,1.2847451e-05,9.238946e-06,1.2204869e-05,1.1361671e-05,9.665864e-06,1.3682224e-05,3.4223038e-05,2.41046e-05,1.9109013e-05,2.1281041e-05,3.4791803e-05,3.7270827e-05,6.1782e-05,8.9790185e-05,8.010842e-05,0.0001123766]', 3.6140575),
	(18, 1, 17.438198, -47.171036, -821.4094, 1312.2382, -1474.587, 1834.001, '[0.005023012,0.0034729862,0.009888702,0.008518061,0.011176062,0.014070018,0.008338222,0.012810855,0.01690104,0.03065366,0.018641973,0.05697066,0.04198188,0.083079465,0.025171144,0.08018911,0.032045335,0.04377309,0.01361705,0.007897442,0.00608758,0.01130031,0.014846787,0.017321607,0.03241982,0.07404292,0.034386244,0.058490265,0.03676959,0.056659102,0.025387142,0.024186831,0.023902591,0.010906934,0.004716606,0.0028104107,0.0027795194,0.0032457202,0.0034505911,0.002624249,0.0010296189,0.0009383714,0.0004915596,0.00049571175,0.0010816173,0.001037343,0.0013229536,0.0014594735,0.0010825229,0.0017620691,0.0018183923,0.0010898157,0.0007106183,0.00095861725,0.0004284269,0.00050048047,0.0003258997,0.00043966534,0.0003860412,0.00034497518,0.0004867761,0.0010482016,0.00085657765,0.0006970499,0.00047708658,0.000689369,0.0007416774,0.0016794001,0.0017233428,0.0012964068,0.0020453925]', 3.7904594),
	(19, 1, 30.722569, 257.65387, -1912.483, 4353.0684, -2464.1294, 6420.072, '[0.000101751255,7.346689e-05,0.00030100445,0.00016288845,0.00020409045,0.00040014417,0.0003654157,0.0006045729,0.0009471321,0.0011287056,0.0016139372,0.005544041,0.0070588347,0.014780486,0.008574461,0.039263215,0.031632446,0.039145805,0.022285886,0.018206058,0.02248303,0.025757493,0.026129317,0.022309655,0.025327241,0.039624516,0.022992285,0.034252934,0.023152553,0.037095297,0.023729801,0.021348676,0.021175357,0.02484789,0.017480826,0.013344679,0.019272713,0.01797606,0.017247217,0.017117156,0.01071782,0.014277251,0.011905694,0.006262929,0.014561325,0.009055049,0.009139905,0.011681047,0.0075025894,0.017217597,0.017984377,0.0104866475,0.010176552,0.01406697,0.005403361,0.009576921,0.0060227118,0.006337134,0.0075167627,0.0074885767,0.006685797,0.017812572,0.011609574,0.011397474,0.0075266724,0.0091522,0.0058370936,0.0150281545,0.016117813,0.011508921,0.014883423]', 5.466818),
	(20, 1, 40.04547, 471.40353, -3243.2612, 4622.148, -4296.945, 5969.5615, '[2.1466638e-05,1.6000371e-05,7.9616504e-05,3.165351e-05,4.421541e-05,9.022649e-05,0.000102557184,0.00016528719,0.0002778477,0.00030071323,0.0005426289,0.0017824415,0.0028616805,0.006178966,0.0040945793,0.024331043,0.02279932,0.02471235,0.017846055,0.0164899,0.022377556,0.022501765,0.022479203,0.018778423,0.015540143,0.02278644,0.01402564,0.018460741,0.012436657,0.020373017,0.016225535,0.013124712,0.013789219,0.020052107,0.015911262,0.013880043,0.022600144,0.021600433,0.017692955,0.02340503,0.016848603,0.022360183,0.02183881,0.010038789,0.024456277,0.0121298,0.011900101,0.017366648,0.009078778,0.023599401,0.024033217,0.015613128,0.016021369,0.023602832,0.00858299,0.016132368,0.010331907,0.0095529435,0.013973067,0.012540818,0.011029555,0.028670844,0.019670898,0.018376486,0.012517424,0.01384695,0.008295471,0.020294417,0.021193167,0.017248096,0.018045096]', 6.363472),
	(21, 1, 37.645092, 416.50424, -2761.8784, 4656.492, -3681.0503, 5983.5635, '[3.1706397e-05,2.3441735e-05,0.0001100746,4.7622456e-05,6.471995e-05,0.00013193977,0.00014143338,0.000228409,0.00038376875,0.00042588342,0.0007234345,0.0024079059,0.0036398857,0.007851282,0.0050142584,0.02807464,0.025388706,0.028414238,0.019395756,0.017132314,0.02279613,0.023805378,0.023609318,0.020077951,0.018130682,0.026922476,0.016175041,0.02211496,0.014922833,0.0243139,0.018240782,0.015322936,0.015694465,0.02189411,0.016590253,0.013928727,0.022224177,0.02097707,0.018108442,0.021916222,0.015199393,0.020174218,0.018662954,0.008909802,0.021867229,0.011437059,0.011329402,0.015803698,0.008648538,0.022101296,0.022793092,0.014302517,0.014355226,0.021043545,0.007702356,0.014223146,0.009123508,0.008663093,0.011950791,0.011149719,0.00980943,0.025984462,0.017291356,0.01662987,0.010985182,0.012474136,0.0076926,0.019170469,0.020060364,0.015557559,0.017506639]', 5.963936),
	(22, 1, 32.16601, 290.29654, -2085.6106, 4533.5312, -2717.6428, 6391.2656, '[7.786562e-05,5.652424e-05,0.00023558574,0.00012265598,0.00015586727,0.00031089698,0.0002935275,0.00047753067,0.0007762493,0.0009031911,0.0013480844,0.0045921104,0.0060881567,0.01296813,0.007649364,0.036790553,0.030257875,0.036662783,0.022029063,0.018006943,0.022902211,0.02542138,0.025645498,0.021942368,0.023624498,0.036784932,0.021504117,0.031271804,0.021055767,0.034084007,0.022567362,0.020105625,0.019950775,0.024627488,0.017496007,0.013542498,0.020128928,0.01884667,0.017708134,0.018284477,0.011715567,0.015709708,0.013272795,0.006723592,0.016161952,0.009635422,0.009694717,0.012490159,0.007735123,0.01820978,0.01917843,0.011361649,0.01111772,0.01548319,0.005934052,0.010593308,0.0066983197,0.0068720733,0.008321904,0.008321694,0.00734679,0.019468494,0.012799102,0.012595622,0.008116708,0.009826806,0.0062642656,0.016081106,0.017122831,0.012295134,0.015554454]', 5.6019163),
	(23, 1, 25.717703, 142.10168, -1269.122, 1752.3334, -1733.1835, 4885.9316, '[0.0006438106,0.00047281652,0.0015248476,0.0010330138,0.0013645657,0.0022162483,0.0015870951,0.0027221662,0.003679559,0.0055206497,0.0052016205,0.019372776,0.018610578,0.038284417,0.01624149,0.06224731,0.038093846,0.052869055,0.0218371,0.014715507,0.016729426,0.023148622,0.024101306,0.023147853,0.035406295,0.061656512,0.03477906,0.05693371,0.036540966,0.061917428,0.031568013,0.029232312,0.028676016,0.022536058,0.012702286,0.008888259,0.010727878,0.010768611,0.010853095,0.009284848,0.0045264396,0.0056230607,0.0038013575,0.002569871,0.0055263513,0.00455571,0.0046017636,0.0052836062,0.0038202167,0.0083397245,0.008460225,0.004590028,0.0041438392,0.005199897,0.0022009956,0.0034615328,0.0019935453,0.00265552,0.0024838657,0.0025380775,0.0027115536,0.006961178,0.0044346955,0.004249523,0.0027571255,0.0036423607,0.0028823805,0.0072677135,0.0076403185,0.0051538586,0.008086588]', 4.331996),
	(24, 1, 21.0768, 36.155403, -1101.6694, 1021.4619, -1662.5203, 1881.2723, '[0.0038211716,0.002719578,0.0077371425,0.0063911085,0.0085264025,0.010946991,0.0066801542,0.010426697,0.013849499,0.02510757,0.0157321,0.050128557,0.03841666,0.076658584,0.024377981,0.079301715,0.033401635,0.04675996,0.01512054,0.008938384,0.007308055,0.013261999,0.016328588,0.018820532,0.034195535,0.07491753,0.03603218,0.06057266,0.038091283,0.060745187,0.02726529,0.026213558,0.025685957,0.012472036,0.005637646,0.0034652944,0.0035609552,0.0040511987,0.00427084,0.0032733069,0.0013261357,0.0012989606,0.0006943847,0.0006607354,0.0014479136,0.0013404076,0.0016488247,0.0018500438,0.001346006,0.0023485653,0.0023734823,0.0014112704,0.0009742944,0.0012986325,0.0005743052,0.0006977935,0.00044575363,0.0005998968,0.0005356905,0.0004810729,0.00066639914,0.0014532036,0.0011369655,0.0009489742,0.0006493726,0.000911841,0.0009541241,0.00219696,0.0022265376,0.0016555862,0.0026337623]', 3.824048),
	(25, 1, 16.686357, -64.587906, -814.81726, 1377.023, -1499.3428, 1836.538, '[0.006018239,0.0041412823,0.011498717,0.010255384,0.01354855,0.016537013,0.009705555,0.014651214,0.019112814,0.035347532,0.020978231,0.06170784,0.04464442,0.08661755,0.026000982,0.080654584,0.030796135,0.0417688,0.012464845,0.0070021614,0.005280594,0.010028094,0.013722504,0.015783703,0.031260803,0.072729625,0.03302605,0.056805376,0.03495617,0.053890266,0.02342632,0.023089094,0.02244895,0.0097446535,0.0040532434,0.002364085,0.0023064604,0.002740056,0.0029240553,0.0021819745,0.00081931,0.0007341867,0.00037431304,0.00040609643,0.0008599653,0.000849367,0.0011086976,0.001216849,0.00089930795,0.0014047903,0.0014629368,0.0008878717,0.00055856747,0.0007552507,0.00033912447,0.00039382107,0.0002583286,0.00034814232,0.0003067345,0.00027039062,0.0003751781,0.0008298101,0.0006737179,0.0005514792,0.0003785549,0.0005620573,0.00062318915,0.0013423599,0.0014288332,0.0010849996,0.0016818434]', 3.867211),
	(26, 1, 14.539562, -113.81741, -860.13055, 1406.6826, -1462.9647, 1884.1971, '[0.0099208085,0.007183997,0.017377058,0.018007174,0.02183568,0.025885066,0.015118246,0.022268802,0.027487567,0.050289188,0.029449241,0.07715707,0.050832786,0.09617387,0.027753387,0.08240321,0.029934071,0.03444695,0.008796955,0.0049717873,0.002982241,0.0072015785,0.009690469,0.011062162,0.025014114,0.063552015,0.027258156,0.049154595,0.02794671,0.040925264,0.016920019,0.017597567,0.016618446,0.0066183694,0.0022988385,0.0013578892,0.0012240978,0.0015034098,0.0015355295,0.001143808,0.00039008833,0.00028773406,0.00014522934,0.00018647328,0.00036716647,0.00040059965,0.0005601886,0.00062602834,0.00047777442,0.0006028019,0.00067279715,0.00045215667,0.00023553151,0.00032546336,0.00015124494,0.00016425007,0.00010897485,0.00014877405,0.0001327824,0.00011515999,0.00015836486,0.00036899306,0.00028508544,0.00023645695,0.00018097032,0.000271198,0.00031206396,0.0006085228,0.00070984085,0.0005614961,0.0008575827]', 3.8750706),
	(27, 1, 11.272002, -189.15974, -962.0449, 1321.1948, -1295.0331, 1870.4618, '[0.020750308,0.015654458,0.030351415,0.041074798,0.040310882,0.0481606,0.028072618,0.03977266,0.043184076,0.07396072,0.044741508,0.0958106,0.05306043,0.096714206,0.026299097,0.071093895,0.024926845,0.019818798,0.004018905,0.0023501592,0.00091927045,0.0034394963,0.0043692263,0.0047044405,0.013020172,0.04060015,0.016095739,0.029309722,0.015169196,0.020139351,0.0079362895,0.008215205,0.00790102,0.0028928472,0.0006957392,0.00046427175,0.0003351808,0.00041820438,0.0004077892,0.00031224446,9.3285445e-05,4.9805025e-05,2.3989922e-05,3.8443384e-05,6.821161e-05,9.080611e-05,0.00014225784,0.00016570049,0.00013595325,0.00010957906,0.00014377557,0.00011845101,4.692065e-05,6.2561376e-05,3.2885193e-05,3.0395302e-05,2.0942887e-05,2.8269651e-05,2.6036168e-05,2.2047963e-05,3.0506817e-05,7.361457e-05,5.48627e-05,4.340502e-05,4.3185933e-05,6.894738e-05,7.573161e-05,0.00013212615,0.0001766107,0.00015506291,0.00022309199]', 3.8213198),
	(28, 1, 9.453195, -230.81111, -887.90906, 397.92603, -1141.6196, 1698.48, '[0.030617477,0.02348155,0.039284624,0.06376524,0.053331606,0.06644146,0.03780974,0.052591488,0.051803112,0.084844895,0.051923793,0.09584539,0.048500042,0.08354033,0.022103082,0.056012347,0.019198623,0.01201305,0.0020680313,0.0012399676,0.0003528087,0.0018096436,0.0022230793,0.0023185157,0.007343018,0.026021736,0.009643111,0.018138029,0.008784309,0.010954818,0.004242753,0.0042966525,0.0041945498,0.0014588789,0.00026584062,0.00019473954,0.00011864928,0.00015085448,0.00014708539,0.00011088958,3.0660223e-05,1.29199825e-05,6.096325e-06,1.1287057e-05,1.8844667e-05,2.8683922e-05,4.7885413e-05,5.8833706e-05,5.0825896e-05,3.0217025e-05,4.3725122e-05,4.1524447e-05,1.3331404e-05,1.7587521e-05,1.01134365e-05,8.356243e-06,5.8349387e-06,7.7825935e-06,7.499916e-06,6.269583e-06,8.67127e-06,2.1788077e-05,1.51807635e-05,1.2101741e-05,1.4025686e-05,2.359077e-05,2.5283342e-05,4.1455518e-05,5.9959435e-05,5.6832585e-05,7.702402e-05]', 3.596684),
	(29, 1, 8.943019, -242.94138, -879.51904, 384.66577, -1130.9967, 1622.1055, '[0.034777205,0.026484227,0.042493567,0.073262006,0.05789904,0.072932325,0.041352227,0.057658672,0.05406487,0.08820365,0.053235818,0.094391525,0.045491267,0.077295005,0.019936386,0.049737908,0.016827594,0.009731205,0.0015456524,0.0009373036,0.00023369845,0.0013762625,0.0016524043,0.0017088812,0.005758083,0.021234047,0.007702531,0.014631635,0.0069653713,0.008516677,0.00324182,0.00325562,0.003219815,0.0010856081,0.00017580192,0.00013580496,7.634132e-05,9.733133e-05,9.603166e-05,7.120141e-05,1.9231642e-05,7.439305e-06,3.4734037e-06,6.717539e-06,1.1025933e-05,1.7735954e-05,3.0143301e-05,3.8072354e-05,3.3403365e-05,1.7788228e-05,2.667967e-05,2.6521979e-05,7.8863e-06,1.0390119e-05,6.1486608e-06,4.834749e-06,3.375057e-06,4.5072206e-06,4.470444e-06,3.696305e-06,5.1519946e-06,1.323988e-05,8.820133e-06,7.046201e-06,8.690854e-06,1.5009205e-05,1.5855328e-05,2.5565629e-05,3.805562e-05,3.7470818e-05,4.911532e-05]', 3.625337),
	(30, 1, 8.746985, -247.25409, -878.7032, 331.9815, -1128.8052, 1623.944, '[0.036151428,0.02746452,0.04425501,0.07773714,0.059602946,0.07529699,0.04259384,0.059969965,0.05470846,0.08996346,0.05330818,0.093943946,0.044236235,0.07431404,0.01897902,0.0472426,0.01569584,0.008863371,0.0013386257,0.0008197539,0.0001908403,0.0012123679,0.0014367173,0.0014846368,0.0051642447,0.01932796,0.0069844113,0.013374876,0.0062819654,0.007618558,0.002856396,0.002862383,0.0028440866,0.0009398503,0.00014428687,0.00011301427,6.1729916e-05,7.873402e-05,7.776852e-05,5.7353904e-05,1.5198894e-05,5.6867884e-06,2.6293274e-06,5.214023e-06,8.505853e-06,1.4038313e-05,2.384677e-05,3.074231e-05,2.7069596e-05,1.3823424e-05,2.1024942e-05,2.1283979e-05,6.093985e-06,8.010713e-06,4.760429e-06,3.7033974e-06,2.5538886e-06,3.42554e-06,3.4369082e-06,2.8337447e-06,3.9791116e-06,1.0351962e-05,6.7730807e-06,5.403546e-06,6.8769405e-06,1.188274e-05,1.2550664e-05,2.0205282e-05,3.048443e-05,3.056775e-05,3.9473984e-05]', 3.651646),
	(31, 1, 8.793124, -246.23904, -903.4385, 364.78632, -1162.9698, 1695.779, '[0.035554647,0.027130485,0.04385015,0.07657107,0.05932417,0.074520394,0.042218998,0.059991334,0.054553248,0.08967362,0.053422872,0.09450125,0.044143263,0.07569859,0.019129546,0.047741607,0.015939757,0.00902397,0.0013548108,0.0008352098,0.00019538675,0.0012286183,0.0014524542,0.0015115499,0.0052544647,0.019704625,0.007116691,0.01358526,0.0064152586,0.007736377,0.002897215,0.002917157,0.0028974244,0.00095267815,0.00014839758,0.00011497247,6.352517e-05,8.105084e-05,7.9692436e-05,5.877382e-05,1.5569629e-05,5.77507e-06,2.6780508e-06,5.3227204e-06,8.734803e-06,1.4324958e-05,2.44192e-05,3.1107036e-05,2.756572e-05,1.4008917e-05,2.1544707e-05,2.171646e-05,6.1736628e-06,8.201403e-06,4.8074207e-06,3.7545713e-06,2.600398e-06,3.490865e-06,3.480945e-06,2.876622e-06,4.059129e-06,1.0601194e-05,6.898236e-06,5.5114147e-06,7.000769e-06,1.2029417e-05,1.2778898e-05,2.042586e-05,3.113452e-05,3.0875734e-05,4.008124e-05]', 3.790184),
	(32, 1, 8.846505, -245.06467, -913.6604, 386.3444, -1177.1752, 1724.6168, '[0.034987707,0.026841285,0.043389168,0.07522018,0.059112962,0.07358599,0.041943397,0.059550785,0.054251336,0.08980295,0.05325395,0.09479366,0.04431219,0.07703161,0.019308979,0.048226833,0.016196186,0.009253562,0.001381044,0.0008582027,0.00020225084,0.0012609657,0.0014889474,0.0015567612,0.00539848,0.020187646,0.007261671,0.013893286,0.006605984,0.007930983,0.0029651637,0.002994832,0.0029823727,0.0009754503,0.00015421765,0.00011847179,6.626729e-05,8.442607e-05,8.266252e-05,6.1246064e-05,1.62509e-05,6.035009e-06,2.8017744e-06,5.5848413e-06,9.149382e-06,1.4986132e-05,2.5473748e-05,3.2198703e-05,2.8507378e-05,1.4619849e-05,2.254943e-05,2.2645978e-05,6.4483074e-06,8.580717e-06,4.9999167e-06,3.908691e-06,2.7158317e-06,3.6558513e-06,3.6158137e-06,2.992502e-06,4.247836e-06,1.1071684e-05,7.2168873e-06,5.74969e-06,7.2698354e-06,1.2423583e-05,1.3267218e-05,2.1158698e-05,3.2327207e-05,3.179476e-05,4.16392e-05]', 3.8423777),
	(33, 1, 8.828522, -245.46031, -922.0948, 389.5954, -1189.664, 1750.2672, '[0.03516805,0.027061788,0.04339281,0.0754569,0.05951998,0.073741235,0.04227349,0.059588168,0.054267194,0.08988867,0.05323955,0.09453472,0.044148453,0.077033214,0.019211533,0.048119113,0.01607865,0.00913551,0.0013610823,0.000847112,0.00019830403,0.0012453854,0.0014669762,0.0015353104,0.0053387545,0.020038597,0.0071720877,0.0137868645,0.006542779,0.007834672,0.0029257615,0.0029605825,0.002953291,0.0009612521,0.00015096177,0.00011620513,6.517451e-05,8.2853374e-05,8.088385e-05,6.0029717e-05,1.5882713e-05,5.876963e-06,2.7183369e-06,5.4579755e-06,8.915293e-06,1.4679405e-05,2.4932244e-05,3.1524254e-05,2.7818383e-05,1.4205233e-05,2.2037804e-05,2.2198938e-05,6.276785e-06,8.346438e-06,4.8891998e-06,3.8038074e-06,2.6471541e-06,3.569419e-06,3.512027e-06,2.9131195e-06,4.1394424e-06,1.0825369e-05,7.0219003e-06,5.611138e-06,7.096411e-06,1.2113957e-05,1.2972777e-05,2.0674643e-05,3.1626423e-05,3.106646e-05,4.0694154e-05]', 3.8949742),
	(34, 1, 8.791223, -246.2809, -909.80365, 363.3217, -1172.9247, 1714.4725, '[0.03543509,0.027245732,0.043602683,0.076128125,0.059967756,0.07411922,0.04282102,0.060181584,0.05428169,0.0900244,0.053447723,0.09464665,0.043877333,0.07676751,0.018951323,0.0475898,0.01585844,0.008929295,0.0013135687,0.0008217837,0.00018838301,0.0012028548,0.0014112049,0.0014844523,0.005186098,0.019627228,0.0069735097,0.013476615,0.006396917,0.0076375967,0.0028370963,0.002858034,0.002865611,0.00092661276,0.00014303107,0.00011077619,6.193682e-05,7.8247554e-05,7.66212e-05,5.6676094e-05,1.4880211e-05,5.4626976e-06,2.5129186e-06,5.0941303e-06,8.314325e-06,1.3737621e-05,2.3502018e-05,2.9663472e-05,2.6265947e-05,1.31915995e-05,2.0651878e-05,2.0894937e-05,5.8246405e-06,7.763281e-06,4.538286e-06,3.5249213e-06,2.4449876e-06,3.3118718e-06,3.2525102e-06,2.6900252e-06,3.8520157e-06,1.0149281e-05,6.493396e-06,5.2218816e-06,6.6089756e-06,1.1340873e-05,1.2158944e-05,1.9364228e-05,2.967193e-05,2.924176e-05,3.8128175e-05]', 3.8331664),
	(35, 1, 8.972099, -242.30159, -930.8614, 429.2695, -1202.6733, 1769.8091, '[0.034042325,0.0261984,0.042189937,0.07207287,0.058305997,0.0714859,0.041678503,0.058801126,0.053546615,0.0882829,0.05353799,0.09558224,0.044750597,0.080332704,0.019739933,0.04952908,0.016877478,0.00974192,0.0014716923,0.00092569407,0.00022271261,0.0013348873,0.0015737107,0.0016695588,0.0056790183,0.021278244,0.0076155565,0.014482601,0.0070234076,0.008393632,0.0031572133,0.0031691827,0.0031737394,0.0010388045,0.00016947574,0.0001289362,7.407424e-05,9.354418e-05,9.12387e-05,6.796867e-05,1.8022174e-05,6.7562914e-06,3.1417576e-06,6.2189188e-06,1.0282905e-05,1.6574548e-05,2.8478626e-05,3.5059955e-05,3.1292988e-05,1.5969334e-05,2.5030284e-05,2.5035297e-05,7.137475e-06,9.574371e-06,5.4990214e-06,4.326551e-06,3.0338172e-06,4.1105563e-06,3.987083e-06,3.2970647e-06,4.74838e-06,1.2392496e-05,7.991397e-06,6.425293e-06,7.952404e-06,1.36201415e-05,1.4615568e-05,2.3207142e-05,3.5430632e-05,3.436092e-05,4.5025517e-05]', 3.9245458),
	(36, 1, 9.485585, -230.03375, -957.69086, 463.1043, -1238.9769, 1904.7975, '[0.029710015,0.023262756,0.039059564,0.062690124,0.053780388,0.0649881,0.037988387,0.05362078,0.051311843,0.08481061,0.05227722,0.09676651,0.047297582,0.0869243,0.022050263,0.055253092,0.019492805,0.012173381,0.0019759384,0.0012407197,0.00034394645,0.0017778024,0.0021378817,0.0023020084,0.007327537,0.026207794,0.009672667,0.018010383,0.0089546805,0.010860071,0.0041779107,0.004218815,0.0041702213,0.0014122637,0.00026453834,0.00018935106,0.0001180511,0.00014908306,0.00014343736,0.00010920561,3.0263145e-05,1.2064258e-05,5.7636507e-06,1.0880559e-05,1.8199764e-05,2.7809372e-05,4.6522684e-05,5.5656554e-05,4.954586e-05,2.7986565e-05,4.2430565e-05,4.049251e-05,1.2538958e-05,1.6953063e-05,9.394327e-06,7.70384e-06,5.4761103e-06,7.3554174e-06,6.973486e-06,5.8319583e-06,8.302887e-06,2.110831e-05,1.4304107e-05,1.140809e-05,1.3404954e-05,2.2293289e-05,2.4183772e-05,3.853875e-05,5.7948935e-05,5.3739815e-05,7.292479e-05]', 3.9915726),
	(37, 1, 9.719275, -224.42517, -970.6737, 461.77213, -1254.5883, 1909.5459, '[0.028509367,0.022452662,0.038311534,0.060320266,0.05239296,0.06291915,0.03691356,0.052388128,0.05057472,0.08393139,0.051470783,0.09667461,0.047981445,0.088543594,0.022650534,0.056688223,0.020229967,0.0129537145,0.0021516057,0.0013503049,0.00038958623,0.0019194795,0.0023312538,0.0025169577,0.007844786,0.02768991,0.010352284,0.019171432,0.009554959,0.01166541,0.0045316443,0.0045633176,0.004511423,0.0015450023,0.00029940443,0.00021233191,0.00013479182,0.00016953262,0.00016344036,0.00012463579,3.5114226e-05,1.4286298e-05,6.858957e-06,1.276358e-05,2.1507558e-05,3.217711e-05,5.344322e-05,6.344924e-05,5.6483208e-05,3.2788856e-05,4.936523e-05,4.6719302e-05,1.476053e-05,1.9933701e-05,1.0984892e-05,9.091322e-06,6.4997544e-06,8.674504e-06,8.163963e-06,6.8745626e-06,9.810115e-06,2.462573e-05,1.6894375e-05,1.3428201e-05,1.5601827e-05,2.5806263e-05,2.79078e-05,4.4635595e-05,6.663522e-05,6.0913877e-05,8.359778e-05]', 3.9990647),
	(38, 1, 10.709252, -202.08423, -1009.42303, 567.15497, -1326.5236, 1919.4247, '[0.02350092,0.018657949,0.03451646,0.050128438,0.045957416,0.05415847,0.03221023,0.046286136,0.04687535,0.07910894,0.048335884,0.09683911,0.050469685,0.0950001,0.025123635,0.06318178,0.023372352,0.016642308,0.002982144,0.0018570804,0.0006289382,0.0026218053,0.0032740615,0.003614991,0.010410964,0.034568936,0.013350316,0.024303675,0.012513118,0.015475498,0.006208398,0.0061848545,0.006099554,0.002170048,0.00048719978,0.0003249647,0.00022474864,0.0002787945,0.0002681194,0.0002091179,6.176336e-05,2.7254498e-05,1.3372401e-05,2.3506565e-05,4.0487543e-05,5.72498e-05,9.1711525e-05,0.00010530453,9.3159324e-05,6.152029e-05,8.912541e-05,7.986072e-05,2.7593049e-05,3.7368172e-05,1.9728759e-05,1.711454e-05,1.2396012e-05,1.6403219e-05,1.4953072e-05,1.2839818e-05,1.8226867e-05,4.4693705e-05,3.218837e-05,2.5339696e-05,2.7577395e-05,4.4390916e-05,4.816064e-05,7.887674e-05,0.00011398144,9.887295e-05,0.00014241433]', 4.0292125),
	(39, 1, 12.511108, -160.4434, -997.5073, 1394.2285, -1404.7845, 1899.2355, '[0.015481382,0.012034492,0.025900766,0.03155442,0.03305165,0.038472947,0.022924162,0.033771776,0.037595,0.06602512,0.03951038,0.09016287,0.05239005,0.10127387,0.028151492,0.07454035,0.028599797,0.025546795,0.0054231123,0.0032716405,0.0014990942,0.0045861653,0.0060281213,0.0068384213,0.017049355,0.049855605,0.020465055,0.036462054,0.019871837,0.026247246,0.010932145,0.010829276,0.010657915,0.004065529,0.0011594939,0.0007206619,0.00057423586,0.00069804,0.0006905645,0.0005365952,0.00017552599,9.516707e-05,4.815975e-05,7.313558e-05,0.0001338852,0.00016671898,0.0002473352,0.0002737315,0.0002320034,0.00020651447,0.0002701998,0.00021142389,8.899857e-05,0.00012146462,5.996122e-05,5.708867e-05,4.0977677e-05,5.3966105e-05,4.7891222e-05,4.2233514e-05,5.936203e-05,0.00013984239,0.00010617241,8.422511e-05,7.8790785e-05,0.00012160741,0.0001337596,0.00023557604,0.00031157187,0.00025037272,0.000382823]', 3.9425862),
	(40, 1, 17.403095, -48.01351, -854.9725, 1369.9358, -1540.0592, 1908.188, '[0.0050835386,0.0036087723,0.010035789,0.008698566,0.011606837,0.014339726,0.008484652,0.012941702,0.017085763,0.03148458,0.018906463,0.056550276,0.04232556,0.0831259,0.025501559,0.0785767,0.032136984,0.04374584,0.01354541,0.007747476,0.006090477,0.0109594595,0.014827049,0.017176256,0.032346155,0.074534565,0.034458768,0.05873062,0.036006108,0.056750905,0.025350709,0.02417231,0.023784433,0.010809664,0.004632589,0.0027655356,0.0027375456,0.003221936,0.003429061,0.002597595,0.0010201829,0.00091804244,0.00048222273,0.00050335866,0.0010669515,0.0010191521,0.0013123271,0.0014356265,0.0010725155,0.0017411377,0.0017780007,0.0010801941,0.0007032736,0.0009465458,0.00042484497,0.00049363176,0.00032752907,0.00043510366,0.000385515,0.000340717,0.00047909038,0.0010336895,0.00083999307,0.00068550056,0.0004748541,0.0006952466,0.0007495031,0.0016407163,0.0017121542,0.0012712616,0.0020173218]', 3.9459422),
	(41, 1, 25.302948, 132.97708, -1257.9362, 1459.7218, -1747.6843, 4543.5605, '[0.0008855258,0.00066302705,0.0020579777,0.0014300111,0.0019043668,0.0029698168,0.0020533316,0.0034526603,0.004642959,0.0071917907,0.0063314456,0.02290637,0.021408698,0.043009873,0.017703261,0.06438771,0.03788843,0.052920967,0.021208724,0.013867791,0.015310783,0.021412924,0.023272242,0.02305206,0.036038116,0.06479764,0.036172125,0.059458572,0.03734811,0.06425075,0.032390337,0.029945908,0.028851662,0.021124145,0.01158126,0.007936599,0.009339582,0.009701241,0.009718798,0.008193736,0.0038954108,0.004703334,0.0031150894,0.0022071141,0.004674174,0.0038583963,0.0040942696,0.0046839514,0.003436154,0.007271562,0.007150492,0.00395611,0.0034454379,0.0044164704,0.0018806359,0.0028351767,0.0016547949,0.0022105228,0.0020835735,0.002050585,0.0022841329,0.0057194354,0.0036925527,0.0035155113,0.0023183387,0.0030975498,0.002579607,0.006293616,0.00657951,0.004519435,0.006995631]', 4.294922),
	(42, 1, 28.636454, 209.58713, -1560.1553, 3574.2297, -2069.0806, 5927.8354, '[0.00018819448,0.00014026847,0.0005201194,0.00030878212,0.00039131392,0.00072649604,0.00060863985,0.0009989163,0.0014980301,0.0019498498,0.002397852,0.008356464,0.0100029,0.020244157,0.010988159,0.045435816,0.034623545,0.04476561,0.02260601,0.017617485,0.021118676,0.025351169,0.026631778,0.023018844,0.029569736,0.046910226,0.026656456,0.042379554,0.027745126,0.045801554,0.027107017,0.024498641,0.02403195,0.02550984,0.016451748,0.012350307,0.016650783,0.015647424,0.0159101,0.014396548,0.008480568,0.011029395,0.008663658,0.005102125,0.011042168,0.007626612,0.0076057436,0.009400217,0.006434469,0.014562014,0.014851769,0.0084422715,0.008125212,0.010771023,0.0042979475,0.0073493263,0.0045457412,0.0050804494,0.005598165,0.0056224586,0.005224943,0.013983119,0.00889563,0.008732393,0.0058286893,0.0073415614,0.0049038627,0.012544327,0.013471768,0.009225508,0.0131108435]', 4.898446),
	(43, 1, 34.796528, 351.42892, -2305.964, 4559.5195, -3080.6023, 6056.129, '[5.5620316e-05,4.1447805e-05,0.00018037265,8.672324e-05,0.00011355675,0.00022659103,0.00022774075,0.0003619088,0.00058601954,0.0006772805,0.001045328,0.0034620867,0.0050410805,0.0101743145,0.0064659235,0.032321297,0.027873682,0.03248176,0.020708522,0.017863167,0.022583988,0.024636107,0.025214156,0.020934537,0.021092365,0.03159454,0.018660625,0.027028825,0.01796912,0.029318303,0.020509124,0.017739397,0.017934324,0.023648143,0.016990604,0.014000016,0.021128433,0.019431591,0.018160041,0.019389454,0.013098244,0.017767005,0.01549949,0.008026184,0.01865644,0.010443757,0.010484635,0.014331606,0.008331828,0.02025594,0.020866241,0.012916331,0.01283204,0.017949384,0.0069186767,0.012499635,0.008045954,0.00772523,0.010118596,0.00965242,0.008548071,0.022472236,0.014836325,0.0144714955,0.009709186,0.011424351,0.0070124753,0.017646449,0.018638955,0.01390886,0.016953941]', 5.6172414),
	(44, 1, 43.324467, 547.4505, -3745.6672, 4367.081, -5001.5195, 5666.672, '[1.1267686e-05,8.73239e-06,4.6659323e-05,1.5954367e-05,2.3987819e-05,4.9525177e-05,5.975324e-05,9.611654e-05,0.00016132068,0.00017175346,0.00033495447,0.0010668266,0.0019520228,0.0040220353,0.002933083,0.018656934,0.018953118,0.019312423,0.015157467,0.015036543,0.020806339,0.020189023,0.0205839,0.016341748,0.0119949775,0.017062392,0.0106541505,0.013672177,0.009041849,0.015208243,0.013155349,0.010085084,0.0108858105,0.017400429,0.014203839,0.013517364,0.022703337,0.02177334,0.016827105,0.02468585,0.0188796,0.025655117,0.026548048,0.012195086,0.028497873,0.0127808815,0.012510418,0.019793548,0.009379673,0.02610071,0.025507083,0.017721256,0.018953538,0.027738856,0.01004359,0.019426312,0.0124427555,0.010656755,0.017631,0.014683024,0.012974351,0.033182465,0.023149235,0.021048356,0.015243885,0.01603797,0.009176945,0.021849424,0.022557054,0.01965064,0.019121813]', 6.6705136),
	(45, 1, 45.413887, 595.4177, -3984.114, 4315.7393, -5641.524, 5627.9204, '[5.8110486e-06,4.3338723e-06,2.4674053e-05,7.2429966e-06,1.2019239e-05,2.6781026e-05,3.2056196e-05,5.1998904e-05,9.158281e-05,9.339918e-05,0.00020520514,0.0006278229,0.0012996435,0.002769341,0.0020221185,0.014083481,0.01608768,0.015568191,0.012839908,0.013205199,0.01879263,0.017942647,0.018115414,0.01463637,0.009247746,0.013038196,0.0082447715,0.0104061775,0.0066058952,0.011363941,0.010476842,0.0076281326,0.008252101,0.014804196,0.012432939,0.012321716,0.021825103,0.022520274,0.015593072,0.02727036,0.021759858,0.028509794,0.031070957,0.013913696,0.031855382,0.013473561,0.012936439,0.021667847,0.009297361,0.026635978,0.026368175,0.019899368,0.022128735,0.031777807,0.010909043,0.021929003,0.014045181,0.011445079,0.020974722,0.016402591,0.014496906,0.03710279,0.026775572,0.023712993,0.016544946,0.017052146,0.00962952,0.022725718,0.024055213,0.021402927,0.018923664]', 7.134724),
	(46, 1, 44.70053, 579.12494, -3952.6367, 4421.0195, -5515.065, 5742.435, '[6.597626e-06,4.949619e-06,2.7938931e-05,8.478195e-06,1.37111265e-05,2.997041e-05,3.619772e-05,5.889939e-05,0.00010283492,0.00010525607,0.00022711311,0.00070460374,0.001401565,0.0030109421,0.0021802823,0.0150323175,0.016677417,0.01633045,0.013359064,0.0136246085,0.019346189,0.01850134,0.01855937,0.015091374,0.009816563,0.013854473,0.008747309,0.011013721,0.007107298,0.012088028,0.011052102,0.008154835,0.008810573,0.015270351,0.012913234,0.012580225,0.022128908,0.022580497,0.01585939,0.026947955,0.02122972,0.027820272,0.030270876,0.0134155955,0.031209748,0.0133987805,0.012884614,0.021196257,0.009354843,0.02665362,0.026312126,0.019335771,0.021187387,0.030972244,0.010661689,0.021268766,0.013576133,0.011313084,0.020178176,0.016065273,0.014148862,0.036351148,0.02595821,0.023215303,0.01624231,0.016718198,0.009535327,0.022596475,0.023667602,0.021049691,0.01884498]', 7.105443),
	(47, 1, 44.13788, 565.6213, -3907.0159, 4416.7896, -5314.1646, 5730.886, '[8.058106e-06,6.113184e-06,3.402626e-05,1.0757691e-05,1.6913702e-05,3.5931644e-05,4.3669297e-05,7.1386814e-05,0.00012272903,0.00012697477,0.00026480047,0.00083789206,0.0015802259,0.003396462,0.002443446,0.016492374,0.017574364,0.017509,0.014070096,0.0141999,0.01995646,0.019317884,0.019296316,0.015739782,0.010734681,0.015097815,0.009452593,0.011951894,0.007902866,0.013207037,0.011890892,0.008964216,0.0096663665,0.015971813,0.013575175,0.012962832,0.022488588,0.022449497,0.016233249,0.02621334,0.020365305,0.026787177,0.028856434,0.012807919,0.030201338,0.013244539,0.012814993,0.020593265,0.009403946,0.026644023,0.026227076,0.018656546,0.019998904,0.029819896,0.010337192,0.020341614,0.012955623,0.011026307,0.019078866,0.0155253075,0.013623552,0.035305537,0.024697771,0.02245799,0.015840983,0.016236767,0.009385911,0.02235527,0.02312814,0.020491274,0.01887211]', 6.9428477),
	(48, 1, 43.836285, 558.71045, -3835.471, 4373.2, -5164.571, 5675.7153, '[9.295486e-06,7.113583e-06,3.893371e-05,1.2730408e-05,1.9683885e-05,4.1230083e-05,5.0002076e-05,8.1159524e-05,0.00013806853,0.00014493674,0.00029318582,0.00093403796,0.0017377007,0.0036592737,0.0026546821,0.017486837,0.01824636,0.018296285,0.014553926,0.014566919,0.020307178,0.01979698,0.019978918,0.015993886,0.0113334125,0.016004743,0.009928571,0.012697536,0.008449886,0.014042598,0.012426293,0.009454821,0.01020172,0.016610676,0.013863644,0.0132309245,0.022618271,0.022130484,0.016457442,0.025495725,0.019608982,0.026274074,0.027682422,0.012550563,0.029403374,0.013056866,0.012688946,0.020350434,0.0093595255,0.02646963,0.025997922,0.018267326,0.019553676,0.028884543,0.010212357,0.0198851,0.012727168,0.010864347,0.01840753,0.01514104,0.013297465,0.03439537,0.023964236,0.021827376,0.015624548,0.01610752,0.009263677,0.022158416,0.022804668,0.020118577,0.01905632]', 6.796538),
	(49, 1, 43.439587, 549.9831, -3748.4563, 4339.9214, -5005.697, 5635.273, '[1.085302e-05,8.404547e-06,4.507921e-05,1.5264746e-05,2.3166327e-05,4.7937814e-05,5.785068e-05,9.287061e-05,0.000156425,0.00016624475,0.00032687897,0.0010471857,0.0019197819,0.0039637783,0.002891882,0.018605772,0.018915903,0.019156279,0.015057375,0.014967362,0.020708313,0.02031824,0.02055344,0.016331993,0.011954781,0.016956862,0.010517368,0.013565105,0.009010597,0.0150293615,0.013070435,0.010025617,0.010775427,0.01729616,0.014144121,0.01346776,0.022703152,0.021882582,0.01666341,0.02479823,0.018871566,0.025744833,0.026648419,0.012224468,0.02853941,0.0128353415,0.012522145,0.019949388,0.009317242,0.026259981,0.025629662,0.01780353,0.019027986,0.027897147,0.010060275,0.01947043,0.012436275,0.010660237,0.017704202,0.014725036,0.012953563,0.033381823,0.023223994,0.021160519,0.015264578,0.01593162,0.009146694,0.02194974,0.022478113,0.01974862,0.019183787]', 6.65464),
	(50, 1, 43.694782, 555.5974, -3726.9746, 4291.043, -5003.0044, 5566.432, '[1.0348243e-05,8.02203e-06,4.3289576e-05,1.4352583e-05,2.2069471e-05,4.5925066e-05,5.5368528e-05,8.829414e-05,0.00014914642,0.00015801346,0.00031278224,0.0009947194,0.0018627723,0.0037941455,0.0027920892,0.0179751,0.018448621,0.01863039,0.014710712,0.014768442,0.02035087,0.020017752,0.020358328,0.016110284,0.011617948,0.016347729,0.01016846,0.013161566,0.008699717,0.014590654,0.012771846,0.00971927,0.0104569215,0.01701109,0.013929183,0.013323564,0.022674236,0.02181941,0.01651863,0.024891155,0.019100958,0.026185483,0.027136989,0.012525618,0.028892633,0.01289215,0.012609079,0.02021586,0.009352463,0.026428364,0.025713695,0.018107083,0.019515056,0.028316654,0.010249297,0.019878156,0.0126597965,0.010753622,0.018082744,0.01489548,0.0131527195,0.033860456,0.023613196,0.021477796,0.015500295,0.016137885,0.009224145,0.022093194,0.022734933,0.019990189,0.019280724]', 6.6177516),
	(51, 1, 46.16526, 612.27844, -3968.868, 4157.618, -5683.582, 5443.323, '[5.36135e-06,3.964485e-06,2.268776e-05,6.497921e-06,1.0985187e-05,2.4746307e-05,2.9765486e-05,4.7072783e-05,8.375824e-05,8.46412e-05,0.00018947468,0.000565201,0.0012238539,0.0025665346,0.0018900428,0.013118317,0.015315173,0.014696634,0.012249657,0.012850321,0.018120509,0.017370058,0.017705774,0.014200358,0.0087203095,0.012150991,0.0077320207,0.009782891,0.006167617,0.010624452,0.009960136,0.0071078134,0.007710209,0.014222409,0.012021598,0.011975161,0.021548891,0.022397446,0.015238389,0.027622115,0.022359245,0.02923272,0.031970706,0.014456989,0.032304846,0.013650195,0.013019658,0.022258094,0.009359187,0.026434904,0.026302049,0.020513836,0.023245692,0.032430768,0.011261035,0.022576893,0.014566463,0.011710331,0.021722412,0.01671686,0.014840211,0.037645265,0.027711682,0.024251599,0.016873434,0.017419439,0.009714385,0.022864189,0.024491278,0.021889199,0.018842632]', 7.0708423),
	(52, 1, 46.826, 628.1362, -3915.9358, 4087.6838, -5831.731, 5376.3115, '[4.4064636e-06,3.2053824e-06,1.8608296e-05,5.1401207e-06,8.912769e-06,2.0682788e-05,2.4683757e-05,3.9058472e-05,7.030672e-05,7.03206e-05,0.0001628523,0.00047453193,0.0010829269,0.0022767836,0.0016810483,0.011913609,0.014524653,0.013680916,0.011597291,0.012290961,0.017511422,0.016554821,0.016984412,0.013564461,0.007965634,0.011114821,0.007138423,0.008974759,0.0055537005,0.009667187,0.0092335725,0.0064337132,0.0069931946,0.013539074,0.011404226,0.011572819,0.02104928,0.022472516,0.014876043,0.028375505,0.02327723,0.030021664,0.03321529,0.0150336865,0.033293866,0.013761474,0.013006552,0.022882659,0.009277702,0.026171502,0.026228791,0.021156495,0.024474982,0.03352413,0.011521278,0.023355156,0.015176666,0.011998084,0.022849783,0.017199438,0.015375008,0.038584143,0.0289988,0.024924867,0.017202899,0.017820707,0.009824061,0.022927461,0.02491734,0.022412932,0.018654881]', 7.16855),
	(53, 1, 48.880314, 673.6791, -3428.5933, 3940.949, -6417.374, 5271.08, '[2.1965632e-06,1.5146813e-06,9.227332e-06,2.2260806e-06,4.2894712e-06,1.1026832e-05,1.2623988e-05,2.0279223e-05,3.790913e-05,3.7121572e-05,9.462783e-05,0.00025964683,0.0007109807,0.0015080983,0.00112047,0.008656681,0.012109351,0.010660062,0.009662165,0.010476435,0.015320932,0.014086833,0.014827413,0.011538231,0.0058788075,0.008275531,0.0053406185,0.0068017463,0.0038907642,0.006996015,0.007074949,0.0046107885,0.0050503374,0.011384561,0.009310514,0.010278955,0.01929979,0.022375872,0.013590069,0.030264659,0.025919493,0.03259716,0.036701076,0.017034344,0.036282495,0.0138852075,0.012753941,0.024879739,0.00874846,0.025252316,0.026023507,0.023488093,0.028640423,0.036832817,0.01225255,0.025880132,0.017100692,0.012682923,0.026567165,0.018673781,0.016973708,0.04179945,0.032757808,0.027100045,0.018170945,0.018702937,0.009969023,0.023177532,0.025867999,0.023734417,0.01795552]', 7.639185),
	(54, 1, 49.033146, 677.1077, -3293.4526, 3934.7148, -6464.897, 5268.0415, '[2.0207533e-06,1.3783718e-06,8.465458e-06,2.0022685e-06,3.9172314e-06,1.0207416e-05,1.16172605e-05,1.8788372e-05,3.5145113e-05,3.4564553e-05,8.854148e-05,0.00024063331,0.0006763711,0.001437146,0.0010688277,0.008291057,0.011895831,0.01036199,0.009504556,0.010297497,0.015005674,0.013892188,0.014587446,0.011371446,0.005689663,0.008020546,0.005141988,0.006584603,0.0037411212,0.00673723,0.0068476656,0.0044143437,0.0048761563,0.011130658,0.009041154,0.010143421,0.019211551,0.022290664,0.01347,0.030372426,0.026119579,0.03291308,0.0367214,0.017320132,0.03649014,0.013912966,0.0127603365,0.025109215,0.008678333,0.025160652,0.026124595,0.0238261,0.029160025,0.03720941,0.012295659,0.026032656,0.017320106,0.012734386,0.026969995,0.018754723,0.0171711,0.04239652,0.03300385,0.027449155,0.018332776,0.018777058,0.00996391,0.02328271,0.02589692,0.02369983,0.017852185]', 7.6896343),
	(55, 1, 48.94298, 675.0578, -3349.3699, 3926.627, -6409.7803, 5253.0205, '[2.0737386e-06,1.4200917e-06,8.693793e-06,2.077234e-06,4.0498117e-06,1.0470676e-05,1.1965039e-05,1.9370309e-05,3.6179426e-05,3.554422e-05,9.0919726e-05,0.0002484978,0.00068688847,0.0014717631,0.0010916701,0.008485268,0.012050968,0.010507123,0.009607795,0.010357531,0.015210006,0.013985499,0.014674668,0.011434857,0.0057835253,0.008185236,0.00526184,0.006690282,0.003820624,0.006864399,0.0069402372,0.0045166756,0.00497731,0.011253586,0.009169496,0.010219775,0.01929111,0.022418046,0.013548729,0.030364249,0.026090987,0.032765865,0.036638632,0.017163094,0.03650151,0.013901283,0.012747026,0.025039045,0.008677037,0.02513676,0.026118802,0.023564324,0.028780388,0.037094716,0.012238551,0.025846697,0.01721331,0.0127093755,0.02678663,0.018721985,0.017070899,0.042158075,0.03281955,0.027281715,0.018263001,0.01874633,0.0099804355,0.023161862,0.025885085,0.023704758,0.017851902]', 7.632421),
	(56, 1, 49.17807, 680.58594, -3259.353, 3948.1472, -6563.9136, 5296.4683, '[1.8335302e-06,1.238111e-06,7.6071315e-06,1.7770982e-06,3.5215548e-06,9.332033e-06,1.0517742e-05,1.7218816e-05,3.222044e-05,3.172396e-05,8.212201e-05,0.00022203996,0.00063913915,0.0013703649,0.001012691,0.0079756165,0.011644757,0.010021356,0.009385123,0.010113923,0.014781547,0.013727223,0.014320823,0.011203621,0.005472123,0.0077519855,0.0049343025,0.006377328,0.0035702705,0.006462127,0.0066277906,0.004229416,0.0047026733,0.010831069,0.008748119,0.009998836,0.019077655,0.022358965,0.01331687,0.030629247,0.02634217,0.033181857,0.036894843,0.017525664,0.036794435,0.013879298,0.012763541,0.025303356,0.008574094,0.025122209,0.026050616,0.024139581,0.029663924,0.0375072,0.012324567,0.026325269,0.017531838,0.012883378,0.027399305,0.01881663,0.017425543,0.04293753,0.033437062,0.02780037,0.018386953,0.018778939,0.009928393,0.023389619,0.025857631,0.023613444,0.017714601]', 7.79647),
	(57, 1, 49.261803, 682.59546, -3268.3462, 3965.9573, -6644.372, 5326.9727, '[1.7469373e-06,1.1725732e-06,7.2225644e-06,1.6732114e-06,3.3351364e-06,8.937535e-06,9.999986e-06,1.6486169e-05,3.0854986e-05,3.0417152e-05,7.902101e-05,0.0002127823,0.00062209694,0.0013339999,0.0009843349,0.0078089833,0.011506881,0.00984945,0.009303126,0.010032096,0.014601108,0.0136566395,0.01420139,0.011120348,0.0053671524,0.0075946976,0.004815079,0.006280564,0.0034813469,0.0063204793,0.0065053403,0.004134813,0.0046110074,0.010688053,0.008583273,0.009906892,0.019016983,0.022354411,0.01324227,0.030699614,0.02642958,0.033293087,0.036928676,0.017674267,0.036950666,0.013852663,0.012766509,0.025403595,0.008520295,0.025143763,0.026014972,0.024339369,0.0299653,0.037652243,0.0123362765,0.026505547,0.017629175,0.012933925,0.027612612,0.018831942,0.017564729,0.04327136,0.033684295,0.02799433,0.018433807,0.01876916,0.009896077,0.0234447,0.025880469,0.023566674,0.017683866]', 7.8818865),
	(58, 1, 49.27034, 682.80035, -3269.3203, 3968.3938, -6655.114, 5331.7773, '[1.7216207e-06,1.1541497e-06,7.122404e-06,1.6491518e-06,3.287023e-06,8.8249135e-06,9.868628e-06,1.6318401e-05,3.053931e-05,3.0133473e-05,7.8344914e-05,0.0002108851,0.0006174685,0.0013275073,0.0009787527,0.007786184,0.01150077,0.00982642,0.009295765,0.010021466,0.014594002,0.013653616,0.014176432,0.011105155,0.005349968,0.007572842,0.004802113,0.006266211,0.0034655984,0.0062927483,0.006478623,0.0041192067,0.0045950934,0.01067259,0.008550907,0.009889323,0.01901678,0.022377493,0.013233395,0.030744184,0.026468687,0.033298835,0.036923975,0.017686913,0.0370383,0.013845688,0.0127617,0.025405256,0.00849601,0.025137188,0.026008788,0.02435924,0.029993406,0.037690245,0.012321585,0.026513197,0.017644387,0.012943611,0.027629193,0.01883563,0.017599832,0.04332677,0.03375453,0.027997734,0.018431447,0.018757008,0.009887384,0.02342652,0.0258762,0.02355446,0.017675811]', 7.8937426),
	(59, 1, 49.325813, 684.1317, -3264.0212, 3970.0503, -6686.5254, 5338.3257, '[1.631253e-06,1.0902672e-06,6.7799065e-06,1.5547306e-06,3.1105035e-06,8.424511e-06,9.384232e-06,1.5626096e-05,2.9285438e-05,2.893767e-05,7.548284e-05,0.0002033396,0.0006017111,0.001297843,0.0009553299,0.0076791313,0.011407342,0.009724477,0.009233496,0.009964968,0.014508324,0.013607387,0.014075893,0.01104801,0.005267216,0.0074643055,0.0047324123,0.006190386,0.003395594,0.006198287,0.0063933874,0.0040474753,0.004524121,0.010576008,0.00843978,0.009818057,0.018990159,0.022392543,0.013175904,0.030822517,0.026530074,0.033403642,0.037036102,0.017740991,0.037197378,0.013807475,0.012737626,0.025412565,0.008443876,0.02515528,0.02599824,0.02446812,0.030170916,0.037832253,0.012302509,0.026651755,0.01768422,0.012951074,0.027765175,0.018848129,0.01769183,0.043608036,0.033952385,0.028104262,0.018448722,0.01874264,0.009864353,0.023443038,0.025901925,0.023534086,0.017654654]', 7.9273686),
	(60, 1, 49.118603, 679.1587, -3304.5867, 3979.9026, -6607.1846, 5339.294, '[1.8091159e-06,1.2227999e-06,7.6055867e-06,1.7708401e-06,3.510168e-06,9.25632e-06,1.0483234e-05,1.7223758e-05,3.2333897e-05,3.1935124e-05,8.247338e-05,0.0002245748,0.00063882285,0.0013813109,0.001022921,0.008122688,0.011812502,0.010155291,0.00942445,0.010161497,0.014889526,0.013834496,0.0144028645,0.011223502,0.0055491203,0.007878271,0.0050201425,0.0064414665,0.0036262874,0.006534825,0.006646395,0.0042889724,0.004752057,0.01097799,0.008813467,0.010042863,0.019204233,0.022410033,0.013373187,0.030600099,0.02626814,0.033133324,0.036728397,0.01742253,0.036899604,0.013889577,0.0127188405,0.025241045,0.008503733,0.02512329,0.02622232,0.023957275,0.029359013,0.03756957,0.012234071,0.026090352,0.017418554,0.012751435,0.027211165,0.01881282,0.017300049,0.042939942,0.033291444,0.027587408,0.018404087,0.018698733,0.009917784,0.023289898,0.025868228,0.023687664,0.017806279]', 7.843037),
	(61, 1, 48.78404, 671.56104, -3590.4915, 4005.8699, -6526.688, 5360.642, '[2.1660435e-06,1.4866853e-06,9.07293e-06,2.2073834e-06,4.249871e-06,1.0928513e-05,1.2494068e-05,2.0390822e-05,3.810094e-05,3.742088e-05,9.545423e-05,0.00026425195,0.00071124185,0.0015340262,0.0011360102,0.008866294,0.012422636,0.010868334,0.0098178685,0.010514853,0.015524999,0.014282061,0.014936294,0.011595376,0.005987781,0.008517133,0.005446824,0.0069119777,0.0039894446,0.00710947,0.007095677,0.004697777,0.0051533175,0.0115420595,0.009407195,0.010361158,0.01945994,0.022565337,0.013679003,0.030325199,0.02579123,0.032375872,0.03627303,0.016892198,0.03633969,0.013871504,0.012768325,0.024889378,0.0086545115,0.025302034,0.026179962,0.023175055,0.028205818,0.03684582,0.012077489,0.02552858,0.016957534,0.012645988,0.026402704,0.018593777,0.016855124,0.041772217,0.032584567,0.026977647,0.018140947,0.018599952,0.00993645,0.0230016,0.025789466,0.023576085,0.018037964]', 7.7560763),
	(62, 1, 48.369076, 662.4319, -3786.3125, 4022.1284, -6387.6963, 5364.043, '[2.616924e-06,1.8294544e-06,1.0977303e-05,2.7483854e-06,5.1963602e-06,1.30416265e-05,1.4896661e-05,2.4280673e-05,4.5045974e-05,4.456416e-05,0.000110605244,0.00031243512,0.00080138585,0.0017082875,0.0012711711,0.009706869,0.013112117,0.011675855,0.010282171,0.010912581,0.01606509,0.014930903,0.015589998,0.012082864,0.0065270145,0.009259743,0.0058748545,0.007466698,0.0044054384,0.00779074,0.0076162596,0.0051711407,0.005627735,0.012166738,0.009953734,0.010718806,0.019852007,0.02255416,0.014014039,0.029707745,0.024920458,0.031721313,0.03528131,0.016428685,0.03552553,0.01382574,0.012849741,0.024411233,0.008746781,0.025739277,0.026339935,0.022571241,0.027133726,0.0360616,0.011913018,0.024961034,0.016422432,0.012385346,0.025481576,0.01825346,0.01635956,0.040944852,0.0315003,0.026398651,0.017906003,0.018341128,0.00992625,0.022947228,0.025554538,0.023271002,0.01844266]', 7.620681),
	(63, 1, 48.69503, 669.6029, -3663.0034, 3974.3113, -6426.576, 5311.206, '[2.3306716e-06,1.6149958e-06,9.764437e-06,2.3841562e-06,4.5998127e-06,1.17574755e-05,1.3304225e-05,2.174539e-05,4.054055e-05,4.002747e-05,0.00010090976,0.00028119877,0.00074663904,0.0015862221,0.0011881042,0.009151158,0.012680025,0.011160118,0.009941935,0.01059299,0.015617606,0.014522963,0.015227127,0.011725739,0.0061938344,0.008789577,0.005565239,0.0071011293,0.0041357754,0.007358601,0.007255131,0.0048750076,0.0053181387,0.011788344,0.009592605,0.010482829,0.01955028,0.022486271,0.013790359,0.029937202,0.02531951,0.03213649,0.03573738,0.016832197,0.035979774,0.013853768,0.012802185,0.024801359,0.008653098,0.025601666,0.026288081,0.022991428,0.02790929,0.03659846,0.012044666,0.025396576,0.016791765,0.012469629,0.026174543,0.018501602,0.016617369,0.04152384,0.032086298,0.026811814,0.018137284,0.018506698,0.009952993,0.023000583,0.025761066,0.023484087,0.018343309]', 7.6410575),
	(64, 1, 48.95722, 675.37103, -3414.307, 3966.6104, -6506.3584, 5310.67, '[2.0234227e-06,1.3843729e-06,8.501171e-06,2.0035582e-06,3.954863e-06,1.029847e-05,1.1599859e-05,1.9001393e-05,3.549081e-05,3.496698e-05,8.940575e-05,0.00024701346,0.0006829076,0.0014580709,0.0010887166,0.008557761,0.012130859,0.010523405,0.009606415,0.010307467,0.015121145,0.014139828,0.014731141,0.011406264,0.0057958732,0.008235094,0.005231549,0.00672164,0.0038313963,0.0068589216,0.006893142,0.004536103,0.0049785245,0.011306259,0.009113542,0.010236312,0.01931403,0.022458106,0.013456546,0.030204365,0.025778046,0.032868344,0.036417875,0.01720057,0.036437348,0.0138729615,0.012730612,0.025170157,0.008538372,0.025359094,0.026300602,0.023622317,0.028749628,0.03714414,0.012211155,0.02587603,0.017137125,0.012561602,0.026809908,0.018730158,0.016977578,0.0424068,0.032682717,0.02729725,0.01833326,0.018594496,0.009923962,0.023254486,0.025833888,0.0237102,0.018078335]', 7.730281),
	(65, 1, 49.00772, 676.49756, -3334.2505, 3945.1084, -6475.9336, 5281.839, '[2.0028513e-06,1.3683942e-06,8.420988e-06,1.9757847e-06,3.894592e-06,1.0166197e-05,1.1489222e-05,1.871434e-05,3.496079e-05,3.4385193e-05,8.825953e-05,0.00024215985,0.00067509233,0.0014357852,0.001073784,0.008405985,0.011997424,0.01040803,0.009528001,0.01027987,0.015017787,0.014059423,0.014585516,0.011381921,0.00571866,0.008101646,0.0051766373,0.0066370787,0.0037743452,0.0067794872,0.006843934,0.0044657555,0.004910509,0.011211672,0.009042738,0.010171462,0.01929677,0.022411186,0.013388871,0.030263303,0.025873413,0.033015158,0.036657356,0.017282475,0.036438588,0.013898984,0.012745993,0.025148675,0.008571822,0.025342733,0.026265549,0.023704235,0.028924342,0.037240118,0.012252483,0.025995396,0.01719324,0.012603875,0.026926847,0.018752322,0.017067283,0.042505022,0.03283432,0.027409874,0.01835065,0.018649915,0.009940256,0.023315154,0.025842937,0.023745118,0.01800544]', 7.7004232),
	(66, 1, 48.942924, 675.0565, -3366.2795, 3921.3457, -6396.211, 5243.45, '[2.1176604e-06,1.4566256e-06,8.887338e-06,2.1136373e-06,4.132109e-06,1.0696034e-05,1.2131158e-05,1.9650695e-05,3.6638146e-05,3.606225e-05,9.2106624e-05,0.00025212808,0.00069594255,0.0014727331,0.0011072044,0.008532745,0.012097522,0.010547281,0.0096099535,0.010356369,0.015143468,0.014137024,0.014718263,0.011451413,0.00582386,0.008239581,0.00526489,0.006728493,0.0038469473,0.006912887,0.006956018,0.004561715,0.00501169,0.011325801,0.009178508,0.010238358,0.019339422,0.022381794,0.013486057,0.03014283,0.025784789,0.032832246,0.036493775,0.01720703,0.036276888,0.013922884,0.012765186,0.025038501,0.008638285,0.025407398,0.02619788,0.023549732,0.028740542,0.03700082,0.012259293,0.025898298,0.017166618,0.01258655,0.026765816,0.01872971,0.016972937,0.042134676,0.03263316,0.027281296,0.018336788,0.01870292,0.009974041,0.023282073,0.025868716,0.023714684,0.01804959]', 7.613489),
	(67, 1, 49.03208, 677.0822, -3253.6323, 3895.8943, -6376.1714, 5211.814, '[2.0255186e-06,1.3874821e-06,8.509886e-06,2.0071948e-06,3.9312613e-06,1.0230764e-05,1.1627121e-05,1.8828368e-05,3.515811e-05,3.467158e-05,8.889486e-05,0.00024132624,0.0006760601,0.0014331903,0.001077516,0.008304299,0.011924595,0.010366049,0.009506491,0.010282892,0.015010659,0.014009113,0.014543769,0.011366094,0.005696113,0.008055364,0.00515946,0.0065763905,0.0037430918,0.0067514507,0.0068373685,0.00443431,0.004894648,0.011157595,0.009030483,0.01014198,0.019284774,0.02231931,0.0134099005,0.03028375,0.025947254,0.033022914,0.036683287,0.017329058,0.03640235,0.013950661,0.012766139,0.025054269,0.008631221,0.025329761,0.026181031,0.023746334,0.029076919,0.037191674,0.0123002315,0.026043482,0.017307993,0.012660829,0.026981363,0.018788893,0.017126115,0.042374115,0.032900877,0.02742121,0.018396623,0.018763185,0.009986583,0.02334445,0.02586759,0.023733974,0.017954286]', 7.5932035),
	(68, 1, 49.39775, 685.8582, -3181.6626, 3903.4807, -6568.9185, 5246.52, '[1.6090095e-06,1.0772853e-06,6.6978673e-06,1.5177242e-06,3.0443207e-06,8.301043e-06,9.1826e-06,1.531424e-05,2.8696106e-05,2.8391323e-05,7.4124706e-05,0.00019897458,0.00059540063,0.0012738439,0.00094431115,0.00756869,0.011270996,0.00962342,0.009152791,0.009916207,0.014378004,0.013617963,0.0139613,0.0110062035,0.0051864046,0.007351038,0.004662561,0.00609538,0.0033268342,0.006127205,0.0063392073,0.003987783,0.004465948,0.010474511,0.008345297,0.009761173,0.018961236,0.022309747,0.013069859,0.030741813,0.026388532,0.03360262,0.037211657,0.017806008,0.03705791,0.013804286,0.012748216,0.02533651,0.008434673,0.025304943,0.02597532,0.0246025,0.030411623,0.037882946,0.012368094,0.026902644,0.01772616,0.012922297,0.027956676,0.018883288,0.017760124,0.04378892,0.034067456,0.028198944,0.018521175,0.018772604,0.009879501,0.023587227,0.025909722,0.02356397,0.017731413]', 7.79743),
	(69, 1, 49.477314, 687.7677, -3190.554, 3930.6333, -6671.1123, 5291.1406, '[1.4877619e-06,9.854957e-07,6.1775972e-06,1.3931185e-06,2.797434e-06,7.728038e-06,8.5215715e-06,1.4394704e-05,2.699454e-05,2.6673735e-05,7.003457e-05,0.00018763539,0.0005704091,0.0012365952,0.0009075762,0.0073978584,0.0111113265,0.009443084,0.00908566,0.009834307,0.014271422,0.013478367,0.013807212,0.010888924,0.00504968,0.0071900366,0.004561212,0.005983811,0.0032256183,0.0059571513,0.0061959187,0.003872276,0.0043655173,0.010282871,0.008189544,0.009652765,0.01889308,0.022406768,0.013007236,0.030981092,0.02666044,0.03367334,0.03738629,0.017860563,0.037365336,0.013754981,0.012710997,0.025448857,0.008386223,0.025120763,0.025891893,0.02478005,0.030660393,0.038024172,0.012338709,0.027016016,0.017841903,0.013047834,0.028163962,0.018918268,0.017960785,0.044141807,0.034471747,0.02839318,0.018559357,0.018804401,0.009830892,0.02352928,0.025995007,0.023506608,0.017553842]', 7.9086013),
	(70, 1, 49.63784, 691.62036, -3130.3503, 3929.929, -6762.2554, 5301.5815, '[1.3477853e-06,8.858409e-07,5.5840655e-06,1.2368221e-06,2.5072952e-06,7.080597e-06,7.704717e-06,1.3171234e-05,2.4729377e-05,2.4504849e-05,6.476073e-05,0.00017221349,0.0005407542,0.0011710533,0.0008562508,0.007076729,0.010817635,0.009128624,0.0089168,0.0096766045,0.013967235,0.013311255,0.013552279,0.010743543,0.004845094,0.0068791984,0.0043509984,0.005784699,0.0030518402,0.0057099448,0.0059932014,0.003693206,0.0041889385,0.009994484,0.007894414,0.009465572,0.018748138,0.022360655,0.012862855,0.031122528,0.026831368,0.033886295,0.037584964,0.018108426,0.03763851,0.013672515,0.012704525,0.02550716,0.008308151,0.025178028,0.025753371,0.025157403,0.031304404,0.03830109,0.01236763,0.027461492,0.018023606,0.013151472,0.028602783,0.018935964,0.01826164,0.044770967,0.034998078,0.028759034,0.018598692,0.018806987,0.009787801,0.023622755,0.02602229,0.02338923,0.017473126]', 7.9945173),
	(71, 1, 49.67423, 692.49365, -3109.9758, 3922.349, -6766.45, 5293.09, '[1.329375e-06,8.7272383e-07,5.5055575e-06,1.215402e-06,2.4690567e-06,6.9975185e-06,7.589261e-06,1.3005104e-05,2.4419642e-05,2.426966e-05,6.4011285e-05,0.00016953194,0.00053669856,0.0011597112,0.000848246,0.0070057428,0.010763904,0.009075169,0.0088853175,0.009644706,0.013896517,0.013262347,0.013526943,0.0107149575,0.004815518,0.006820596,0.0043093963,0.00574612,0.0030181557,0.005665313,0.0059532095,0.0036592158,0.0041580475,0.009940285,0.007836467,0.009427911,0.018710997,0.022306552,0.012867802,0.0311126,0.026861101,0.03388897,0.037524212,0.01819391,0.037692696,0.013662926,0.012707413,0.025503227,0.0083014,0.025190057,0.025738928,0.025252659,0.031465486,0.03835142,0.012377766,0.02754861,0.018085312,0.013171292,0.02870067,0.018945556,0.018328479,0.044889953,0.035077717,0.028832078,0.018625338,0.018818885,0.00979402,0.023629878,0.026037518,0.023345217,0.017467603]', 7.9953685),
	(72, 1, 6.691266, -294.47992, -906.2508, 467.33347, -1231.3405, 999.7506, '[0.050845366,0.034333136,0.06047121,0.1183049,0.06571709,0.105467334,0.051174447,0.07155741,0.056226652,0.08845409,0.04760458,0.080886945,0.03778912,0.045132015,0.01200423,0.031747587,0.008160178,0.0036587014,0.0004916101,0.00026316993,3.6565132e-05,0.0003754979,0.00046793954,0.00045914526,0.0018172428,0.008897472,0.0029894817,0.0060012625,0.0022428865,0.0030209594,0.0010777799,0.000885517,0.00097275566,0.00030501978,2.7204505e-05,2.6574113e-05,9.73634e-06,1.2334843e-05,1.429113e-05,8.751754e-06,1.950171e-06,7.157637e-07,2.7304912e-07,6.04935e-07,9.4213317e-07,1.8976009e-06,3.5670732e-06,5.54916e-06,5.0074623e-06,1.8548315e-06,2.995355e-06,3.4122206e-06,7.3405664e-07,9.014433e-07,6.536217e-07,5.040471e-07,2.9373143e-07,3.419154e-07,4.2898193e-07,3.34888e-07,4.5984348e-07,1.303584e-06,7.66888e-07,6.7699773e-07,9.788005e-07,1.9071056e-06,1.8885577e-06,3.5358662e-06,4.945712e-06,5.706204e-06,6.6327843e-06]', 4.8540726),
	(73, 1, 6.827983, -291.47217, -941.27655, 503.64392, -1279.5059, 1042.3229, '[0.0499205,0.03374596,0.05913457,0.11481925,0.065333955,0.10300506,0.05059499,0.07148458,0.056576613,0.08886886,0.048758335,0.08247598,0.038259707,0.047207333,0.012402064,0.03260238,0.008583296,0.003884424,0.00052221905,0.00028494632,4.09483e-05,0.00040912293,0.00050593924,0.00049269444,0.001955661,0.009359002,0.0031691962,0.0063059744,0.0024098088,0.003220121,0.0011445333,0.0009641926,0.0010495865,0.00032801952,3.05392e-05,2.9163893e-05,1.1079643e-05,1.4009694e-05,1.5988971e-05,9.954656e-06,2.228927e-06,8.1294615e-07,3.1449443e-07,6.9133347e-07,1.0892385e-06,2.1573135e-06,4.0428918e-06,6.146458e-06,5.5887067e-06,2.0977427e-06,3.3797864e-06,3.808064e-06,8.4173115e-07,1.0345505e-06,7.349745e-07,5.6686093e-07,3.3409506e-07,3.9654572e-07,4.876377e-07,3.8342196e-07,5.2788795e-07,1.486582e-06,8.811169e-07,7.7021286e-07,1.111332e-06,2.1479295e-06,2.1225715e-06,3.904956e-06,5.5665523e-06,6.359191e-06,7.3931087e-06]', 5.0278697),
	(74, 1, 6.9248505, -289.34106, -974.1306, 540.47253, -1324.793, 1088.8917, '[0.049167883,0.033406448,0.05797489,0.11246172,0.065114565,0.10120782,0.05027668,0.07153101,0.056768917,0.088826105,0.049640365,0.08344193,0.038455524,0.048869036,0.012751527,0.033231597,0.008931841,0.0040571433,0.0005513382,0.00030447144,4.5039804e-05,0.00043605414,0.0005368821,0.000521481,0.002058208,0.009759306,0.0033132874,0.006544531,0.0025502634,0.003376545,0.0012011428,0.0010256874,0.0011156705,0.00034736498,3.3482233e-05,3.1501528e-05,1.2360859e-05,1.5500294e-05,1.754555e-05,1.1002325e-05,2.4892643e-06,9.0177974e-07,3.528303e-07,7.710367e-07,1.2248062e-06,2.3818125e-06,4.483369e-06,6.675042e-06,6.128483e-06,2.3076689e-06,3.730359e-06,4.1677677e-06,9.354945e-07,1.1558428e-06,8.1150927e-07,6.23478e-07,3.729923e-07,4.4898704e-07,5.4051935e-07,4.275611e-07,5.9155275e-07,1.6583199e-06,9.811156e-07,8.5639414e-07,1.2342265e-06,2.3717575e-06,2.3404086e-06,4.237476e-06,6.128261e-06,6.913846e-06,8.052958e-06]', 5.210486),
	(75, 1, 7.038451, -286.76495, -975.3789, 536.7991, -1321.2488, 1066.8696, '[0.048288018,0.033160526,0.056525446,0.109760754,0.06491722,0.09886352,0.05003961,0.07139902,0.056920893,0.08924512,0.05035369,0.08430333,0.038635876,0.050944697,0.013152324,0.034039605,0.009396573,0.0042802165,0.0005832508,0.00032664312,5.007911e-05,0.00046813764,0.0005727912,0.00055640965,0.0021878183,0.010246059,0.0034925467,0.0068465555,0.0027266524,0.0035625724,0.0012678502,0.0010993994,0.0011954525,0.00037144756,3.7116886e-05,3.4529534e-05,1.3916244e-05,1.7319839e-05,1.9487876e-05,1.2375735e-05,2.8354273e-06,1.0173106e-06,4.022465e-07,8.782739e-07,1.4010866e-06,2.6928185e-06,5.027341e-06,7.341743e-06,6.7969863e-06,2.5640636e-06,4.195128e-06,4.6466935e-06,1.0616124e-06,1.3191698e-06,9.112524e-07,6.976561e-07,4.2369413e-07,5.1955874e-07,6.097194e-07,4.8625344e-07,6.748386e-07,1.8788937e-06,1.1158489e-06,9.679975e-07,1.3897989e-06,2.6635307e-06,2.6286614e-06,4.657008e-06,6.8185864e-06,7.6120605e-06,8.914332e-06]', 5.1360493),
	(76, 1, 7.150132, -284.08463, -974.4737, 529.64606, -1314.4806, 1065.4448, '[0.047490988,0.0329119,0.055251352,0.10705896,0.06471598,0.0967574,0.049711984,0.07091088,0.05713575,0.08955404,0.050963912,0.08510979,0.038866874,0.05290487,0.01356206,0.034928605,0.009850757,0.0045094807,0.00061896653,0.00035056975,5.5706452e-05,0.0005045435,0.0006139512,0.00059511577,0.0023356066,0.01075975,0.0036844204,0.007163365,0.002914776,0.0037564402,0.001340664,0.001184938,0.0012816689,0.00039810356,4.1397303e-05,3.7918628e-05,1.5695503e-05,1.9467925e-05,2.1709448e-05,1.3959524e-05,3.2397597e-06,1.1563811e-06,4.6184425e-07,1.003671e-06,1.6107379e-06,3.0642786e-06,5.6699378e-06,8.147808e-06,7.565337e-06,2.878305e-06,4.750775e-06,5.212762e-06,1.2125555e-06,1.5148895e-06,1.0337902e-06,7.8715874e-07,4.856667e-07,6.0304535e-07,6.932198e-07,5.5841286e-07,7.7310585e-07,2.1378346e-06,1.2781028e-06,1.10289e-06,1.5755032e-06,2.996688e-06,2.9657099e-06,5.1628717e-06,7.6348015e-06,8.444043e-06,9.9444005e-06]', 5.043251),
	(77, 1, 7.3197813, -280.01303, -956.71783, 497.21036, -1280.3593, 1034.5719, '[0.046224818,0.032469437,0.053496547,0.10320306,0.06438989,0.09358275,0.049306564,0.06992955,0.05733588,0.09013643,0.051834427,0.08630219,0.03929992,0.055833746,0.01416951,0.036167476,0.010526234,0.004872951,0.00067176775,0.00038746052,6.466118e-05,0.0005613624,0.00067815796,0.00065703347,0.0025682743,0.011547025,0.0039705876,0.00763758,0.0032108505,0.0040579825,0.0014531191,0.001314357,0.0014122768,0.0004386782,4.8293343e-05,4.3122523e-05,1.8578905e-05,2.291923e-05,2.5220941e-05,1.6573596e-05,3.9102815e-06,1.3849733e-06,5.61198e-07,1.2130378e-06,1.9584224e-06,3.68491e-06,6.7180936e-06,9.445783e-06,8.798277e-06,3.3943356e-06,5.659792e-06,6.1378423e-06,1.4668523e-06,1.841121e-06,1.2340713e-06,9.320537e-07,5.882102e-07,7.439056e-07,8.2979415e-07,6.769638e-07,9.3537693e-07,2.561644e-06,1.5499062e-06,1.3251046e-06,1.8754887e-06,3.531867e-06,3.513923e-06,5.9730023e-06,8.948257e-06,9.771814e-06,1.1607924e-05]', 4.794803),
	(78, 1, 7.466737, -276.4861, -942.80585, 465.7847, -1253.4354, 1006.76575, '[0.045041192,0.032083143,0.052159905,0.10006694,0.06413215,0.09099103,0.04897225,0.06884336,0.05742173,0.09061554,0.05248101,0.08711944,0.03975513,0.058228534,0.014705364,0.0372041,0.011105569,0.0052144495,0.00072247966,0.000422991,7.348985e-05,0.000614344,0.0007395983,0.00071811187,0.0027900706,0.012259504,0.0042377715,0.008097294,0.003485579,0.004354448,0.0015639463,0.0014385142,0.0015335871,0.00047808833,5.5105455e-05,4.8100745e-05,2.1525118e-05,2.642325e-05,2.8771314e-05,1.9211704e-05,4.5986794e-06,1.6229326e-06,6.666425e-07,1.4343709e-06,2.3216596e-06,4.3147647e-06,7.783913e-06,1.0755741e-05,1.0042237e-05,3.9381885e-06,6.584968e-06,7.0735787e-06,1.730906e-06,2.1826265e-06,1.441422e-06,1.0828046e-06,6.955268e-07,8.9259555e-07,9.720111e-07,7.9923285e-07,1.1044665e-06,3.0050985e-06,1.8319379e-06,1.5564723e-06,2.1828369e-06,4.073206e-06,4.0795467e-06,6.8028535e-06,1.029339e-05,1.110699e-05,1.329003e-05]', 4.60249),
	(79, 1, 7.6029963, -273.21585, -946.35925, 451.78613, -1253.5934, 1021.6261, '[0.044203375,0.031678542,0.05105267,0.09728031,0.0639454,0.08931562,0.048676103,0.06792191,0.0575366,0.09071338,0.05315809,0.088182576,0.040110826,0.060091447,0.01503786,0.038062807,0.011527423,0.00546214,0.0007601459,0.00044836805,7.9978745e-05,0.00065281667,0.0007836886,0.00076498755,0.0029629937,0.012801037,0.004413892,0.008425065,0.0036943094,0.0045832405,0.0016458887,0.0015362956,0.0016238412,0.00050638785,6.0214206e-05,5.1621024e-05,2.3756666e-05,2.9075482e-05,3.1423464e-05,2.1119746e-05,5.093272e-06,1.7903773e-06,7.4315415e-07,1.5919451e-06,2.5897498e-06,4.759651e-06,8.6074515e-06,1.1684383e-05,1.092208e-05,4.3513205e-06,7.2623434e-06,7.710829e-06,1.913941e-06,2.4378544e-06,1.5861818e-06,1.1864747e-06,7.717748e-07,9.999173e-07,1.0749166e-06,8.854697e-07,1.2235375e-06,3.3406316e-06,2.0315745e-06,1.7294776e-06,2.3930584e-06,4.444414e-06,4.481468e-06,7.388262e-06,1.1257409e-05,1.2016306e-05,1.4502922e-05]', 4.542024),
	(80, 1, 7.7398744, -269.9308, -946.84064, 434.1042, -1249.4237, 1040.841, '[0.04340345,0.031376276,0.049970932,0.09476895,0.063777894,0.08772662,0.04824117,0.06691483,0.057612948,0.09091257,0.05373196,0.08905955,0.040456455,0.061847996,0.015375523,0.03890293,0.011940913,0.005710165,0.0008016306,0.00047417087,8.704021e-05,0.000691717,0.00082977314,0.0008141935,0.0031409438,0.013354344,0.0045930045,0.008756978,0.0038967184,0.0048137163,0.0017330719,0.0016381696,0.0017139822,0.00053621875,6.560569e-05,5.5422417e-05,2.613168e-05,3.197735e-05,3.434545e-05,2.32026e-05,5.629168e-06,1.9733627e-06,8.2725455e-07,1.767223e-06,2.8874324e-06,5.2420396e-06,9.510166e-06,1.2692992e-05,1.1856233e-05,4.8171737e-06,7.996717e-06,8.415398e-06,2.117727e-06,2.723217e-06,1.7485477e-06,1.3035483e-06,8.593788e-07,1.1216539e-06,1.1912192e-06,9.811223e-07,1.3571328e-06,3.7113005e-06,2.255842e-06,1.9198947e-06,2.6256619e-06,4.8462866e-06,4.9300747e-06,8.043595e-06,1.2291177e-05,1.2982094e-05,1.5858297e-05]', 4.462764),
	(81, 1, 7.8493443, -267.30353, -945.8709, 421.1435, -1243.7562, 1177.4467, '[0.04268027,0.031181036,0.04933083,0.09280789,0.063588455,0.08645888,0.047874603,0.065988064,0.05750764,0.09054513,0.053881597,0.089423046,0.040823955,0.06321542,0.015737884,0.03986155,0.01233772,0.0059656505,0.00085394934,0.0005081426,9.5881616e-05,0.0007369578,0.00088437047,0.00087177416,0.0033173943,0.0139052,0.0048248325,0.009188047,0.004107396,0.005075641,0.0018400601,0.0017520081,0.0018168406,0.0005751918,7.21188e-05,6.052659e-05,2.9193592e-05,3.567842e-05,3.8096903e-05,2.5850353e-05,6.358931e-06,2.2426439e-06,9.501251e-07,2.0110617e-06,3.2953321e-06,5.8705828e-06,1.064011e-05,1.4076324e-05,1.31207635e-05,5.435126e-06,8.973724e-06,9.3968965e-06,2.3987773e-06,3.1042248e-06,1.9825418e-06,1.4791058e-06,9.831755e-07,1.2863777e-06,1.3519374e-06,1.1156393e-06,1.5475416e-06,4.208745e-06,2.5672077e-06,2.1767441e-06,2.9576377e-06,5.4099005e-06,5.531837e-06,8.987617e-06,1.37195175e-05,1.4376065e-05,1.7653745e-05]', 4.3923435),
	(82, 1, 8.189559, -259.5175, -948.5439, 393.54462, -1236.738, 1893.6445, '[0.040582407,0.030394277,0.04751317,0.087054886,0.06264075,0.08260232,0.046535894,0.06341875,0.056931376,0.08901401,0.054243296,0.090686955,0.041976195,0.0672896,0.016835835,0.042784225,0.013598238,0.006818543,0.0010305197,0.00062438974,0.00012754154,0.00089177676,0.0010660724,0.0010740239,0.0038947696,0.015674695,0.0055818376,0.010599558,0.0048037213,0.005926964,0.0021992929,0.0021276078,0.0021521754,0.00070766325,9.543897e-05,7.8705285e-05,4.033488e-05,4.943613e-05,5.1526255e-05,3.5763052e-05,9.120143e-06,3.275917e-06,1.4358586e-06,2.952784e-06,4.8745896e-06,8.242569e-06,1.4876721e-05,1.921788e-05,1.7731478e-05,7.805902e-06,1.2627407e-05,1.3081107e-05,3.4802256e-06,4.582486e-06,2.8650604e-06,2.155222e-06,1.4650038e-06,1.9272031e-06,1.9727736e-06,1.6287736e-06,2.2874713e-06,6.104532e-06,3.7943505e-06,3.1631773e-06,4.2051015e-06,7.5002868e-06,7.759292e-06,1.253502e-05,1.898283e-05,1.9477673e-05,2.433342e-05]', 4.2375193),
	(83, 1, 8.619488, -250.05905, -934.80383, 355.4355, -1210.0614, 1797.8964, '[0.037720025,0.028709395,0.04512036,0.079492435,0.060647562,0.077165335,0.044360507,0.060432363,0.055950083,0.08705421,0.05459592,0.09281975,0.043414705,0.07272672,0.018276328,0.04660765,0.015290991,0.008143645,0.0012941741,0.00080235844,0.00018024913,0.00113522,0.0013462212,0.0013975295,0.0047844667,0.018264314,0.0066633867,0.012641547,0.005892718,0.007184891,0.0027265348,0.0027096325,0.002669206,0.0009062034,0.00013529131,0.000107547836,5.9721908e-05,7.367866e-05,7.38725e-05,5.3111235e-05,1.40762695e-05,5.188395e-06,2.3787188e-06,4.6963496e-06,7.850106e-06,1.2527325e-05,2.2482749e-05,2.8160717e-05,2.5568346e-05,1.2228124e-05,1.9233266e-05,1.9547775e-05,5.4514467e-06,7.3422675e-06,4.4276817e-06,3.378846e-06,2.351284e-06,3.1273305e-06,3.1120205e-06,2.5754298e-06,3.6582146e-06,9.594039e-06,6.098831e-06,4.9964638e-06,6.4040455e-06,1.1083702e-05,1.1631516e-05,1.8701046e-05,2.8202643e-05,2.8198529e-05,3.5909587e-05]', 4.001599),
	(84, 1, 10.215439, -212.94812, -973.0399, 452.34784, -1256.1458, 1834.7937, '[0.0267677,0.02052132,0.037681762,0.05667672,0.048657183,0.059595194,0.03513957,0.049410377,0.049652595,0.07973132,0.050551128,0.09739347,0.049377225,0.089377314,0.02374827,0.060065795,0.02168197,0.014425835,0.0026011968,0.0016407568,0.0005068831,0.0022978408,0.0028140575,0.003053659,0.008957985,0.03009662,0.011758759,0.021229366,0.010900321,0.0132842995,0.0053747557,0.0052553136,0.0051773693,0.0018985757,0.0003931912,0.00027310723,0.00018133123,0.00022058119,0.00021587036,0.0001655144,4.8946287e-05,2.0852742e-05,1.0207214e-05,1.765907e-05,3.0623964e-05,4.430897e-05,7.292924e-05,8.525376e-05,7.654111e-05,4.6842713e-05,6.902727e-05,6.299983e-05,2.1220087e-05,2.8602633e-05,1.5775731e-05,1.3115725e-05,9.51241e-06,1.2471802e-05,1.1586713e-05,9.962286e-06,1.405851e-05,3.485205e-05,2.4663574e-05,1.9296507e-05,2.1995687e-05,3.5768044e-05,3.7673526e-05,6.30026e-05,9.166102e-05,8.2351195e-05,0.00011406692]', 3.8721812),
	(85, 1, 15.21107, -98.62211, -882.6251, 1512.6418, -1536.7146, 2019.0977, '[0.007999842,0.0056338506,0.014706517,0.014449102,0.017375486,0.021504302,0.012567236,0.018516148,0.023820037,0.04277731,0.025598323,0.069014885,0.048120774,0.0936139,0.02734117,0.08010623,0.031425837,0.0384209,0.010582453,0.006229695,0.0040459307,0.008569455,0.011712945,0.013697367,0.027635733,0.06832815,0.029901246,0.05225785,0.03172937,0.046017684,0.02047653,0.019206846,0.019098284,0.008318403,0.0031342676,0.0018305137,0.0017265797,0.0020396966,0.0021626756,0.0016438778,0.0006100802,0.0004588072,0.00023919545,0.0002765715,0.0005700054,0.0006017128,0.00081370247,0.000874868,0.00068885135,0.00092214375,0.0010190097,0.00066756405,0.00037785142,0.0005060987,0.00023825132,0.00025439408,0.00017553434,0.00023490255,0.0002000389,0.00017959817,0.000256967,0.0005616874,0.00046289788,0.0003647556,0.0002692665,0.0004036533,0.00044249938,0.00093019864,0.0010405249,0.00077907566,0.0012419426]', 4.0999646),
	(86, 1, 23.188864, 84.844955, -1249.2834, 967.6381, -1785.2523, 2343.9478, '[0.0028160913,0.001927943,0.0056880056,0.004600353,0.005876214,0.00808308,0.005051813,0.008290314,0.010906615,0.018508911,0.012852312,0.04300608,0.034068692,0.06924008,0.02264398,0.0773566,0.03460814,0.049670924,0.01741334,0.010361195,0.0092054065,0.01539,0.018341998,0.020456739,0.03533541,0.07268675,0.037317816,0.06141586,0.039006162,0.06317319,0.030063642,0.028234879,0.027236044,0.014705374,0.0070284116,0.0044967216,0.0045589213,0.0052937344,0.0054402426,0.0043507586,0.0018037264,0.0019056699,0.00108972,0.0008800399,0.0020410994,0.0018159049,0.0021465558,0.002420389,0.0017828007,0.00321146,0.0032061199,0.0018957491,0.0013997894,0.0018155283,0.0007938058,0.0010341663,0.0006248424,0.00087606494,0.0007795472,0.000725326,0.00095706794,0.0020949647,0.0016070046,0.0013684925,0.0008863062,0.0012772058,0.0012411469,0.003022186,0.0029673178,0.0022496213,0.0033716578]', 4.015033),
	(87, 1, 25.085958, 128.20332, -1320.7792, 1295.9897, -1837.5507, 4307.6094, '[0.0010260859,0.0007349748,0.0023040054,0.0016456082,0.002131905,0.0033118671,0.0022620608,0.003909936,0.0052050054,0.007952431,0.0069580013,0.025700366,0.022587016,0.047352206,0.018169573,0.06784376,0.037790414,0.05336062,0.021187475,0.013383399,0.014631492,0.020675957,0.022424772,0.022853952,0.035428546,0.06684521,0.037460346,0.06009133,0.03823088,0.064864755,0.03227028,0.02974704,0.029210264,0.02026818,0.011042595,0.0074181505,0.008482868,0.009101181,0.008833743,0.007702815,0.0035402363,0.0042207884,0.0027605856,0.0018640457,0.0041818814,0.0035022236,0.0037514013,0.0042318935,0.0031159073,0.0064034,0.0064360322,0.0035390202,0.0030249879,0.0038435517,0.0016422475,0.0024569493,0.0014008838,0.0019607001,0.0017756313,0.001780702,0.0020397753,0.0049016615,0.0033221028,0.003094372,0.001977467,0.002699046,0.0022827622,0.00568558,0.0058789994,0.0040745647,0.006209544]', 4.4798717),
	(88, 1, 27.693972, 187.57959, -1584.8579, 3631.5645, -2144.2183, 6219.299, '[0.00023931182,0.0001722066,0.00062942936,0.00039366639,0.00048572617,0.00088749925,0.00072407676,0.0012217573,0.0018114146,0.0023588964,0.0027954422,0.010159839,0.011174834,0.024191065,0.011914868,0.04992812,0.035749104,0.04787746,0.022987315,0.017126886,0.02076391,0.0250773,0.025914114,0.023497356,0.0306544,0.05065171,0.029295508,0.045462355,0.030181851,0.04923189,0.028457755,0.025437564,0.025339905,0.025074134,0.016155306,0.01163324,0.015280143,0.01488833,0.014658781,0.013734314,0.0077249007,0.009730972,0.0076034507,0.0042674863,0.00958454,0.0070621967,0.00690376,0.008241462,0.0058348356,0.01275869,0.013395475,0.007441132,0.0070819664,0.009258055,0.003725936,0.0062698144,0.0037696504,0.0045848046,0.0046544573,0.0048207054,0.004594581,0.012090834,0.007955905,0.0075446256,0.0048648412,0.0063255476,0.0043452233,0.011248078,0.01218198,0.008197146,0.011718131]', 5.181174),
	(89, 1, 32.117466, 289.13144, -2176.5044, 4694.4155, -2830.2866, 6636.7656, '[8.017567e-05,5.7458834e-05,0.00024074824,0.0001262501,0.00015825166,0.00031572868,0.0002989453,0.000490154,0.00079055515,0.00090867403,0.0013641873,0.0046772803,0.0061041187,0.013164408,0.007617958,0.037031107,0.030185457,0.0367719,0.022075433,0.018082567,0.02302539,0.025327679,0.025512228,0.022070428,0.023487544,0.036675874,0.02173522,0.03138795,0.0211649,0.033989053,0.022638706,0.020082429,0.020019263,0.024409072,0.017634932,0.013555383,0.019980635,0.018940834,0.017558888,0.018441921,0.011821898,0.015673902,0.013471529,0.0066547585,0.016122175,0.009642776,0.009707018,0.01246343,0.0078233555,0.01806148,0.019109325,0.011317222,0.011026231,0.015424191,0.005899803,0.010566459,0.006620638,0.0069223195,0.008294438,0.008307687,0.0073624984,0.019300107,0.012890025,0.012555333,0.008037509,0.009797625,0.006228695,0.015982354,0.01707145,0.012327557,0.015336502]', 5.8228827),
	(90, 1, 37.10631, 404.65106, -2824.0847, 4861.9478, -3758.4321, 6260.091, '[3.6794943e-05,2.6804644e-05,0.00012369368,5.5594064e-05,7.339914e-05,0.00014936193,0.00015920677,0.00025546286,0.00042710188,0.0004695467,0.00078797905,0.00263487,0.0039001775,0.008435113,0.00526139,0.029125573,0.025663681,0.029215049,0.019801833,0.017337123,0.02301929,0.02386781,0.023773706,0.02036265,0.018503021,0.027750347,0.016873628,0.023094561,0.015545027,0.025157057,0.018748559,0.015763389,0.016180502,0.02210896,0.016862318,0.013919274,0.021911915,0.020811467,0.017961508,0.021705477,0.014947379,0.019831698,0.018359985,0.008595371,0.021184899,0.011309735,0.011224258,0.015462654,0.0086801145,0.021448083,0.022320654,0.01401802,0.014019123,0.020273292,0.00756636,0.013912507,0.008858093,0.008622553,0.0114838,0.010875649,0.0095984405,0.024965616,0.017031334,0.016189627,0.01055113,0.012245493,0.007523852,0.0188316,0.019816559,0.015256302,0.017135506]', 6.176234),
	(91, 1, 36.804592, 397.6224, -2729.0735, 4790.5264, -3634.5544, 6193.737, '[3.7861104e-05,2.7544196e-05,0.00012650632,5.7272926e-05,7.561356e-05,0.00015411139,0.00016271143,0.00026259833,0.000440014,0.00048604794,0.00081116124,0.0027174787,0.0039841896,0.008652219,0.005375222,0.02959106,0.026090037,0.029748913,0.019987023,0.017365104,0.023039296,0.024037687,0.023887001,0.020501634,0.01890255,0.028376576,0.017127378,0.023532838,0.015886454,0.025691869,0.018968832,0.016075097,0.016423881,0.02236602,0.01693389,0.013909674,0.021869186,0.020740788,0.018059494,0.02152873,0.014739429,0.019480035,0.017896043,0.008447227,0.020904265,0.01121392,0.011142618,0.015242647,0.008583579,0.021301834,0.022188133,0.013813934,0.013772199,0.020017808,0.007420434,0.013618899,0.008696872,0.008472436,0.011252269,0.010697401,0.009428379,0.024710575,0.016699497,0.015973378,0.010380863,0.012043364,0.0074444246,0.01866192,0.01965668,0.015011101,0.017076232]', 6.0575795),
	(92, 1, 35.780796, 373.48975, -2554.2827, 4713.0063, -3398.72, 6212.701, '[4.5753273e-05,3.3006523e-05,0.00014784416,6.9922906e-05,9.0504385e-05,0.00018369802,0.00019029815,0.00030670123,0.0005130923,0.00057070714,0.0009277702,0.0031144137,0.0044232756,0.009633122,0.005863544,0.031321157,0.02713474,0.031453624,0.020623349,0.017586924,0.02310364,0.024420805,0.024225669,0.021002678,0.020102158,0.030314954,0.018206555,0.02525721,0.017150335,0.027562257,0.019836463,0.017073544,0.017327951,0.023030626,0.017245073,0.01384518,0.02158663,0.020345086,0.01813123,0.020836944,0.014069091,0.018481912,0.01664438,0.007953511,0.019757872,0.010899295,0.010880542,0.01454006,0.008416968,0.02046472,0.021522215,0.0131868515,0.013033779,0.018893545,0.0070415093,0.012777434,0.008194973,0.0081169745,0.0104348725,0.010095474,0.008918221,0.023435043,0.015747339,0.015189464,0.009750764,0.011473627,0.0071639456,0.018021347,0.019122116,0.014260877,0.016672818]', 5.917813),
	(93, 1, 34.63788, 347.62128, -2435.9878, 4782.7847, -3244.6067, 6388.4897, '[5.408694e-05,3.879845e-05,0.00017080935,8.353208e-05,0.00010633716,0.00021422014,0.00021841838,0.0003516423,0.000583327,0.00065177266,0.001036979,0.0034936303,0.0048395535,0.010540538,0.006303852,0.032769788,0.027813602,0.032808315,0.021060223,0.017784586,0.02317537,0.024646798,0.024550484,0.021359963,0.020960025,0.031866528,0.01918866,0.026774935,0.018188717,0.029137624,0.020587746,0.017839348,0.018068144,0.023358168,0.017475706,0.0137641365,0.021243542,0.020015616,0.018001277,0.020279584,0.013530906,0.0177744,0.015847804,0.0075902217,0.018771278,0.010618411,0.010622422,0.0139893815,0.008330751,0.019749159,0.020892017,0.012700341,0.012499651,0.017925374,0.006756406,0.0121810315,0.007781088,0.007857625,0.009821761,0.009621339,0.008516434,0.022268347,0.015035952,0.01450083,0.009275134,0.011054934,0.0069279084,0.017475063,0.018662678,0.013758729,0.016256226]', 5.927167),
	(94, 1, 30.811697, 259.79297, -1991.8251, 4475.205, -2565.847, 6605.0337, '[9.960458e-05,7.11341e-05,0.0002910785,0.00015912684,0.00019664783,0.00038525942,0.000357115,0.00058890076,0.0009405662,0.0010993783,0.0015914813,0.005485025,0.0068631647,0.014978961,0.0083944565,0.03918566,0.03132104,0.039101582,0.022484586,0.01809731,0.022848573,0.0253957,0.02572819,0.022543035,0.024975538,0.039482087,0.023290506,0.03385929,0.02293734,0.036819287,0.02380271,0.021256695,0.02119333,0.024681456,0.017730532,0.013236158,0.019300234,0.018328989,0.017207308,0.01767309,0.011062447,0.014413888,0.012232285,0.006136822,0.014737062,0.00920073,0.009236226,0.01154984,0.0075480742,0.017017325,0.01804927,0.010500054,0.010168476,0.01412159,0.0054185973,0.009574437,0.005991758,0.0064771646,0.0074618873,0.007565677,0.0067662,0.017758546,0.011838392,0.011528837,0.00738108,0.00909808,0.005867091,0.015044265,0.016241109,0.011455833,0.014574907]', 5.645814),
	(95, 1, 29.444994, 228.10207, -1815.0983, 4207.9165, -2305.6265, 6569.695, '[0.00013066354,9.4115574e-05,0.00037071522,0.00021134544,0.00026106468,0.00050302193,0.00044569717,0.00073756854,0.0011539153,0.0013965506,0.0019043343,0.0066560665,0.008088966,0.017303742,0.009526268,0.04241943,0.032778595,0.042018294,0.022745484,0.01800052,0.022178546,0.025545152,0.0261563,0.022832291,0.026854381,0.04325167,0.024947094,0.03764618,0.025255132,0.040832993,0.025236761,0.022758711,0.02259315,0.025171468,0.017354725,0.0128472345,0.018165302,0.017202476,0.016561704,0.016241048,0.009829515,0.01290326,0.01060425,0.0055743493,0.012943865,0.008497673,0.0084785065,0.0105234105,0.0070326114,0.015812725,0.016613828,0.009539833,0.009174549,0.01245455,0.0048606,0.008502672,0.0052539906,0.005809371,0.006512334,0.0066426676,0.0059944564,0.01588537,0.0104628205,0.010211364,0.006608126,0.008244538,0.0053708763,0.013954535,0.015025741,0.010419566,0.013879362]', 5.4701896),
	(96, 1, 27.02599, 172.88397, -1440.8442, 3027.608, -1949.1677, 5689.5044, '[0.00032325982,0.0002358012,0.0008303484,0.00053338206,0.00067611196,0.0012062831,0.0009214183,0.0015784553,0.002244924,0.0031008234,0.0033812425,0.012543939,0.01331569,0.027855318,0.013401993,0.05388535,0.037113465,0.05031766,0.022593366,0.016322358,0.019507358,0.0249366,0.025798898,0.0232874,0.032950457,0.054237254,0.030943643,0.049349338,0.032805853,0.053889304,0.029829353,0.026789486,0.026482143,0.024731865,0.015183919,0.01088239,0.013748754,0.013415303,0.013600957,0.01204687,0.0064874347,0.008201081,0.0060914787,0.0037046368,0.008013533,0.006238188,0.0060528666,0.0072182715,0.0051276586,0.011424164,0.011788187,0.0063969893,0.006102458,0.00780335,0.0031915458,0.0052912477,0.0031304562,0.0039019468,0.0038773844,0.003988875,0.003887282,0.010414542,0.0066382657,0.006325372,0.0041382774,0.0053894604,0.0038422917,0.009888316,0.010681411,0.007155541,0.010809125]', 4.8029222),
	(97, 1, 27.276266, 178.39006, -1462.3063, 3263.2974, -1985.1786, 5824.3545, '[0.00028424937,0.00020792926,0.00074256037,0.0004663788,0.00059376564,0.0010754784,0.0008345145,0.0014170022,0.002042921,0.0027686653,0.0031183811,0.011486665,0.012504507,0.02582583,0.012825719,0.052443773,0.0366625,0.049060736,0.022645446,0.016612776,0.019835312,0.02524214,0.026120184,0.02322505,0.032328326,0.052659385,0.029878378,0.047781877,0.031842433,0.052127976,0.029190324,0.026454417,0.026037207,0.024996813,0.015573475,0.011241375,0.0144094825,0.013929545,0.014107482,0.01249687,0.006860125,0.008803096,0.0066123228,0.0039821374,0.008622043,0.0065329857,0.0063878424,0.0077216215,0.0053972984,0.01216203,0.012508276,0.006795892,0.006500157,0.008421785,0.0034223094,0.0057330164,0.0034011751,0.0041361037,0.004232975,0.0043308395,0.0041417154,0.011185422,0.007084897,0.0068533816,0.0044875275,0.005771657,0.0040592183,0.010469535,0.011284732,0.007618236,0.011381787]', 4.865758),
	(98, 1, 28.680218, 210.63742, -1642.4541, 3739.186, -2157.9343, 6192.9795, '[0.00017786385,0.0001297481,0.0004890247,0.0002875195,0.0003625088,0.00068758044,0.000573371,0.0009521302,0.0014430142,0.0018241958,0.0023191615,0.008237383,0.009694837,0.019903315,0.010792519,0.04615485,0.034433737,0.04459579,0.022635568,0.017588181,0.021118745,0.025829673,0.026539395,0.022958996,0.02928964,0.04681959,0.026418252,0.04163139,0.02796719,0.04519458,0.026680179,0.024517091,0.024014158,0.025378345,0.016817272,0.0123436125,0.01684317,0.015907213,0.015752226,0.01452786,0.008489889,0.011232243,0.008879024,0.0050213644,0.011133057,0.007705423,0.0076996833,0.009548349,0.0064432793,0.014690336,0.015121016,0.008434749,0.008104898,0.0108872345,0.0043044,0.007430034,0.004511798,0.005105324,0.005641139,0.0057121846,0.0052063777,0.014113575,0.009004308,0.008918699,0.005842525,0.0072888806,0.0048719235,0.012646525,0.013605477,0.009370834,0.0132045755]', 5.1184673),
	(99, 1, 30.490192, 252.07684, -1844.2318, 4252.767, -2371.1697, 6306.2417, '[0.00010945018,7.94636e-05,0.00032017526,0.0001727212,0.00021974159,0.0004328985,0.00038723127,0.00063437247,0.000993779,0.001179154,0.0016788287,0.00578788,0.007349424,0.014976034,0.008732809,0.040037964,0.03183682,0.039226644,0.02206664,0.018078724,0.022054374,0.026110798,0.026283192,0.02238093,0.025961593,0.039805133,0.022937348,0.034859277,0.023798916,0.037769157,0.023973644,0.02195325,0.02143074,0.02485271,0.017580755,0.013229759,0.01912354,0.017860243,0.017026545,0.016672853,0.010359563,0.013963837,0.011625024,0.0061993934,0.014151975,0.008916879,0.009075719,0.011623009,0.00744244,0.017326161,0.01785407,0.0102246385,0.009945709,0.013877575,0.0053422083,0.009455433,0.0058432957,0.0062099122,0.0074195093,0.007346931,0.006498803,0.01761089,0.011305509,0.0113162445,0.007406782,0.008926004,0.0057597384,0.014810742,0.015854198,0.011386615,0.014955689]', 5.3390665),
	(100, 1, 30.348486, 248.6759, -1838.3965, 4249.328, -2356.2607, 6330.643, '[0.00011346804,8.181086e-05,0.0003300775,0.00017828589,0.000226453,0.00044667706,0.000397514,0.0006504916,0.0010224269,0.0012084807,0.0017181466,0.0059382115,0.0074781114,0.015215492,0.008830647,0.040513977,0.032002408,0.03946861,0.021993127,0.018067872,0.021902481,0.026337598,0.026356773,0.022440402,0.02632146,0.040041994,0.023055937,0.035057407,0.024202133,0.038004305,0.024039535,0.022180704,0.021549342,0.02482863,0.017699342,0.013141409,0.019083146,0.017800331,0.016880112,0.016539605,0.010203844,0.013777881,0.01145529,0.0061075175,0.0139158275,0.008874746,0.009061814,0.011538084,0.0074076955,0.017235357,0.017771397,0.010080592,0.009823239,0.013746819,0.005282644,0.009303512,0.0057397205,0.0061465735,0.0073109143,0.0072445157,0.0063904403,0.017433114,0.011205727,0.0111910775,0.0073244534,0.0087962225,0.005684858,0.014632098,0.015742527,0.0112995645,0.014926959]', 5.3449683),
	(101, 1, 29.145697, 221.51752, -1691.6456, 3954.756, -2164.9583, 6257.33, '[0.00014958736,0.00010777708,0.0004194163,0.00023774992,0.00030088992,0.0005810817,0.000496476,0.00082042936,0.0012721663,0.001550447,0.0020784873,0.0072964574,0.008784355,0.017809728,0.01000893,0.04413966,0.03370867,0.04263352,0.022258284,0.017895795,0.021179086,0.026484637,0.026632203,0.022775143,0.028579375,0.044078216,0.024774404,0.038874224,0.026888408,0.042100944,0.025426898,0.02386748,0.023077875,0.025182517,0.017372202,0.012648294,0.017883137,0.016672386,0.016201809,0.015226769,0.009033632,0.012072917,0.009765025,0.005442327,0.012088278,0.008181677,0.00828044,0.010351098,0.006831609,0.0158549,0.016257191,0.008993609,0.008674484,0.012016895,0.004650064,0.00806066,0.0049306336,0.0054719835,0.0062778317,0.0062743495,0.0055781715,0.015462808,0.009818579,0.009795315,0.006464143,0.007827442,0.0051413574,0.0133830635,0.014396591,0.010128057,0.014018864]', 5.178719),
	(102, 1, 28.07345, 196.07501, -1523.3091, 3509.459, -2045.5609, 5923.66, '[0.0002150811,0.00015555133,0.00057979324,0.00034588017,0.0004423569,0.00082436006,0.0006657421,0.0011229187,0.0016703134,0.0021537459,0.0026350184,0.00949881,0.010777294,0.021806601,0.011556226,0.04896099,0.03584468,0.04635504,0.022412486,0.017282652,0.02027539,0.02624521,0.026617186,0.023110362,0.031253792,0.04890631,0.027286405,0.043743655,0.030091813,0.047502764,0.027406344,0.02560386,0.024853127,0.025131783,0.016510153,0.011919656,0.015988383,0.015143505,0.015068801,0.013627361,0.0077054715,0.010040623,0.007821143,0.00463679,0.009999578,0.007264615,0.007229857,0.008906146,0.006028203,0.013954773,0.014191098,0.007659244,0.0073523107,0.009969222,0.0039141783,0.0066479594,0.0040053693,0.0046778796,0.005110732,0.005115318,0.0046968046,0.0130706495,0.008197386,0.0080814995,0.005374479,0.0066269096,0.0045078113,0.011691593,0.012561716,0.008711041,0.012658224]', 4.9144354),
	(103, 1, 26.883572, 169.51791, -1382.4073, 2797.736, -1864.9631, 5430.384, '[0.00035553557,0.00025780726,0.00090385735,0.00057358237,0.0007489972,0.0013150349,0.0009928342,0.0017090121,0.0024030074,0.0033397397,0.003607129,0.013431215,0.014060745,0.028432364,0.013679612,0.055523995,0.037735306,0.05048327,0.022113688,0.016189458,0.018769143,0.025460672,0.025947943,0.023185592,0.0342698,0.05465939,0.030624043,0.05012691,0.034066666,0.05456735,0.029593293,0.027590496,0.026856253,0.024321951,0.015032926,0.010678403,0.013475713,0.01304048,0.013237679,0.011507821,0.006052399,0.007686965,0.005654653,0.0036221514,0.0076020784,0.006032553,0.0059027504,0.0070736874,0.0049494742,0.011306133,0.011477784,0.006062315,0.0057626446,0.0075166416,0.0030333688,0.0050145164,0.0029398948,0.0037001756,0.0037455254,0.0037789256,0.0036632342,0.010092078,0.0063002487,0.006083561,0.004042247,0.0051184474,0.0036875966,0.009462253,0.010140978,0.0069412985,0.010684714]', 4.619557),
	(104, 1, 26.149689, 151.90475, -1309.2198, 1969.9071, -1760.7988, 5041.5615, '[0.00052216847,0.0003795883,0.0012764748,0.0008326712,0.0011105814,0.0018467122,0.0013425966,0.0023148612,0.0031772896,0.004609396,0.004595893,0.017192498,0.017041216,0.034222312,0.015323508,0.060538992,0.038182832,0.05221147,0.021810748,0.01530138,0.017324181,0.024344109,0.025053764,0.023211895,0.03559924,0.05915837,0.03305466,0.054493215,0.036205333,0.059253912,0.03076064,0.029036485,0.028096847,0.023086393,0.0136470925,0.00949112,0.011693008,0.011571567,0.011627122,0.010002048,0.0049512703,0.006250817,0.004362441,0.0029310968,0.0061810305,0.005051121,0.00504786,0.0059253573,0.0041903504,0.009419694,0.009493058,0.005047187,0.0046440763,0.0059615956,0.0024587123,0.0039521363,0.0022760278,0.0029709376,0.0029032177,0.0029270714,0.0029834646,0.007993247,0.00503796,0.0048497715,0.0031983682,0.0041038007,0.003136288,0.007974214,0.008412943,0.005795309,0.009025478]', 4.4064198),
	(105, 1, 26.245821, 154.21191, -1311.539, 2034.8218, -1759.6304, 5047.1274, '[0.0005060673,0.00036883898,0.00124352,0.000811709,0.0010777338,0.0017952272,0.0013143179,0.002263587,0.0030965395,0.004493608,0.004493819,0.016793089,0.016763106,0.03373865,0.015170445,0.059751067,0.038098946,0.05206348,0.02187171,0.015409982,0.017548999,0.024304071,0.02514074,0.02323592,0.035354808,0.05872252,0.032940213,0.05427488,0.03591589,0.058933787,0.030818285,0.028795449,0.028002866,0.02320638,0.013737842,0.0096299695,0.0118347285,0.011699003,0.011791935,0.010171783,0.0050807465,0.0063950308,0.004494298,0.003006073,0.006318495,0.005141988,0.005118995,0.0060272343,0.0042801406,0.009574445,0.009648762,0.005154907,0.004761209,0.0060954555,0.0025158345,0.004053004,0.002342481,0.0030514002,0.002978839,0.0030012776,0.0030612345,0.00817306,0.0051576053,0.004950194,0.0032752077,0.0042191627,0.0031967375,0.008122895,0.008577443,0.005901846,0.009138547]', 4.397541),
	(106, 1, 26.53477, 161.14665, -1331.8898, 2266.5037, -1777.919, 5133.606, '[0.00044702963,0.00032668698,0.0011145723,0.0007216106,0.0009534668,0.001608717,0.001196474,0.0020586364,0.0028177733,0.004078067,0.004146279,0.015484826,0.01578951,0.031899776,0.014633482,0.0578868,0.037926737,0.051638328,0.021928674,0.01572025,0.018108517,0.024639396,0.025480272,0.02319448,0.034930885,0.057206597,0.032214735,0.053134978,0.035187133,0.057670128,0.030489294,0.028244749,0.027656624,0.02367379,0.01412514,0.010046542,0.012417867,0.012120212,0.012353235,0.010650878,0.0054313634,0.0068596764,0.0048833666,0.0032426626,0.0067688627,0.005468892,0.0053689387,0.006359246,0.0045178756,0.010138777,0.010276743,0.005495932,0.0051483866,0.006559715,0.0026961362,0.0043960833,0.0025562968,0.0032946272,0.003229099,0.0032661853,0.0032923068,0.008839611,0.0055530877,0.0053204936,0.0035381534,0.004551416,0.0033770055,0.00859189,0.009134198,0.006246631,0.009673159]', 4.4364395),
	(107, 1, 27.694298, 187.58678, -1425.4456, 3325.1904, -1933.8726, 5680.6543, '[0.00024299212,0.00017893405,0.0006541095,0.00039692782,0.00051106454,0.00092913746,0.0007423651,0.0012495419,0.0018147335,0.0024335906,0.0028270914,0.010204467,0.011549119,0.023342738,0.012121361,0.049720995,0.036265764,0.047467962,0.022447105,0.017048998,0.020110194,0.025618967,0.026513942,0.023219587,0.031723205,0.050485376,0.028389968,0.045834724,0.030648941,0.04962268,0.02833602,0.0258379,0.025350787,0.02513075,0.015897317,0.0116835935,0.015306851,0.014568498,0.014709555,0.013143574,0.0073821493,0.0095325215,0.0072848797,0.004457038,0.009437559,0.0069591324,0.0068475464,0.008425942,0.0057793953,0.013236954,0.013451674,0.007359751,0.007053806,0.009325999,0.0037250281,0.0062668254,0.0037857504,0.0044527934,0.0047590462,0.0047686985,0.0045000077,0.0123111475,0.0077152657,0.007528335,0.0050479574,0.006348674,0.004358705,0.0112165315,0.012018219,0.008255286,0.012126017]', 4.7124577),
	(108, 1, 28.841303, 214.50348, -1575.9125, 3666.6704, -2052.9941, 5965.8984, '[0.00016546257,0.00012182882,0.0004670312,0.00026846523,0.00034335867,0.00064521364,0.00054615096,0.0009071466,0.0013672063,0.0017548396,0.0022237508,0.0077987798,0.0094050085,0.018998522,0.010573406,0.044707816,0.034457687,0.044000372,0.022439046,0.017713197,0.02110832,0.025857523,0.026765909,0.022886727,0.029197235,0.04606357,0.0257896,0.04090092,0.02740255,0.044310745,0.026344907,0.024091862,0.023699949,0.025408957,0.016685389,0.012523042,0.017181935,0.016003303,0.01602558,0.014729796,0.008689228,0.0114871515,0.009056847,0.005309013,0.011492395,0.0078797955,0.007849039,0.009845039,0.006557565,0.01520374,0.01550286,0.0086880205,0.00837285,0.011304345,0.004425492,0.0076192003,0.0047123204,0.0052022524,0.0058993455,0.0058772927,0.0053667375,0.014670275,0.009237488,0.00915246,0.006167582,0.0075857528,0.005010818,0.012955889,0.013844403,0.009619949,0.013532717]', 4.9139113),
	(109, 1, 30.59551, 254.60448, -1792.8651, 4153.7944, -2312.491, 6131.597, '[0.0001044679,7.687697e-05,0.00031303958,0.00016660255,0.00021476357,0.0004179958,0.00037707548,0.0006205666,0.00096297037,0.0011739234,0.001642747,0.005613472,0.007268981,0.014650639,0.008732482,0.039245967,0.03205524,0.039196897,0.022029188,0.01808771,0.021998867,0.025911558,0.026501238,0.022238897,0.025966173,0.039925188,0.02271893,0.034708925,0.02346503,0.037695363,0.023851538,0.0216382,0.021366876,0.025015743,0.017255178,0.013360821,0.01919209,0.017665206,0.01724987,0.016624896,0.010401799,0.014024294,0.011507638,0.0063945395,0.014304138,0.008962337,0.00904346,0.011713081,0.0074147717,0.017530082,0.017985867,0.010362427,0.0100965295,0.014003299,0.0053740493,0.009486771,0.005975809,0.006179149,0.0075290655,0.00738618,0.0065670926,0.01784628,0.011293706,0.011323969,0.0076240133,0.009118501,0.005832915,0.014970011,0.015907263,0.011414803,0.015123891]', 5.1954594),
	(110, 1, 35.578033, 369.029, -2420.4434, 4573.236, -3228.5518, 6021.459, '[4.8744532e-05,3.6228732e-05,0.0001620532,7.491509e-05,0.000100273675,0.00020129578,0.00020492615,0.0003272678,0.0005321395,0.0006137994,0.0009616666,0.0031957382,0.00470938,0.009517998,0.0061427155,0.031544715,0.027585916,0.03156031,0.020315543,0.017662607,0.022309873,0.024834,0.025031993,0.020756733,0.020725016,0.030656034,0.017954297,0.025851686,0.017509835,0.028232958,0.019907186,0.017270725,0.01756136,0.02333057,0.016899662,0.013988126,0.021550717,0.019680262,0.01810237,0.019668274,0.01334251,0.018212331,0.015878892,0.008272043,0.019220382,0.010685974,0.010679512,0.014805196,0.008337339,0.020893585,0.021518202,0.013120789,0.0130848335,0.018657174,0.0070694587,0.012769475,0.008225714,0.007828271,0.01051265,0.0099228285,0.00873939,0.023430943,0.015186785,0.015000729,0.010104534,0.01160524,0.007143685,0.017963752,0.018917654,0.014264829,0.017285394]', 5.689611),
	(111, 1, 40.220547, 475.60535, -3182.311, 4511.057, -4221.9873, 5824.8003, '[2.1708167e-05,1.6483027e-05,8.1679784e-05,3.2043663e-05,4.5653356e-05,9.274136e-05,0.00010503562,0.00016710193,0.00027874357,0.0003081324,0.00054373615,0.0017604985,0.0029194406,0.006009914,0.004160037,0.024034519,0.022850294,0.024471695,0.017621253,0.016413974,0.021847134,0.02260935,0.022820134,0.01851531,0.015707307,0.02269387,0.013715295,0.0183827,0.012412419,0.020394104,0.016067239,0.013087411,0.013800623,0.02020942,0.015702864,0.0139405485,0.022726404,0.021156441,0.017763976,0.022664,0.016444117,0.022380702,0.021303069,0.0103754215,0.024315279,0.012098034,0.011893416,0.017673198,0.009035961,0.024022738,0.024201773,0.01567743,0.016252927,0.0236745,0.008729278,0.016265355,0.0105546685,0.0094398195,0.014185269,0.012561584,0.011012284,0.028943589,0.019463709,0.018481689,0.012923443,0.014126348,0.008364479,0.020360526,0.02124851,0.017258927,0.01858078]', 6.2256064),
	(112, 1, 44.091984, 564.51984, -3832.829, 4358.763, -5209.386, 5650.7446, '[8.41498e-06,6.392859e-06,3.5722027e-05,1.1269415e-05,1.7815719e-05,3.7562353e-05,4.583366e-05,7.415144e-05,0.00012736674,0.00013309874,0.00027286255,0.0008577654,0.0016264224,0.0034510368,0.002507273,0.016569244,0.017707197,0.017675547,0.014116105,0.014233974,0.01984482,0.019359823,0.019515742,0.015780762,0.010943244,0.015319644,0.009556378,0.012079957,0.008051599,0.013469752,0.011977648,0.009055977,0.009839784,0.016112324,0.013651414,0.012971597,0.022694755,0.02218515,0.016352534,0.025830667,0.020174053,0.026798045,0.02831257,0.012880139,0.029944297,0.013250775,0.012841092,0.02057478,0.009429173,0.026564978,0.026322553,0.018534992,0.019999756,0.029658029,0.010345624,0.020149346,0.012958803,0.010932002,0.018913401,0.015387199,0.013504897,0.035205845,0.024376476,0.022386987,0.015921948,0.01633204,0.00940327,0.02225632,0.02324463,0.020359257,0.018928073]', 6.823196),
	(113, 1, 46.579403, 622.21796, -4072.5278, 4182.125, -5915.665, 5498.3125, '[4.3895748e-06,3.1827146e-06,1.8573013e-05,5.1749857e-06,9.003199e-06,2.0733905e-05,2.4732026e-05,3.9859377e-05,7.1883034e-05,7.255523e-05,0.00016578402,0.0004938341,0.0010991642,0.002365414,0.0017244552,0.012408785,0.015051707,0.014129774,0.011992958,0.012391881,0.017932082,0.016793095,0.017307967,0.013761769,0.008278573,0.011698239,0.0074040373,0.009332303,0.0058129984,0.01002984,0.0094239535,0.006693591,0.007287567,0.013859459,0.011621567,0.011768099,0.02132557,0.022634296,0.015120813,0.028261647,0.02295184,0.029744184,0.032431968,0.014776194,0.033170942,0.013692534,0.012989798,0.02268425,0.009151367,0.026226673,0.026578926,0.020758484,0.023772102,0.033305537,0.011259252,0.022802798,0.014890871,0.011878817,0.022372741,0.017030353,0.015105693,0.03847675,0.028357381,0.024736634,0.01705008,0.017548287,0.009749852,0.02280692,0.024636086,0.021982264,0.018639142]', 7.280881),
	(114, 1, 46.89276, 629.7385, -4047.1409, 4199.62, -6073.17, 5536.765, '[3.7773234e-06,2.7119327e-06,1.600441e-05,4.3332925e-06,7.710414e-06,1.8142162e-05,2.1445481e-05,3.4661014e-05,6.316121e-05,6.327205e-05,0.00014820157,0.0004391339,0.0010085672,0.0021787398,0.0015870575,0.011758852,0.014585575,0.013480988,0.0115773305,0.012014409,0.017557591,0.016353887,0.016865335,0.013360471,0.007813069,0.011059314,0.007020789,0.008861716,0.0054371213,0.00942872,0.008961853,0.006297754,0.0068275225,0.013450884,0.011202577,0.011514166,0.020984419,0.02276294,0.014813271,0.02875764,0.023428787,0.030275818,0.033259973,0.015115106,0.033823725,0.01372255,0.012950959,0.023113176,0.00901105,0.026170436,0.026582344,0.021137847,0.024495043,0.034059763,0.011392672,0.023344334,0.015212147,0.012025795,0.023092277,0.017334506,0.015394602,0.03915222,0.0291973,0.025152216,0.017197857,0.017663723,0.009773783,0.02286404,0.02479227,0.02232439,0.01859421]', 7.435341),
	(115, 1, 46.979168, 631.81226, -4039.2021, 4202.7705, -6114.3643, 5546.1606, '[3.5742003e-06,2.5534061e-06,1.5155398e-05,4.0684918e-06,7.282723e-06,1.7263597e-05,2.0364188e-05,3.300813e-05,6.0372215e-05,6.029807e-05,0.00014256527,0.00042207737,0.0009776484,0.0021214103,0.0015402572,0.01155264,0.014457021,0.013287034,0.011459715,0.011892196,0.01748106,0.016198413,0.016706819,0.01324048,0.00766421,0.010858625,0.0069146883,0.0087094,0.005321204,0.009239328,0.008817277,0.006166594,0.006676516,0.013326508,0.011077562,0.011429129,0.020882467,0.02283944,0.014723215,0.028994726,0.023620188,0.030421797,0.033534195,0.0151976645,0.03408342,0.01372522,0.012941562,0.023231477,0.0089585,0.026117532,0.026575562,0.021224337,0.024710188,0.03433242,0.0114104515,0.023484956,0.015302323,0.012092598,0.023308435,0.017415598,0.015503391,0.039379213,0.029513285,0.025271302,0.017214801,0.017684508,0.009777022,0.022840995,0.024825893,0.022409214,0.018547753]', 7.477553),
	(116, 1, 46.924683, 630.5046, -4020.3145, 4191.356, -6070.0225, 5528.9595, '[3.5886742e-06,2.564531e-06,1.5235568e-05,4.114808e-06,7.32093e-06,1.7289089e-05,2.0517042e-05,3.3267177e-05,6.081672e-05,6.0713162e-05,0.00014365399,0.00042583208,0.0009791948,0.0021405173,0.001544898,0.011588339,0.014516765,0.013357204,0.011538294,0.01193735,0.017647153,0.016191008,0.016674768,0.01330994,0.00768858,0.010912019,0.0069920677,0.008741805,0.005348748,0.009299295,0.008881257,0.006189412,0.006706555,0.013367475,0.0111360885,0.01145449,0.020948095,0.022905804,0.014776745,0.02911282,0.023684395,0.030367812,0.033563927,0.015104798,0.03412109,0.013714425,0.012953808,0.02309525,0.008980387,0.026053162,0.026546625,0.021117007,0.02458058,0.034308515,0.011362114,0.023386464,0.015256917,0.012132217,0.023198383,0.017367605,0.015519698,0.03929884,0.029490096,0.025207492,0.0171263,0.01766759,0.00978652,0.022789456,0.024761228,0.022325065,0.018450608]', 7.436128),
	(117, 1, 45.212337, 590.9837, -3958.6023, 4342.9004, -5605.0664, 5660.37, '[5.5276414e-06,4.083274e-06,2.353489e-05,6.9281064e-06,1.1502173e-05,2.5548783e-05,3.1021013e-05,5.0292034e-05,8.946666e-05,9.09049e-05,0.00020127186,0.0006204898,0.0012698278,0.0027830154,0.0019886866,0.014184778,0.016276315,0.015629914,0.012958835,0.013229118,0.019102938,0.017955812,0.01805579,0.014745573,0.0093134,0.01316173,0.008377551,0.010454686,0.0067109508,0.011425457,0.010530699,0.007657461,0.008268861,0.014856839,0.012528215,0.012282684,0.022088569,0.022845171,0.015640361,0.027697338,0.021898543,0.028480995,0.031066043,0.013735822,0.032035854,0.013478973,0.012943171,0.021571236,0.009236659,0.026454313,0.026527021,0.019570714,0.021821477,0.03196444,0.010748736,0.021562256,0.013849155,0.011563696,0.020748448,0.01628888,0.014455479,0.037236616,0.026772654,0.02368993,0.01634536,0.016850235,0.009593145,0.022547016,0.023854747,0.021287508,0.01863972]', 7.132379),
	(118, 1, 44.49987, 574.30914, -3907.953, 4434.5127, -5449.055, 5755.1196, '[6.392586e-06,4.775577e-06,2.713546e-05,8.243741e-06,1.3369795e-05,2.9119888e-05,3.559539e-05,5.7727997e-05,0.00010170471,0.00010373153,0.00022489953,0.0007020497,0.0013816409,0.0030361842,0.0021560325,0.015144481,0.016856685,0.016418345,0.013454062,0.013670294,0.019584479,0.018509699,0.01848772,0.015220755,0.009891336,0.013973144,0.008875542,0.011092502,0.0072207237,0.012213837,0.011137527,0.0082134465,0.008856231,0.015342141,0.013002259,0.012555577,0.022411337,0.022814898,0.015932688,0.027213156,0.021348095,0.027795417,0.03027561,0.013272853,0.031330567,0.013356843,0.012897416,0.021050459,0.009324312,0.026495362,0.026427496,0.019046374,0.020896554,0.031139003,0.0105338115,0.020951115,0.013372171,0.011381078,0.019965118,0.015926901,0.014107452,0.036507357,0.025846088,0.023183987,0.016048789,0.016553728,0.009514737,0.022430027,0.023515781,0.020917865,0.018606128]', 7.071451),
	(119, 1, 45.319992, 593.35205, -4012.9873, 4369.6045, -5692.0347, 5700.2944, '[5.4541165e-06,4.0272857e-06,2.311947e-05,6.811602e-06,1.13280175e-05,2.5161107e-05,3.0614978e-05,4.945202e-05,8.8076755e-05,8.905002e-05,0.00019799522,0.00061025075,0.0012542943,0.0027566971,0.0019595753,0.014025082,0.016107293,0.015461957,0.012905869,0.013168438,0.019075193,0.017748794,0.017949337,0.014660454,0.0091773,0.013009648,0.008306427,0.010378075,0.0066153333,0.011288576,0.010457581,0.0075673037,0.008175878,0.014737171,0.012466405,0.0122697605,0.02198134,0.0228666,0.0155890845,0.027800422,0.022090198,0.028628735,0.031380363,0.013795451,0.032159075,0.013469568,0.012951591,0.021659024,0.00926681,0.02631277,0.026460782,0.01971546,0.021979487,0.032039415,0.010821275,0.02170907,0.013966618,0.011651074,0.020876639,0.016366677,0.014545851,0.03726333,0.026949454,0.023780303,0.016357156,0.016944509,0.009603037,0.022573931,0.02391154,0.021323718,0.018545832]', 7.2182045),
	(120, 1, 46.75474, 626.42596, -4019.1926, 4182.15, -5980.575, 5507.0405, '[3.965687e-06,2.8503039e-06,1.676006e-05,4.63577e-06,8.0801865e-06,1.88145e-05,2.2542203e-05,3.6363595e-05,6.591388e-05,6.577279e-05,0.00015382221,0.0004562233,0.0010301975,0.0022499915,0.0016199802,0.01189412,0.014661236,0.013677447,0.011771684,0.012175421,0.01790311,0.016333835,0.016859258,0.013529751,0.007888267,0.011213964,0.007214372,0.008992323,0.0055338303,0.009606891,0.0091599105,0.00638702,0.006949993,0.013536164,0.011392415,0.011595818,0.021082966,0.022847217,0.014938568,0.028904842,0.023554802,0.030114004,0.033364564,0.014890611,0.033776995,0.01370222,0.012970765,0.022845633,0.009135633,0.0259442,0.026418695,0.020967843,0.024202563,0.033784974,0.0113249095,0.023147024,0.015119095,0.012123375,0.022792533,0.017229363,0.015415973,0.03876905,0.029097933,0.024990203,0.017017107,0.017686088,0.009785615,0.022777658,0.02472294,0.022175843,0.018345444]', 7.351043),
	(121, 1, 47.259823, 638.0283, -3862.1033, 4127.096, -6061.863, 5448.4487, '[3.2681685e-06,2.30766e-06,1.3740687e-05,3.6614879e-06,6.576138e-06,1.5790822e-05,1.8697172e-05,3.021036e-05,5.5335535e-05,5.48802e-05,0.00013225025,0.00038108107,0.0009128246,0.0019870664,0.0014433134,0.010741066,0.0138511555,0.012678904,0.011105821,0.011598942,0.017126467,0.015529522,0.016219709,0.012853947,0.0072089774,0.010242475,0.006591348,0.008231541,0.0049706683,0.0087046875,0.008424719,0.0057636653,0.006301077,0.0128329545,0.010748366,0.011161971,0.020552792,0.022792492,0.014599831,0.029510818,0.024439594,0.030843887,0.034340817,0.01558295,0.034735806,0.013813556,0.01293534,0.023562247,0.0090349205,0.025664968,0.02633663,0.021674307,0.025531298,0.03481345,0.011580232,0.023914762,0.015789412,0.012383084,0.023986066,0.017710866,0.015923819,0.039727498,0.0303,0.025723357,0.017431729,0.018071862,0.009882928,0.02283395,0.025201296,0.02265746,0.018166985]', 7.414294),
	(122, 1, 48.65289, 668.6758, -3630.1726, 3967.6648, -6390.359, 5300.7017, '[2.3201926e-06,1.602232e-06,9.71921e-06,2.413348e-06,4.580328e-06,1.1625284e-05,1.3378936e-05,2.1751837e-05,4.0539562e-05,3.9734176e-05,0.0001008702,0.00028040272,0.00074013503,0.0015964118,0.0011792151,0.009075287,0.012560782,0.01112729,0.009999684,0.010620512,0.015866574,0.0142789325,0.015114786,0.011738888,0.00614002,0.008750566,0.0056343386,0.0070784553,0.0041143224,0.0073415823,0.0073059704,0.004843632,0.0053011742,0.0117206285,0.0096755745,0.010470039,0.019495819,0.022620345,0.013860006,0.030338917,0.025737274,0.03210431,0.03617791,0.016684799,0.036216754,0.013873265,0.012784335,0.024677038,0.008763854,0.02525792,0.026084248,0.02289931,0.027834093,0.03650783,0.012012418,0.025348958,0.016861845,0.01267124,0.026080666,0.018525943,0.016724808,0.04121111,0.032327373,0.026801528,0.017994052,0.018618796,0.009982344,0.022901885,0.02578865,0.023462618,0.01796399]', 7.615234),
	(123, 1, 48.751312, 670.8411, -3552.2205, 3970.167, -6430.1523, 5306.417, '[2.23846e-06,1.5405016e-06,9.373088e-06,2.3017326e-06,4.3934383e-06,1.121846e-05,1.2900208e-05,2.0962552e-05,3.9025792e-05,3.8204103e-05,9.7425014e-05,0.00026923636,0.0007205916,0.0015532867,0.0011493552,0.008860135,0.012364553,0.010906996,0.00987147,0.010535628,0.015660472,0.0141600035,0.014927847,0.011620565,0.0059954952,0.008551483,0.005515538,0.0069348067,0.0040052007,0.00716821,0.0071781366,0.0047221994,0.005188685,0.0115482835,0.009509056,0.010394148,0.019415338,0.022566814,0.01374081,0.03037637,0.025904104,0.032351866,0.03644005,0.016817426,0.036307637,0.013889839,0.012762809,0.024799863,0.0087515265,0.025166053,0.026063697,0.023126692,0.028132366,0.0366612,0.01209621,0.02552093,0.016999744,0.012693113,0.026328055,0.018617693,0.016860977,0.04148057,0.03251149,0.026958413,0.018107042,0.018706683,0.009984763,0.023000365,0.02585421,0.023568796,0.01788551]', 7.6572547),
	(124, 1, 49.281357, 683.0648, -3262.6558, 3967.3828, -6659.0513, 5331.7803, '[1.6634976e-06,1.113032e-06,6.932999e-06,1.5930925e-06,3.1741279e-06,8.56396e-06,9.555547e-06,1.5931579e-05,2.9828996e-05,2.9347726e-05,7.6532786e-05,0.00020742435,0.0006078262,0.0013153591,0.0009625966,0.0077655055,0.011445474,0.009818273,0.009295015,0.010007175,0.014639825,0.013570585,0.014089263,0.011100366,0.005295276,0.0075247097,0.0048099705,0.006244468,0.0034278214,0.0062744813,0.00646771,0.004087283,0.0045597088,0.010641835,0.0085363705,0.0098790545,0.01900253,0.02245562,0.013240646,0.03085472,0.026545383,0.03332154,0.037163552,0.017600127,0.03716927,0.013773187,0.012724935,0.025320422,0.008487699,0.025062446,0.025985345,0.02435401,0.029940767,0.03777562,0.012270081,0.026585849,0.01760806,0.012934525,0.027665531,0.018824557,0.017661594,0.043522608,0.033865392,0.028025085,0.018394329,0.018749217,0.009881492,0.023398638,0.025936645,0.02353139,0.017609589]', 7.8991604),
	(125, 1, 49.35516, 684.83606, -3216.6199, 3930.22, -6614.427, 5285.623, '[1.6275305e-06,1.0880015e-06,6.7702763e-06,1.5381694e-06,3.0890876e-06,8.405087e-06,9.298261e-06,1.5487358e-05,2.9081644e-05,2.865622e-05,7.478998e-05,0.00020204285,0.0006009306,0.001289573,0.0009438768,0.0076380335,0.0113278255,0.009691442,0.009188077,0.009950393,0.0144553045,0.013546076,0.014020308,0.011073151,0.005229507,0.0073786485,0.004698921,0.00616621,0.0033666424,0.0061807544,0.006404546,0.0040225554,0.004477203,0.010552844,0.008406087,0.009802692,0.018939342,0.022363123,0.013152178,0.03083242,0.02649932,0.033458386,0.037208505,0.017736604,0.037198856,0.013739689,0.012759353,0.025338832,0.008451271,0.025174994,0.025951456,0.024577552,0.030314064,0.037959002,0.012324153,0.026796006,0.017641598,0.012938526,0.027814828,0.018788002,0.017750608,0.04379924,0.034073092,0.028130654,0.018357152,0.018705202,0.0098566115,0.02349186,0.025878586,0.023517214,0.017688204]', 7.8490133),
	(126, 1, 49.416557, 686.30963, -3204.427, 3928.759, -6639.335, 5286.63, '[1.5644539e-06,1.0440997e-06,6.5039217e-06,1.4659729e-06,2.9576718e-06,8.114752e-06,8.944189e-06,1.4948652e-05,2.8074362e-05,2.763289e-05,7.2480725e-05,0.00019549577,0.00058760337,0.0012621572,0.000922196,0.0075212307,0.011207815,0.009560333,0.009124864,0.009889561,0.014340491,0.013487131,0.0138839735,0.011014452,0.0051370393,0.0072563468,0.004622932,0.0060862508,0.0032938886,0.0060906904,0.0063254107,0.0039521325,0.0044123265,0.010427583,0.0082960995,0.009736184,0.018908536,0.022380939,0.013085431,0.030878037,0.026574254,0.033562053,0.037393354,0.017813344,0.037257414,0.013698491,0.012745737,0.025361663,0.008431705,0.025204204,0.025898935,0.0246604,0.03047051,0.038064595,0.012337981,0.026985347,0.017688142,0.012976204,0.028019086,0.018805644,0.017855583,0.04407793,0.034212895,0.028308023,0.018395863,0.018715484,0.009849925,0.023537597,0.025912087,0.023490481,0.017634183]', 7.876092),
	(127, 1, 49.430756, 686.6503, -3191.117, 3918.843, -6624.51, 5273.9697, '[1.5384911e-06,1.0263358e-06,6.406432e-06,1.4378932e-06,2.9110995e-06,8.006162e-06,8.808836e-06,1.47385945e-05,2.7734297e-05,2.7309576e-05,7.16608e-05,0.00019341876,0.00058318157,0.0012531916,0.0009146678,0.007497568,0.011197547,0.009530707,0.009105915,0.009866738,0.014309538,0.013472142,0.013862711,0.01099984,0.005123538,0.007227961,0.0046045342,0.006072766,0.0032775148,0.0060697324,0.006302643,0.003939005,0.0043930225,0.010414578,0.008265508,0.009718416,0.01890925,0.022395814,0.013077338,0.030886559,0.026575934,0.033575833,0.03739056,0.017840754,0.037298873,0.013682394,0.012740858,0.025362263,0.008407207,0.025235847,0.025926532,0.02466404,0.03049446,0.03814461,0.012331069,0.02701277,0.017686993,0.012968054,0.028062772,0.018809449,0.017867925,0.04420272,0.03424326,0.028348051,0.018399915,0.018692046,0.009844034,0.023533694,0.025904816,0.023470907,0.017644405]', 7.860224),
	(128, 1, 49.434544, 686.7413, -3178.6392, 3907.1577, -6600.5977, 5257.855, '[1.5290392e-06,1.0199857e-06,6.3782063e-06,1.4306138e-06,2.8953648e-06,7.965659e-06,8.760146e-06,1.4665728e-05,2.7650261e-05,2.7258657e-05,7.143413e-05,0.00019277378,0.0005822691,0.0012508708,0.0009136615,0.0074885786,0.011201352,0.009531271,0.009103619,0.009861642,0.014314562,0.013470291,0.013884071,0.010990636,0.0051281676,0.0072271484,0.0046020476,0.0060685393,0.0032735167,0.0060631447,0.006298209,0.003937271,0.004387496,0.010422558,0.008264547,0.009711385,0.018910384,0.022393087,0.013083495,0.03089821,0.026556725,0.033560894,0.037340052,0.017840104,0.03730787,0.013688454,0.012739487,0.025342254,0.008395869,0.025255615,0.025944598,0.024674553,0.030529344,0.038151227,0.012330712,0.027002217,0.017703075,0.012964273,0.028049799,0.018823136,0.017863855,0.04420761,0.034274507,0.028333295,0.018413283,0.01868982,0.009839877,0.02352864,0.025904221,0.023454735,0.017664133]', 7.8340573),
	(129, 1, 49.386982, 685.59985, -3201.7434, 3921.9468, -6611.6245, 5276.5767, '[1.5639417e-06,1.0446553e-06,6.5280565e-06,1.4709062e-06,2.9685932e-06,8.129614e-06,8.959742e-06,1.4965837e-05,2.8238544e-05,2.7799591e-05,7.273761e-05,0.00019701541,0.0005900845,0.0012675864,0.0009255643,0.0075732507,0.011286895,0.009619206,0.009151735,0.009897566,0.014408292,0.013504828,0.013958217,0.011033568,0.005184933,0.007308978,0.004659758,0.0061316835,0.0033227205,0.0061307237,0.0063561727,0.0039882096,0.004430758,0.010514181,0.008346277,0.009758976,0.018938765,0.022420418,0.013113224,0.03088987,0.026505027,0.03351245,0.037307337,0.017768133,0.037253816,0.013701816,0.012745292,0.025310986,0.008406261,0.025259783,0.025991324,0.024576014,0.03036697,0.038087294,0.01231478,0.026889421,0.01763726,0.012939465,0.027908362,0.01881718,0.017786188,0.04403519,0.03416748,0.028236216,0.018369852,0.018666772,0.009839303,0.023498476,0.025869945,0.023459096,0.01768856]', 7.847053),
	(130, 1, 49.31218, 683.80457, -3228.477, 3938.548, -6612.2397, 5295.5137, '[1.6169246e-06,1.0826043e-06,6.7638707e-06,1.53421e-06,3.0856263e-06,8.382381e-06,9.280981e-06,1.5457625e-05,2.9168621e-05,2.8694914e-05,7.487954e-05,0.00020370673,0.0006017317,0.0012944357,0.00094619935,0.0077090827,0.01142611,0.00976173,0.009229427,0.009952823,0.01455106,0.01356098,0.014066835,0.0110939,0.005276229,0.0074503394,0.004755038,0.0062242006,0.0034002108,0.0062436364,0.0064407713,0.004068823,0.0045083757,0.010652992,0.008472362,0.009835491,0.019001188,0.022445245,0.013182653,0.03084731,0.0264417,0.033437394,0.037207864,0.01766711,0.037189733,0.013729185,0.012746985,0.025262943,0.008423788,0.025253566,0.026070157,0.024392838,0.030082557,0.037991703,0.012279349,0.026693217,0.017545508,0.01288444,0.027708074,0.018806517,0.01765755,0.043782387,0.033945344,0.028087905,0.018332522,0.018652892,0.009852888,0.023445342,0.025851907,0.023477662,0.017716175]', 7.8492675),
	(131, 1, 49.090366, 678.481, -3282.6665, 3956.9387, -6545.296, 5307.087, '[1.8552963e-06,1.2577541e-06,7.80893e-06,1.8102386e-06,3.5931573e-06,9.4772595e-06,1.0676197e-05,1.7448188e-05,3.288618e-05,3.227812e-05,8.338808e-05,0.00022926365,0.00064958376,0.0013903468,0.001025218,0.008174854,0.011823631,0.010222994,0.009444433,0.010169678,0.014949241,0.013793333,0.014440196,0.0113059385,0.005582354,0.007895098,0.005054477,0.006510217,0.0036606316,0.0066175167,0.0067442236,0.0043339413,0.0047602616,0.011070782,0.008897097,0.010088932,0.01915857,0.022409646,0.013361164,0.030574515,0.026112683,0.03316735,0.036936805,0.017354114,0.036729705,0.013840244,0.012748183,0.025126427,0.008534734,0.025254026,0.02625597,0.023914358,0.029291365,0.03757302,0.012242368,0.026176406,0.017284496,0.0127086,0.0271167,0.01877124,0.017226007,0.042872857,0.033222534,0.02758825,0.01825143,0.018625395,0.009906671,0.023361433,0.02576686,0.023632925,0.017866261]', 7.778389),
	(132, 1, 48.820065, 672.3536, -3532.1196, 3982.1218, -6489.9316, 5330.1577, '[2.1497551e-06,1.4823177e-06,9.047027e-06,2.1746662e-06,4.2290776e-06,1.0868085e-05,1.2350439e-05,2.0044972e-05,3.7652866e-05,3.691977e-05,9.402423e-05,0.00026214766,0.0007088897,0.0015169708,0.0011216591,0.008806813,0.012308313,0.010781483,0.009764743,0.010433829,0.015503851,0.014118575,0.014928387,0.011554249,0.0059474595,0.0084367115,0.00540945,0.0068963724,0.003947195,0.007079744,0.007110186,0.004686315,0.005100201,0.011538321,0.0093686925,0.0103708,0.019300789,0.022486623,0.013631855,0.030289283,0.025756469,0.032603823,0.036541227,0.016937211,0.036353886,0.013842344,0.012741233,0.024830313,0.0086308,0.025375772,0.02623202,0.023318326,0.028357174,0.03692469,0.0121583715,0.025749149,0.016975336,0.012589299,0.026461015,0.018690243,0.016838698,0.04179493,0.032561228,0.027001733,0.018071258,0.018554047,0.009944837,0.02315012,0.025694583,0.023622932,0.01805608]', 7.717533),
	(133, 1, 48.92031, 674.5591, -3415.2673, 3962.4097, -6483.368, 5304.982, '[2.0622406e-06,1.4111799e-06,8.671947e-06,2.0634723e-06,4.0291434e-06,1.0417846e-05,1.1847608e-05,1.92529e-05,3.6145077e-05,3.550392e-05,9.07563e-05,0.00025012036,0.0006877009,0.0014729832,0.0010913715,0.008536485,0.012118246,0.010570442,0.00964681,0.010344535,0.015296092,0.013979619,0.014732403,0.011450066,0.005814787,0.00823955,0.00529046,0.00673189,0.0038427582,0.0068985447,0.006966157,0.0045478237,0.004979036,0.011358939,0.009203386,0.01026211,0.019275019,0.022433393,0.013556934,0.030404566,0.025943598,0.032809976,0.03661323,0.01710725,0.03650132,0.0138928825,0.0127546955,0.024942325,0.00861967,0.02524481,0.026242167,0.023537172,0.028709967,0.037138637,0.012200967,0.02582232,0.017145036,0.012647364,0.0266892,0.018738683,0.016999671,0.0421262,0.032798216,0.027191976,0.018196298,0.018643469,0.009956482,0.02321222,0.025769975,0.02365465,0.017945133]', 7.7111187),
	(134, 1, 48.93052, 674.7836, -3392.57, 3944.5786, -6446.742, 5278.7446, '[2.0840096e-06,1.426679e-06,8.763588e-06,2.0860575e-06,4.067417e-06,1.0511724e-05,1.1957244e-05,1.9394683e-05,3.6364687e-05,3.5758356e-05,9.127032e-05,0.00025075726,0.00069117383,0.0014733874,0.001096409,0.008513811,0.012100428,0.0105706975,0.009635687,0.01035101,0.01525453,0.013986504,0.014747232,0.011448691,0.005820474,0.008236333,0.005281903,0.0067243525,0.0038434307,0.006898321,0.0069681024,0.0045440756,0.0049812472,0.0113536045,0.009206698,0.010259252,0.019269044,0.022376176,0.01355655,0.030342113,0.025910946,0.03280424,0.036554288,0.01713888,0.036430318,0.013917196,0.012761081,0.02496152,0.008641609,0.025258489,0.026236111,0.023579948,0.028770804,0.03709079,0.012221936,0.025830012,0.017180622,0.01263457,0.026698792,0.01874409,0.01699291,0.042090047,0.032775044,0.027207108,0.018241547,0.018684655,0.009962533,0.023243198,0.025801813,0.023664521,0.017964713]', 7.6703486),
	(135, 1, 48.997852, 676.26495, -3314.5422, 3931.8237, -6445.4375, 5264.256, '[2.0189436e-06,1.3756188e-06,8.477153e-06,2.0043212e-06,3.9195356e-06,1.0187611e-05,1.1574226e-05,1.8803386e-05,3.526837e-05,3.4686967e-05,8.879524e-05,0.00024271161,0.0006767595,0.0014441123,0.0010721916,0.008346113,0.011971235,0.0104296105,0.009557733,0.0102919955,0.01513061,0.0138870375,0.014618792,0.01138875,0.0057233907,0.008090765,0.005195496,0.0066229207,0.0037695498,0.006774434,0.0068774186,0.004450112,0.004891704,0.01122733,0.009089006,0.0101863,0.01922243,0.022352919,0.013493986,0.030447995,0.02604268,0.032932956,0.03667615,0.017238606,0.036545355,0.013919289,0.012768191,0.025020886,0.008630263,0.025178362,0.026217746,0.023752596,0.029028641,0.03724489,0.012249889,0.025930593,0.017271202,0.0126937805,0.026854986,0.018766293,0.017120307,0.042323623,0.03298298,0.027333569,0.018271541,0.018711368,0.009958132,0.023276813,0.025810704,0.023665387,0.017891688]', 7.670389),
	(136, 1, 49.11969, 679.18475, -3255.7454, 3937.4614, -6517.358, 5280.7974, '[1.9004419e-06,1.283688e-06,7.908501e-06,1.8614121e-06,3.6409592e-06,9.599203e-06,1.0833396e-05,1.7764727e-05,3.3276825e-05,3.2710795e-05,8.425065e-05,0.00022863991,0.0006512926,0.0013965176,0.0010282362,0.008077249,0.011710597,0.0101593705,0.009455073,0.010190626,0.014964566,0.013732151,0.014413592,0.011271639,0.0055293627,0.007824897,0.005027242,0.0064476253,0.0036170995,0.006538961,0.0067169704,0.0042842044,0.0047421716,0.010952664,0.008862051,0.010051375,0.01907463,0.022367673,0.013374144,0.030708551,0.026294434,0.033089038,0.036964092,0.017365089,0.036779713,0.013881892,0.012774455,0.025099171,0.008607697,0.025077436,0.02603737,0.024084637,0.029533163,0.037372604,0.012302032,0.026248591,0.017451232,0.012883747,0.027164865,0.01881187,0.017409038,0.04263669,0.03350536,0.027565189,0.018279979,0.018746844,0.009928762,0.023334246,0.025815388,0.023612091,0.017739154]', 7.747412),
	(137, 1, 49.121532, 679.22894, -3245.0505, 3924.8572, -6489.352, 5261.4253, '[1.9420395e-06,1.3112468e-06,8.065398e-06,1.9038869e-06,3.715502e-06,9.76674e-06,1.1032727e-05,1.8062345e-05,3.3799653e-05,3.3300974e-05,8.5390275e-05,0.00023066944,0.0006576402,0.0014059254,0.0010386185,0.0080844015,0.011708706,0.010182813,0.009461224,0.010208841,0.014946068,0.01373459,0.014478397,0.011265263,0.005553605,0.007850486,0.0050317235,0.006446478,0.0036306393,0.0065498776,0.0067263716,0.0042917053,0.0047616633,0.010954047,0.008885974,0.010061149,0.019068979,0.022285739,0.013412851,0.03064226,0.026267758,0.033043455,0.03681623,0.017384196,0.036702696,0.01392116,0.012781723,0.025118452,0.00863996,0.025033958,0.026039355,0.024128223,0.029585367,0.037284628,0.012329181,0.026205834,0.017497405,0.012887349,0.027148498,0.01882469,0.017392762,0.04254031,0.033459008,0.027530808,0.018343367,0.018791666,0.009944684,0.023343295,0.025861647,0.02363624,0.017751137]', 7.7147264),
	(138, 1, 49.07761, 678.17487, -3234.3782, 3910.2312, -6436.4, 5237.796, '[2.0222167e-06,1.3681725e-06,8.381856e-06,1.9926906e-06,3.870742e-06,1.0108172e-05,1.1453372e-05,1.8676543e-05,3.4904755e-05,3.43621e-05,8.781701e-05,0.00023720773,0.00067087787,0.0014312646,0.0010583699,0.008171443,0.01177774,0.010274284,0.0095110405,0.010257525,0.015029109,0.013768656,0.0145680625,0.011305951,0.005617025,0.007936466,0.005094098,0.006500666,0.0036853722,0.0066243913,0.0067976792,0.004344912,0.004816752,0.011027797,0.008982268,0.010113894,0.019086111,0.022265907,0.013456654,0.03059906,0.026225485,0.032957215,0.036738984,0.017317448,0.036581162,0.0139493365,0.012792342,0.025092194,0.008683716,0.024993576,0.026036795,0.024058763,0.029471299,0.037149355,0.012344681,0.026096065,0.017466445,0.012882964,0.027024694,0.018818306,0.017332733,0.042313557,0.03332871,0.027420703,0.01833575,0.018806227,0.009961203,0.02331732,0.02585793,0.023658507,0.017760972]', 7.6578617),
	(139, 1, 49.17835, 680.59265, -3186.4023, 3880.3486, -6417.971, 5201.4497, '[1.9218983e-06,1.2962352e-06,7.941645e-06,1.8750658e-06,3.6546392e-06,9.6542435e-06,1.0861558e-05,1.78341e-05,3.332058e-05,3.2885448e-05,8.4313775e-05,0.00022613222,0.00065186294,0.0013901278,0.0010273716,0.00795275,0.011593804,0.010075812,0.009418768,0.0101683475,0.014864569,0.013683442,0.014417146,0.011217487,0.0054847216,0.0077422503,0.0049605286,0.006369209,0.0035684889,0.0064622317,0.0066721034,0.0042283186,0.004708014,0.010839099,0.008800228,0.0099964,0.019018708,0.022257518,0.013375468,0.030705035,0.026344927,0.033070732,0.036835976,0.017463503,0.036742777,0.013915852,0.012800113,0.025126003,0.008648682,0.025016477,0.025925012,0.0242997,0.029874953,0.037272226,0.012381861,0.026343614,0.017612461,0.01297474,0.027272498,0.01884344,0.017528893,0.04262796,0.033639416,0.027624074,0.018383792,0.018838175,0.009951,0.0233696,0.025894832,0.023585264,0.01770992]', 7.636387),
	(140, 1, 49.341377, 684.50525, -3161.621, 3873.5186, -6479.69, 5201.393, '[1.7542405e-06,1.1765997e-06,7.25291e-06,1.6699314e-06,3.308385e-06,8.926687e-06,9.894512e-06,1.6397089e-05,3.0669853e-05,3.0373265e-05,7.8385274e-05,0.0002093518,0.0006216945,0.0013182332,0.00097564945,0.0076590385,0.0113409655,0.009784338,0.009230997,0.010015718,0.014496069,0.013589601,0.014170169,0.011095359,0.0052916612,0.0074508185,0.0047377567,0.0061842753,0.0034054485,0.006234921,0.006466249,0.0040580123,0.004536435,0.010590264,0.008494415,0.009835606,0.01891837,0.022167016,0.01321034,0.030693704,0.026375463,0.033373684,0.036994897,0.01774573,0.036923565,0.013840222,0.0128005445,0.025241597,0.008551501,0.02517367,0.025906341,0.024665147,0.030437915,0.037629478,0.012412577,0.026766255,0.01772984,0.012971214,0.027709147,0.018843744,0.0177334,0.043335512,0.033981245,0.027986694,0.01844803,0.018815033,0.009909787,0.02353434,0.02591014,0.023535574,0.017745527]', 7.6986957),
	(141, 1, 49.54545, 689.40295, -3141.1382, 3891.7036, -6623.86, 5240.4414, '[1.529984e-06,1.0140584e-06,6.3072407e-06,1.423485e-06,2.8467948e-06,7.900331e-06,8.634141e-06,1.4544741e-05,2.7238757e-05,2.7005413e-05,7.047975e-05,0.00018698246,0.0005779019,0.0012294337,0.00090471946,0.0072521633,0.010959681,0.009369714,0.009031301,0.009815576,0.014142318,0.013382587,0.013837515,0.010891088,0.005012002,0.0070627118,0.0044724667,0.0059278896,0.003176782,0.0058971033,0.006193464,0.0038185723,0.004307207,0.010199516,0.008126195,0.009600056,0.018734973,0.022188334,0.012998039,0.030941,0.02662043,0.033648174,0.037328657,0.018007934,0.037261453,0.013751325,0.012770862,0.025391964,0.00845123,0.02519224,0.02573314,0.025132254,0.031200662,0.037924603,0.012441021,0.02729739,0.01797998,0.013131534,0.028255481,0.0189017,0.018098729,0.04408147,0.034685735,0.028473195,0.018529434,0.018842231,0.009836451,0.023651298,0.0259681,0.02341041,0.017594714]', 7.849541),
	(142, 1, 49.673893, 692.4857, -3112.9177, 3910.0813, -6739.6533, 5276.1924, '[1.3909669e-06,9.149357e-07,5.737489e-06,1.2710963e-06,2.570728e-06,7.274001e-06,7.857685e-06,1.3374469e-05,2.509457e-05,2.4920997e-05,6.55319e-05,0.00017362257,0.0005508626,0.0011714989,0.00086056505,0.0070106187,0.010742159,0.009118329,0.008883155,0.009677525,0.013875542,0.013282259,0.013635804,0.010768866,0.0048488486,0.006828335,0.004297149,0.0057755094,0.0030458563,0.0056923465,0.006018132,0.003675924,0.00415952,0.009981453,0.007881558,0.00945182,0.018621512,0.022173535,0.0128357345,0.03103499,0.026689926,0.033878542,0.03747975,0.018204426,0.037477415,0.013685848,0.012753623,0.025522012,0.008349766,0.0252636,0.025682911,0.02545867,0.031713787,0.0381939,0.012444974,0.027629415,0.018099364,0.013166457,0.028593577,0.018907657,0.018286668,0.04464788,0.035097398,0.028779969,0.018556463,0.018809633,0.009769298,0.023753854,0.025961941,0.023343103,0.017569292]', 7.964711);
INSERT INTO public.rejected_input VALUES
	(2, 'broken.png', 'neither JPEG, PNG, FITS nor HDF5', '2026-11-28 16:35:10.302236+00');
SELECT pg_catalog.setval('public.cluster_run_id_seq', 1, true);
SELECT pg_catalog.setval('public.cutout_id_seq', 1, false);
SELECT pg_catalog.setval('public.dataset_id_seq', 2, true);
SELECT pg_catalog.setval('public.image_id_seq', 146, true);
SELECT pg_catalog.setval('public.job_run_id_seq', 1, false);
SELECT pg_catalog.setval('public.model_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.embedding
    ADD CONSTRAINT pk_embedding PRIMARY KEY (image_id, model_id);
ALTER TABLE ONLY public.embedding_1
    ADD CONSTRAINT embedding_1_pkey PRIMARY KEY (image_id, model_id);
ALTER TABLE ONLY public.cluster_member
    ADD CONSTRAINT pk_cluster_member PRIMARY KEY (run_id, image_id);
ALTER TABLE ONLY public.cluster_run
    ADD CONSTRAINT pk_cluster_run PRIMARY KEY (id);
ALTER TABLE ONLY public.cutout
    ADD CONSTRAINT pk_cutout PRIMARY KEY (id);
ALTER TABLE ONLY public.dataset
    ADD CONSTRAINT pk_dataset PRIMARY KEY (id);
ALTER TABLE ONLY public.image
    ADD CONSTRAINT pk_image PRIMARY KEY (id);
ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT pk_job_run PRIMARY KEY (id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT pk_membership PRIMARY KEY (cutout_id, source, name);
ALTER TABLE ONLY public.model
    ADD CONSTRAINT pk_model PRIMARY KEY (id);
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT pk_prediction PRIMARY KEY (image_id, model_id);
ALTER TABLE ONLY public.rejected_input
    ADD CONSTRAINT pk_rejected_input PRIMARY KEY (dataset_id, name);
ALTER TABLE ONLY public.source_table
    ADD CONSTRAINT pk_source_table PRIMARY KEY (dataset_id, source);
ALTER TABLE ONLY public.vector_index
    ADD CONSTRAINT pk_vector_index PRIMARY KEY (model_id, metric);
ALTER TABLE ONLY public.cutout
    ADD CONSTRAINT uq_cutout_dataset_id_external_id UNIQUE (dataset_id, external_id);
ALTER TABLE ONLY public.dataset
    ADD CONSTRAINT uq_dataset_name UNIQUE (name);
ALTER TABLE ONLY public.image
    ADD CONSTRAINT uq_image_dataset_id_external_id UNIQUE (dataset_id, external_id);
ALTER TABLE ONLY public.model
    ADD CONSTRAINT uq_model_sha256 UNIQUE (sha256);
CREATE INDEX ix_cluster_member_image_id ON public.cluster_member USING btree (image_id);
CREATE INDEX ix_cluster_run_model_id ON public.cluster_run USING btree (model_id);
CREATE INDEX ix_cutout_dataset_id_hpx16 ON public.cutout USING btree (dataset_id, hpx16);
CREATE INDEX ix_image_hpx29 ON public.image USING btree (hpx29) INCLUDE (id, ra_deg, dec_deg);
CREATE INDEX ix_image_sha256 ON public.image USING btree (sha256);
CREATE INDEX ix_job_run_job_id ON public.job_run USING btree (job, id);
CREATE UNIQUE INDEX uq_model_serving ON public.model USING btree (serving) WHERE serving;
ALTER INDEX public.pk_embedding ATTACH PARTITION public.embedding_1_pkey;
ALTER TABLE ONLY public.cluster_member
    ADD CONSTRAINT fk_cluster_member_image_id_image FOREIGN KEY (image_id) REFERENCES public.image(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cluster_member
    ADD CONSTRAINT fk_cluster_member_run_id_cluster_run FOREIGN KEY (run_id) REFERENCES public.cluster_run(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cluster_run
    ADD CONSTRAINT fk_cluster_run_model_id_model FOREIGN KEY (model_id) REFERENCES public.model(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cutout
    ADD CONSTRAINT fk_cutout_dataset_id_dataset FOREIGN KEY (dataset_id) REFERENCES public.dataset(id) ON DELETE CASCADE;
ALTER TABLE public.embedding
    ADD CONSTRAINT fk_embedding_image_id_image FOREIGN KEY (image_id) REFERENCES public.image(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.image
    ADD CONSTRAINT fk_image_dataset_id_dataset FOREIGN KEY (dataset_id) REFERENCES public.dataset(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT fk_membership_cutout_id_cutout FOREIGN KEY (cutout_id) REFERENCES public.cutout(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT fk_prediction_image_id_image FOREIGN KEY (image_id) REFERENCES public.image(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT fk_prediction_model_id_model FOREIGN KEY (model_id) REFERENCES public.model(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rejected_input
    ADD CONSTRAINT fk_rejected_input_dataset_id_dataset FOREIGN KEY (dataset_id) REFERENCES public.dataset(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.source_table
    ADD CONSTRAINT fk_source_table_dataset_id_dataset FOREIGN KEY (dataset_id) REFERENCES public.dataset(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.vector_index
    ADD CONSTRAINT fk_vector_index_model_id_model FOREIGN KEY (model_id) REFERENCES public.model(id) ON DELETE CASCADE;
