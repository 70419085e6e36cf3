"""Searches against brute force: every filter, a dozen times a connection, as rows come and go."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import psycopg
import pytest
from astropy import units
from astropy.coordinates import SkyCoord
from astropy_healpix import HEALPix
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.recommend import RecommendedImages
from deepgalaxy.similarity.search import ConeSearch, Query, SimilarImages, look_up
from deepgalaxy.similarity.search_filters import Cone, Stages
from deepgalaxy.similarity.search_query import make_query

Keep = NDArray[np.bool_]
CENTRES: tuple[tuple[float, float], ...] = (
    (0, 0),
    (359.999, 45),
    (0, 90),
    (77, -90),
    (45, 41.8103),
    (206.5, 55.9),
)
"""As in conftest.py, which crowds galaxies about them."""


def within(sky: Any, cone: Cone) -> Keep:
    centre = SkyCoord(cone.ra_deg, cone.dec_deg, unit=units.deg)
    keep: Keep = centre.separation(SkyCoord(sky.ra, sky.dec, unit=units.deg)).deg <= cone.radius_deg
    return keep


def plain_url(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def queries(n: int, seed: int = 7) -> NDArray[np.float32]:
    return (4 * np.random.default_rng(seed).normal(size=(n, 8))).astype(np.float32)


CONES = {
    "1°": Cone(100, 20, 3),
    "20°": Cone(206.5, 55.9, 20),
    "pole": Cone(10, 88, 30),
    "sky": Cone(0, 0, 180),
}


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("cone", [None, *CONES.values()], ids=["no cone", *CONES])
@pytest.mark.parametrize("stages", [None, Stages(15, 25), Stages(None, 1)], ids=str)
def test_every_filter_gives_what_brute_force_gives(
    shared_sky: tuple[Engine, Any], metric: Metric, cone: Cone | None, stages: Stages | None
) -> None:
    catalog, sky = shared_sky
    keep = np.ones(len(sky.ids), bool)
    if cone:
        keep &= within(sky, cone)
    if stages:
        keep &= (sky.stage >= (stages.low or 0)) & (sky.stage <= stages.high)
    with catalog.connect() as connection:
        for i, z in enumerate(queries(12)):  # more often than drivers and plan caches wait before they guess
            rare = i % 3 == 0
            search = SimilarImages(
                query=Query(sky.model, z, None),
                metric=metric,
                cone=cone,
                stages=stages,
                datasets=["rare"] if rare else [],
            )
            hits = search.run(connection)
            kept = keep & (sky.dataset == "rare") if rare else keep
            assert [hit.id for hit in hits] == sky.nearest(z, 10, kept, metric)
            assert [hit.distance for hit in hits] == sorted(hit.distance for hit in hits)


def test_rows_that_come_change_and_go_are_found_as_they_are(catalog: Engine, sky: Any, more: Any) -> None:
    def check(now: Any, keep: Keep) -> None:
        with catalog.connect() as connection:
            for z in queries(12, 3):
                hits = SimilarImages(query=Query(now.model, z, None), k=15, exact=True).run(connection)
                assert [hit.id for hit in hits] == now.nearest(z, 15, keep)

    with catalog.begin() as connection:
        new = more(connection, sky.model, 500, seed=5, prefix="h")
    for name in ("ids", "z", "ra", "dec", "dataset", "stage"):
        setattr(sky, name, np.concatenate([getattr(sky, name), getattr(new, name)]))
    check(sky, np.ones(3500, bool))
    gone = np.random.default_rng(1).random(3500) < 0.3
    with catalog.begin() as connection:
        connection.execute(text("DELETE FROM image WHERE id = ANY(:ids)"), {"ids": sky.ids[gone].tolist()})
    check(sky, ~gone)
    with catalog.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE embedding"))
    check(sky, ~gone)


def test_psql_and_drivers_of_their_own_get_the_same_rows(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    asked = int(sky.ids[17])
    others = sky.ids != asked
    near = within(sky, CONES["20°"])
    with psycopg.connect(plain_url(catalog)) as connection:
        for _ in range(12):  # psycopg prepares from the fifth on, unless told otherwise, as here
            rows = connection.execute("SELECT * FROM similar_images(%s, 20)", [asked]).fetchall()
            assert [row[0] for row in rows] == sky.nearest(sky.z[17], 20, others)
            rows = connection.execute(
                "SELECT * FROM similar_in_cone(%s, 206.5, 55.9, 20, k => 7, metric => 'cosine')", [asked]
            ).fetchall()
            assert [row[0] for row in rows] == sky.nearest(sky.z[17], 7, others & near, "cosine")
            vector = str(sky.z[17].tolist())
            rows = connection.execute(
                "SELECT * FROM similar_images(%s::vector, stages => '[15,25]', datasets => '{rare}')",
                [vector],
            ).fetchall()
            keep = (sky.stage >= 15) & (sky.stage <= 25) & (sky.dataset == "rare")
            assert [row[0] for row in rows] == sky.nearest(sky.z[17], 10, keep)


def test_one_frame_of_each_merger_is_the_first_of_all_its_frames(catalog: Engine, sky: Any) -> None:
    frames = (
        "UPDATE image SET stage = 30, time_myr = 0, external_id = id % 40 || '/7/' || id WHERE id % 2 = 0"
    )
    with catalog.begin() as connection:
        connection.execute(text(frames))

    def first_of_each(hits: list[Any]) -> list[Any]:
        first: dict[str, Any] = {}
        for hit in hits:
            first.setdefault(hit.name.rsplit("/", 2)[0] if hit.labelled else hit.name, hit)
        return [*first.values()]

    with catalog.connect() as connection:
        for z in queries(3):
            near = SimilarImages(query=Query(sky.model, z, None), k=1000)
            every = near.run(connection)
            assert near.nearest(connection) == {hit.id: hit.distance for hit in every}
            one = replace(near, k=200, all_frames=False).run(connection)
            assert one == first_of_each(every)[:200]
            assert sum(hit.labelled for hit in one) > 20
            best = RecommendedImages(query=near.query, k=1500, blank=lambda *_: set())
            ranked = best.run(connection)
            assert {hit.id: hit.distance for hit in ranked}.items() <= replace(near, k=1500).nearest(
                connection
            ).items()
            assert replace(best, k=200, all_frames=False).run(connection) == first_of_each(ranked)[:200]


@pytest.mark.parametrize("radius", [0, 1e-6, 1e-4, 0.001, 0.1, 1, 20, 89, 90, 120, 180])
def test_cone_is_that_of_skycoord(shared_sky: tuple[Engine, Any], radius: float) -> None:
    catalog, sky = shared_sky
    place = {int(image): row for row, image in enumerate(sky.ids)}
    with catalog.connect() as connection:
        for centre in CENTRES:
            cone = Cone(centre[0], centre[1], radius)
            found = ConeSearch(cone).run(connection)
            ids = [image.id for image in found]
            # At the border both round: within 4 nanoarcseconds either answer is right.
            sure = {int(i) for i in sky.ids[within(sky, replace(cone, radius_deg=radius - 1e-12))]}
            perhaps = {int(i) for i in sky.ids[within(sky, replace(cone, radius_deg=radius + 1e-12))]}
            assert sure <= set(ids) <= perhaps
            assert len(ids) == len(set(ids))
            separations = [image.separation_deg for image in found]
            assert separations == sorted(separations)
            rows = [place[i] for i in ids]
            galaxies = SkyCoord(sky.ra[rows], sky.dec[rows], unit=units.deg)
            oracle = SkyCoord(*centre, unit=units.deg).separation(galaxies)
            assert np.allclose(separations, oracle.deg, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("radius", [1e-4, 0.5, 10, 100])
def test_cover_holds_every_pixel_of_the_cone_and_little_more(
    shared_sky: tuple[Engine, Any], radius: float
) -> None:
    healpix = HEALPix(nside=2**29, order="nested")
    rng = np.random.default_rng(4)
    with shared_sky[0].connect() as connection:
        for centre in CENTRES:
            middle = SkyCoord(*centre, unit=units.deg)
            angle = np.degrees(np.arccos(1 - rng.random(2000) * (1 - np.cos(np.radians(radius)))))
            inside = middle.directional_offset_by(rng.uniform(0, 360, 2000) * units.deg, angle * units.deg)
            pixels = healpix.lonlat_to_healpix(inside.ra, inside.dec)
            asked = text("SELECT lo, hi FROM healpix_cover(:ra, :dec, :radius)")
            ranges = connection.execute(asked, {"ra": centre[0], "dec": centre[1], "radius": radius}).all()
            covered = np.any([(pixels >= lo) & (pixels < hi) for lo, hi in ranges], axis=0)
            assert covered.all()
            share = sum(hi - lo for lo, hi in ranges) / (12 * 4**29)
            assert share < 4 * (1 - np.cos(np.radians(radius))) / 2
            assert len(ranges) < 150


def test_hits_carry_the_facts_of_their_model(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    with catalog.connect() as connection:
        (hit,) = look_up(connection, sky.model, {int(sky.ids[3]): 0.0})
        assert hit.stage == pytest.approx(sky.stage[3])
        assert hit.time_hi90 == pytest.approx(20 * sky.stage[3] - 400 + 90, abs=1e-3)
        assert (hit.labelled, hit.out_of_domain, hit.model) == (False, None, "a" * 12)
        timeline = connection.execute(text("SELECT * FROM merger_timeline")).mappings().all()
    assert sorted(row["image_id"] for row in timeline) == sorted(sky.ids.tolist())


def test_models_never_meet(catalog: Engine, sky: Any, register: Callable[..., int]) -> None:
    """A second model of the same size has vectors of half the images: only those are found for it."""
    from deepgalaxy.catalog.vectors import write_embeddings

    half = sky.ids[::2]
    with catalog.begin() as connection:
        other = register(connection, "b")
        write_embeddings(connection, other, half, -sky.z[::2])
    with catalog.connect() as connection:
        for z in queries(12):
            hits = SimilarImages(query=Query(other, z, None)).run(connection)
            order = np.lexsort((half, np.linalg.norm(-sky.z[::2].astype(float) - z, axis=1)))
            assert [hit.id for hit in hits] == half[order[:10]].tolist()
            assert {hit.model for hit in hits} == {"b" * 12}
        by_name = connection.execute(
            text("SELECT DISTINCT model FROM similar_images(:id, model => 'model-b')"), {"id": int(half[0])}
        ).scalars()
        assert list(by_name) == ["b" * 12]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("similar_images('[1,2,3]'::vector)", "different vector dimensions 3 and 8"),
        ("similar_images('[1,NaN,3,4,5,6,7,8]'::vector)", "NaN not allowed in vector"),
        ("similar_images('[0,0,0,0,0,0,0,0]'::vector, metric => 'cosine')", "no direction"),
        ("similar_images(999999)", "image 999999 is not in the catalogue"),
        ("similar_images(NULL::bigint)", "search for one thing"),
        ("similar_images(1, 0)", "k must be at least 1, not 0"),
        ("similar_images(1, NULL)", "k must be at least 1"),
        ("similar_images(1, metric => 'taxi')", "no metric 'taxi': choose l2 or cosine"),
        (
            "similar_images(1, model => 'ffffffffffff')",
            "no model 'ffffffffffff' in the catalogue; there is aaaa",
        ),
        ("similar_images(1, datasets => '{gz9}')", "no dataset 'gz9' in the catalogue; there is rare, wide"),
        ("similar_images(1, datasets => ARRAY['x''; DROP TABLE image; --'])", "no dataset 'x''; DROP TABLE"),
        ("similar_images(1, model => '''); DROP TABLE image; --')", "no model"),
        ("similar_in_cone(1, 400, 0, 1)", "right ascension 400 is not between 0 and 360"),
        ("similar_in_cone(1, 10, 91, 1)", "declination 91 is not between"),
        ("similar_in_cone(1, 10, 0, NULL)", "radius"),
        ("cone_search(10, 0, -1)", "radius -1 is not between 0 and 180"),
        ("cone_search('NaN', 0, 1)", "right ascension NaN"),
        ("cluster_of(1)", "run deepgalaxy cluster"),
    ],
)
def test_sql_says_what_is_wrong(shared_sky: tuple[Engine, Any], call: str, sentence: str) -> None:
    catalog, sky = shared_sky
    with psycopg.connect(plain_url(catalog)) as connection:
        one = int(sky.ids[0])
        with pytest.raises(psycopg.DataError, match="(?s)" + re.escape(sentence)):
            connection.execute(f"SELECT * FROM {call.replace('(1,', f'({one},')}")


def test_python_says_the_same(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    z = sky.z[0]
    hole = z.copy()
    hole[3] = np.nan
    for query, given, sentence in (
        (Query(sky.model, z[:7], None), {}, "different vector dimensions 7 and 8"),
        (Query(sky.model, hole, None), {}, "NaN not allowed in vector"),
        (Query(99, z, None), {}, "model 99 is not in the catalogue"),
        (Query(sky.model, z, 999999), {}, "image 999999 is not in the catalogue"),
        (Query(sky.model, z, None), {"k": 0}, "k must be at least 1"),
        (Query(sky.model, z, None), {"cone": Cone(400, 0, 1)}, "right ascension 400"),
        (Query(sky.model, z, None), {"datasets": ["'; DROP TABLE image; --"]}, "no dataset '''; DROP"),
    ):
        with catalog.connect() as connection, pytest.raises(DeepGalaxyError, match=re.escape(sentence)):
            SimilarImages(query=query, **given).run(connection)


def test_k_over_the_size_gives_all_and_an_empty_catalogue_none(
    catalog: Engine, register: Callable[..., int], more: Any
) -> None:
    with catalog.begin() as connection, pytest.raises(DeepGalaxyError, match="run `deepgalaxy embed`"):
        make_query(connection, "1", None)
    with catalog.begin() as connection:
        model = register(connection)
        query = Query(model, np.ones(8, np.float32), None)
        assert SimilarImages(query=query, k=500).run(connection) == []
        assert ConeSearch(Cone(0, 0, 180)).run(connection) == []
        sky = more(connection, model, 40)
        hits = SimilarImages(query=query, k=500).run(connection)
    assert [hit.id for hit in hits] == sky.nearest(query.z, 500)


@pytest.mark.parametrize("component", [1e38, 3e38, 1e-45, 1e13])
@pytest.mark.parametrize("metric", list(Metric))
def test_vectors_whose_distances_over_or_underflow_are_refused(
    shared_sky: tuple[Engine, Any], component: float, metric: Metric
) -> None:
    catalog, sky = shared_sky
    query = Query(sky.model, np.full(8, component, np.float32), None)
    with catalog.connect() as connection, pytest.raises(DeepGalaxyError, match="over- or underflow"):
        SimilarImages(query=query, metric=metric).run(connection)


def test_a_small_component_of_a_usual_vector_does_no_harm(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    z = np.array([1e-45, -1e-30, 1, 2, 3, 4, 5, 6], np.float32)
    with catalog.connect() as connection:
        hits = SimilarImages(query=Query(sky.model, z, None), k=3).run(connection)
    assert [hit.distance for hit in hits] == pytest.approx(
        np.sort(np.linalg.norm(sky.z - z, axis=1))[:3], rel=1e-5
    )


@pytest.mark.parametrize("radius_deg", [1e-300, 1e-12])
def test_a_radius_that_underflows_is_refused(shared_sky: tuple[Engine, Any], radius_deg: float) -> None:
    catalog, _ = shared_sky
    with catalog.connect() as connection, pytest.raises(DeepGalaxyError, match="microarcseconds"):
        ConeSearch(Cone(10, 20, radius_deg)).run(connection)
    with pytest.raises(DeepGalaxyError, match="microarcseconds"):
        Cone.parse("10 20", f"{radius_deg:.330f}deg")


@pytest.mark.parametrize("place", [(1e-300, -1e-300), (5e-324, 0.0)])
def test_a_place_next_to_nought_is_nought(shared_sky: tuple[Engine, Any], place: tuple[float, float]) -> None:
    catalog, _ = shared_sky
    with catalog.connect() as connection:
        assert ConeSearch(Cone(*place, 1)).run(connection) == ConeSearch(Cone(0, 0, 1)).run(connection)
