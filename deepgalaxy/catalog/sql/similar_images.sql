-- The searches that are called by hand: by a vector or by the id of an image, everywhere or in a cone.

CREATE OR REPLACE FUNCTION similar_images(
    query vector, k integer DEFAULT 10, model text DEFAULT NULL, metric text DEFAULT 'l2',
    datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages, exact => exact)
$$;
COMMENT ON FUNCTION similar_images(vector, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one; nearest first';

CREATE OR REPLACE FUNCTION similar_in_cone(
    query vector, ra_deg float8, dec_deg float8, radius_deg float8, k integer DEFAULT 10,
    model text DEFAULT NULL, metric text DEFAULT 'l2', datasets text[] DEFAULT NULL,
    stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), query => query, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION similar_in_cone(vector, float8, float8, float8, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one, within radius_deg of a position; nearest first';

CREATE OR REPLACE FUNCTION similar_images(
    image_id bigint, k integer DEFAULT 10, model text DEFAULT NULL, metric text DEFAULT 'l2',
    datasets text[] DEFAULT NULL, stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages, exact => exact)
$$;
COMMENT ON FUNCTION similar_images(bigint, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one; nearest first';

CREATE OR REPLACE FUNCTION similar_in_cone(
    image_id bigint, ra_deg float8, dec_deg float8, radius_deg float8, k integer DEFAULT 10,
    model text DEFAULT NULL, metric text DEFAULT 'l2', datasets text[] DEFAULT NULL,
    stages numrange DEFAULT NULL, exact boolean DEFAULT false
) RETURNS SETOF similar_image LANGUAGE sql STABLE AS $$
SELECT * FROM search_images(find_model(model), image_id => image_id, k => k, metric => metric,
    datasets => datasets, stages => stages,
    ra_deg => ra_deg, dec_deg => dec_deg, radius_deg => radius_deg, exact => exact)
$$;
COMMENT ON FUNCTION similar_in_cone(bigint, float8, float8, float8, integer, text, text,
    text[], numrange, boolean) IS 'the k images most like one, within radius_deg of a position; nearest first';
