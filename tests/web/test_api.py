"""Answers of the API, against the catalogue itself."""

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from astropy import units as u
from astropy.io.votable import parse_single_table
from astropy_healpix import HEALPix
from mocpy import MOC
from PIL import Image
from skimage.metrics import structural_similarity
from sklearn.decomposition import PCA

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.model_choice import SHIPPED
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.model_folder import load_model


@pytest.fixture(scope="module")
def vectors(place: Any) -> tuple[np.ndarray, np.ndarray]:
    """Ids and z of every image."""
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.connect() as connection:
        return read_vectors(connection, serving_model(connection).id)


def test_pages_of_images_hold_each_once_and_galaxies_first(place: Any) -> None:
    path, rows = "/api/images?count=50", []
    while path:
        answer = place.get(path).json()
        rows += answer["items"]
        path = answer["next"]
    assert len(rows) == answer["total"] == 14 + 2 * 71
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["labelled"] for row in rows] == sorted(row["labelled"] for row in rows)


def test_filters_narrow_the_list_down(place: Any) -> None:
    late = place.get("/api/images", dataset="pair", stage="60..", count=100).json()
    assert late["total"] == 2 * 11
    assert {row["stage"] for row in late["items"]} == set(range(60, 71))
    near = place.get("/api/images", near="150.2 2.0", radius="0.15deg").json()["items"]
    assert [round(row["ra_deg"], 1) for row in near] == [150.2, 150.1, 150.3]
    assert [row["separation_deg"] for row in near] == pytest.approx([0, 0.1, 0.1], abs=2e-3)


def test_a_region_keeps_to_what_is_inside(place: Any) -> None:
    near = place.get("/api/images", near="150.2 2.0", radius="0.15deg").json()["items"]
    ids = {row["id"] for row in near}
    for region in ("Circle ICRS 150.2 2.0 0.15", "fk5; circle(150.2, 2.0, 9')"):
        found = place.get("/api/images", region=region).json()
        assert (found["total"], {row["id"] for row in found["items"]}) == (3, ids)
        for search in ("similar", "recommended"):
            rows = place.get(f"/api/images/{near[0]['id']}/{search}", region=region).json()["items"]
            assert {row["id"] for row in rows} == ids - {near[0]["id"]}
        assert "1 to 3 of 3 images" in place.get("/", region=region).text
    assert place.get("/api/images", region="5/1-2").json()["total"] == 0


def test_a_region_in_an_address_is_no_file_of_the_server(place: Any) -> None:
    assert Path("pyproject.toml").exists()
    for region in ("pyproject.toml", "image; circle(1, 2, 3)", "Circle NOWHERE 1 2 3"):
        refused = place.get("/api/images", 400, region=region).json()["error"]
        assert "no region of the sky" in refused
    assert "frame NOWHERE is not known; there are ICRS" in refused


def test_a_footprint_is_where_images_are(place: Any) -> None:
    every = place.get("/api/images", dataset="galaxies", count=50).json()["items"]
    placed = [row for row in every if row["ra_deg"] is not None]
    sky = [row["ra_deg"] for row in placed] * u.deg, [row["dec_deg"] for row in placed] * u.deg
    pixels = np.unique(HEALPix(2**8, "nested").lonlat_to_healpix(*sky))
    moc = MOC.from_string(place.get("/api/footprint", dataset="galaxies").text, format="json")
    assert sorted(moc.flatten()) == pixels.tolist()
    file = io.BytesIO(place.get("/api/footprint", dataset="galaxies", format="fits").content)
    assert MOC.from_fits(file) == moc
    picture = Image.open(io.BytesIO(place.get("/api/footprint", dataset="galaxies", format="png").content))
    assert picture.size == (792, 429)
    assert "there is none; there is" in place.get("/api/footprint", 400, dataset="other").json()["error"]
    page = place.get("/datasets").text
    assert 'hx-get="/datasets/footprint?dataset=galaxies"' in page
    part = place.get("/datasets/footprint", dataset="galaxies").text
    assert f"{len(placed)} images with a position" in part
    assert "No image has a position" in place.get("/datasets/footprint", dataset="pair").text


