-- Parts of the sky of any shape: ranges of HEALPix pixels of order 29, nested, which is what a MOC is (IVOA, MOC 2.0).

CREATE OR REPLACE FUNCTION images_in_region(region int8multirange)
RETURNS TABLE (image_id bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF isempty(region) THEN
        PERFORM refuse('the region is empty: no image can be in it');
    END IF;
    -- OFFSET 0: the index is scanned once a range, as for a cone.
    RETURN QUERY
    SELECT i.id FROM unnest(region) AS cells
    CROSS JOIN LATERAL (
        SELECT image.id FROM image WHERE image.hpx29 >= lower(cells) AND image.hpx29 < upper(cells) OFFSET 0
    ) AS i;
END $$;
COMMENT ON FUNCTION images_in_region IS
    'images in a region of the sky, given as ranges of hpx29 (a MOC of order 29), in no order';

CREATE OR REPLACE FUNCTION footprint(dataset text, healpix_order integer DEFAULT 8)
RETURNS int8multirange LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted integer := (SELECT d.id FROM dataset d WHERE d.name = footprint.dataset);
    bits integer := 2 * (29 - healpix_order);
BEGIN
    IF wanted IS NULL THEN
        PERFORM refuse(format('no dataset %L in the catalogue; there is %s', dataset,
            coalesce((SELECT string_agg(name, ', ' ORDER BY name) FROM dataset), 'none yet')));
    ELSIF healpix_order BETWEEN 0 AND 29 IS NOT TRUE THEN
        PERFORM refuse(format('HEALPix order %s is not between 0 and 29', healpix_order));
    END IF;
    RETURN (
        SELECT coalesce(range_agg(int8range(cell << bits, (cell + 1) << bits)), '{}')
        FROM (SELECT DISTINCT i.hpx29 >> bits AS cell FROM image i WHERE i.dataset_id = wanted) AS held
        WHERE cell IS NOT NULL
    );
END $$;
COMMENT ON FUNCTION footprint IS
    'the HEALPix pixels of an order that hold images of a dataset, as ranges of hpx29: a region for searches';
