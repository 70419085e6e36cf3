-- HEALPix in nested numbering: Gorski et al. (2005, ApJ 622, 759), section 5.

CREATE OR REPLACE FUNCTION healpix_centre(face integer, ix bigint, iy bigint, depth integer)
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

-- Pixels are split into four until their radius, below 1.07 / nside radians, is half the cone's; those whose
-- centres are too far away are dropped. The result has 30 to 90 ranges.
CREATE OR REPLACE FUNCTION healpix_cover(ra_deg float8, dec_deg float8, radius_deg float8)
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