def test_similar_images_are_the_nearest_by_brute_force(place: Any, vectors: Any) -> None:
    ids, z = vectors
    own = int(ids[-3])
    found = place.get(f"/api/images/{own}/similar", count=20, page=2).json()["items"]
    distance = np.linalg.norm(z.astype(float) - z[-3].astype(float), axis=1)
    order = [int(i) for i in ids[np.lexsort((ids, distance))] if i != own]
    assert [row["id"] for row in found] == order[20:40]
    assert found[0]["distance"] == pytest.approx(np.sort(distance)[21], rel=1e-5)


def test_one_frame_of_each_merger_is_its_nearest(place: Any) -> None:
    for kind in ("similar", "recommended"):
        path = f"/api/images/1/{kind}"
        every = place.get(path, count=150, dataset="pair").json()["items"]
        few = place.get(path, count=150, dataset="pair", all_frames=False).json()["items"]
        assert len(every) > 100
        assert few == every[:1], kind
    names = [
        row["name"] for row in place.get("/api/images/1/similar", count=20, all_frames=False).json()["items"]
    ]
    assert sum(name.startswith("pair/") for name in names) == 1
    assert len(names) == 15, "and every galaxy"


def test_likeness_is_that_of_the_prepared_pictures(place: Any) -> None:
    first = place.get("/api/images", dataset="pair", stage="0..0").json()["items"][0]["id"]
    hit = place.get(f"/api/images/{first}/similar", count=1).json()["items"][0]
    pair = []
    for key in (first, hit["id"]):
        picture = Image.open(io.BytesIO(place.get(f"/api/images/{key}/picture.png").content))
        values = np.asarray(picture.resize((64, 64), Image.Resampling.BILINEAR), float)
        edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
        values = values - np.median(edge)
        pair.append(np.clip(values / np.quantile(values, 0.999), 0, 1))
    assert hit["ssim"] == pytest.approx(structural_similarity(*pair, data_range=1.0), abs=0.02)  # type: ignore[no-untyped-call]


