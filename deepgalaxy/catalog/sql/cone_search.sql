-- Searches by position: images_in_cone gives ids and separations, cone_search adds names and positions.

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
    -- The squares of smaller numbers would underflow.
    IF abs(ra_deg) < 1e-12 THEN ra_deg := 0; END IF;
    IF abs(dec_deg) < 1e-12 THEN dec_deg := 0; END IF;
    -- The haversine formula is exact at any distance but close to the antipode. OFFSET 0 makes the planner scan
    -- the index once a range, and the index has all the columns; without it the whole table was read.
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
COMMENT ON FUNCTION images_in_cone IS 'images within radius_deg of a position (ICRS, degrees), in no order';

CREATE OR REPLACE FUNCTION cone_search(ra_deg float8, dec_deg float8, radius_deg float8)
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
    'images within radius_deg of a position (ICRS, degrees), nearest to it first';