def test_a_picture_that_a_browser_has_is_not_sent_again(place: Any) -> None:
    rows = place.get("/api/images", count=10).json()["items"]
    path = f"/api/images/{rows[0]['id']}/picture.png"
    first = place.get(path)
    again = requests.get(place.url + path, headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")
    for row in rows[1:10]:  # the tag is of the pixels
        other = requests.get(
            f"{place.url}/api/images/{row['id']}/picture.png",
            headers={"If-None-Match": first.headers["ETag"]},
            timeout=60,
        )
        assert other.status_code == 200
        assert other.content != first.content


def test_likeness_is_the_same_at_a_second_look(place: Any) -> None:
    path = f"/api/images/{place.get('/api/images').json()['items'][2]['id']}/similar?count=30"
    first = place.get(path).json()["items"]
    assert all(row["ssim"] is not None for row in first)
    assert place.get(path).json()["items"] == first


def test_a_picture_that_is_sent_is_dated_as_predict_does(place: Any) -> None:
    content = (place.galaxies / "new.png").read_bytes()
    sent = requests.post(f"{place.url}/api/pictures", files={"file": ("my galaxy.png", content)}, timeout=60)
    assert sent.status_code == 201
    answer = sent.json()
    assert answer["key"] == hashlib.sha256(content).hexdigest()
    assert answer["name"] == "my galaxy.png"
    ((_, cutout),) = read_cutouts(place.galaxies / "new.png")
    dated = predict_pictures(load_model(SHIPPED), cutout.pixels[None])
    for name, given in dated.predictions.row(0).items():  # what is not given of a probable non-merger is null
        rounding = (
            pytest.approx(given, abs=10.0 ** -(PREDICTION[name].decimals or 0)) if given is not None else None
        )
        assert answer["estimate"][name] == rounding, name
    assert sum(answer["estimate"]["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert place.get(f"/api/images/{answer['key']}/recommended").json()["items"]


def test_a_fits_picture_brings_its_place(place: Any) -> None:
    path = next(place.galaxies.glob("*.fits"))
    sent = requests.post(f"{place.url}/api/pictures", files={"file": path.read_bytes()}, timeout=60).json()
    assert (sent["ra_deg"], sent["dec_deg"]) == pytest.approx((150.0, 2.0), abs=1e-3)


def test_rows_come_as_csv_and_votable(place: Any) -> None:
    query = "/api/images?dataset=galaxies&count=5"
    rows = place.get(query).json()["items"]
    table = list(csv.DictReader(io.StringIO(place.get(f"{query}&format=csv").text)))
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    votable = parse_single_table(io.BytesIO(place.get(f"{query}&format=votable").content)).to_table()
    assert votable["stage"].tolist() == pytest.approx([row["stage"] for row in rows])
    assert str(votable["time_myr"].unit) == "Myr"


def test_frames_are_in_order_and_nearest_to_themselves(place: Any) -> None:
    (merger,) = place.get("/api/mergers").json()
    assert (merger["cameras"], merger["frames"]) == ([0, 1], 71)
    asked = {"dataset": merger["dataset"], "simulation": merger["simulation"], "camera": 1}
    frames = place.get("/api/mergers/frames", **asked).json()
    assert [frame["stage"] for frame in frames] == list(range(71))
    like = place.get("/api/mergers/frames", **asked, like=frames[30]["id"]).json()
    assert like[30]["distance"] == 0
    strip = np.asarray(Image.open(io.BytesIO(place.get("/api/mergers/strip.png", **asked).content)))
    own = np.asarray(Image.open(io.BytesIO(place.get(f"/api/images/{frames[42]['id']}/picture.png").content)))
    np.testing.assert_array_equal(strip[4 * 32 : 5 * 32, 2 * 32 : 3 * 32], own)


def test_the_map_is_that_of_the_principal_components(place: Any, vectors: Any) -> None:
    ids, z = vectors
    facts = place.get("/api/map", of=int(ids[5])).json()
    content, n = place.get("/api/map/points").content, facts["points"]
    assert np.frombuffer(content[: 8 * n], "<f8").tolist() == ids.tolist()
    x, y, stage = np.frombuffer(content[8 * n : 20 * n], "<f4").reshape(3, n)
    oracle = PCA(2).fit(z.astype(float))
    expected = oracle.transform(z.astype(float))
    for own, other in ((x, expected[:, 0]), (y, expected[:, 1])):
        np.testing.assert_allclose(own * np.sign(own @ other), other, atol=1e-3)
    assert facts["explained"] == pytest.approx(oracle.explained_variance_ratio_.tolist(), rel=1e-3)
    assert facts["place"] == pytest.approx([x[5], y[5]], abs=1e-4)
    dataset, cluster = np.frombuffer(content[20 * n :], "<i2").reshape(2, n)
    assert {facts["datasets"][i] for i in dataset} == {"pair", "galaxies"}
    assert set(cluster) == {0, 1, 2}
    assert set(np.round(stage[dataset == facts["datasets"].index("pair")])) == set(range(71))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/images/999999999", 404, "not in the catalogue"),
        ("/api/images/" + "0" * 64, 404, "expired"),
        ("/api/images/..%2F..%2Fetc%2Fpasswd", 404, ""),
        ("/api/images/passwd/picture.png", 404, "not the id of an image"),
        ("/api/images?stage=late", 400, "no range of stages"),
        ("/api/images?near=200 95&radius=1deg", 400, "no position"),
        ("/api/images?dataset=galaxies&page=0", 422, "page"),
        ("/api/images/1/similar?dataset=none", 400, "no dataset"),
        ("/api/mergers/frames?dataset=pair&simulation=none", 404, "no frames"),
        ("/api/place?name=M 51", 404, "cannot be reached"),
        ("/api/nothing", 404, "no such page"),
    ],
)
def test_mistakes_are_said_in_a_sentence(place: Any, path: str, status: int, words: str) -> None:
    assert words in place.get(path, status).json()["error"]
