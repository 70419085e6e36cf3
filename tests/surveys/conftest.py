"""A server that answers as the cutout services do, with faults on demand."""

import asyncio
import bz2
import io
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from aiohttp import web
from astropy.io import fits
from astropy.wcs import WCS
from numpy.typing import NDArray
from PIL import Image, ImageDraw

OUTSIDE = 299.0
"""The right ascension of a position that no service covers."""


def sky(ra: float, dec: float, size_px: int) -> NDArray[np.float32]:
    """A galaxy on noise, float32 (H, W), the same whenever the same place is asked for."""
    rng = np.random.default_rng([int(ra * 1e6), int((dec + 90) * 1e6)])
    y, x = np.mgrid[:size_px, :size_px] - size_px / 2
    galaxy = 180 * np.exp(-(x**2 + (y * rng.uniform(1, 2)) ** 2) / (size_px / 6) ** 2)
    pixels: NDArray[np.float32] = np.clip(galaxy + rng.normal(20, 6, x.shape), 0, 255).astype(np.float32)
    return pixels


def jpeg(pixels: NDArray[Any]) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()


def error_picture(size_px: int) -> bytes:
    """What SkyServer draws where it has nothing."""
    picture = Image.new("RGB", (size_px, size_px))
    ImageDraw.Draw(picture).multiline_text((size_px // 3, size_px // 3), "not\nfound")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    return content.getvalue()


def wide_image(ra: float, dec: float, off: float) -> bytes:
    """A FITS image, 400 pixels of 0.5 arcseconds, whose middle is ``off`` degrees north of a galaxy."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval, wcs.wcs.crpix = (
        ["RA---TAN", "DEC--TAN"],
        [ra, dec + off],
        [200.5, 200.5],
    )
    wcs.wcs.cdelt = [-0.5 / 3600, 0.5 / 3600]
    pixels = np.random.default_rng(int(ra)).normal(0, 1, (400, 400)).astype(np.float32)
    x, y = wcs.all_world2pix(ra, dec, 0)
    rows, columns = np.mgrid[:400, :400]
    pixels += 80 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 30)
    content = io.BytesIO()
    fits.writeto(content, pixels, wcs.to_header())
    return content.getvalue()


def with_star(
    ra: float,
    dec: float,
    scale: float,
    side_arcsec: float,
    star_arcsec: float,
    bands: str = "",
    gain: float = 1,
) -> web.Response:
    """A FITS image with north up: a galaxy, and north of it a star.

    A fifth wider than was asked for, and the galaxy not in the middle, as pixels fall elsewhere.
    """
    side_px = round(1.2 * side_arcsec / scale)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval = ["RA---TAN", "DEC--TAN"], [ra, dec]
    wcs.wcs.crpix = [side_px / 2 + 0.05 * side_px, side_px / 2 - 0.04 * side_px]
    wcs.wcs.cdelt = [-scale / 3600, scale / 3600]
    rows, columns = np.mgrid[:side_px, :side_px]
    pixels = np.random.default_rng(int(ra * 1000)).normal(0, 1, (side_px, side_px)).astype(np.float32)
    if ra == OUTSIDE:
        pixels[:] = np.nan
    for north_arcsec, width_arcsec, peak in ((0, side_arcsec / 20, 60), (star_arcsec, side_arcsec / 60, 300)):
        x, y = wcs.all_world2pix(ra, dec + north_arcsec / 3600, 0)
        pixels += (
            gain * peak * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 2 / (width_arcsec / scale) ** 2)
        )
    header = wcs.to_header()
    if bands:
        header["BANDS"] = bands
    content = io.BytesIO()
    fits.writeto(content, np.squeeze(np.stack([pixels] * max(1, len(bands)))), header)
    return web.Response(body=content.getvalue(), content_type="image/fits")


def votable(columns: dict[str, str], rows: Sequence[tuple[object, ...]], service: str = "") -> str:
    """A VOTable of a service's results: datatypes by column, and what else there is."""
    heads = "".join(
        f'<FIELD ID="{name}" name="{name}" datatype="{kind}"{STRING if kind == "char" else ""}/>'
        for name, kind in columns.items()
    )
    cells = "".join("<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>" for row in rows)
    return (
        '<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><RESOURCE type="results">'
        '<INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE>{heads}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE></RESOURCE>{service}</VOTABLE>"
    )


STRING = ' arraysize="*"'
OBSCORE = dict.fromkeys(("s_ra", "s_dec", "em_min", "em_max", "access_estsize"), "double") | dict.fromkeys(
    ("access_url", "access_format", "dataproduct_type", "dataproduct_subtype", "energy_bandpassname",
     "facility_name", "lsst_band"), "char"
)  # fmt: skip
SODA = """<RESOURCE type="meta" utype="adhoc:service" ID="cutout-sync{}">
<GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" value="{}"/>
<PARAM name="POLYGON" datatype="double" arraysize="*" unit="deg" xtype="polygon" value=""/>
<PARAM name="CIRCLE" datatype="double" arraysize="3" unit="deg" xtype="circle" value=""/>
<PARAM name="CUTOUTDETAIL" datatype="char" arraysize="*" value="{}"/></GROUP>
<PARAM name="accessURL" datatype="char" arraysize="*" value="https://data.lsst.cloud/api/cutout/sync"/>
<PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/SODA#sync-1.0"/>
</RESOURCE>"""


def as_votable(document: str) -> web.Response:
    return web.Response(text=document, content_type="application/x-votable+xml")


@dataclass
class SurveyServer:
    """The services, in a thread of their own."""

    url: str = ""
    delay_s: float = 0.0
    faults: dict[float, list[str]] = field(default_factory=dict)
    """By right ascension: what happens to the first requests for it, one after the other."""
    always: dict[float, str] = field(default_factory=dict)
    """By right ascension: what happens to every request for it."""
    replies: dict[str, bytes] = field(default_factory=dict)
    """By fault: what is sent as a JPEG."""
    asked: Counter[float] = field(default_factory=Counter)
    """Requests by right ascension."""
    times: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    busy: int = 0
    most_busy: int = 0
    table: str = ""
    """What SqlSearch answers, where it is not asked for objids."""
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    """By objid: what SqlSearch knows."""
    queries: list[str] = field(default_factory=list)
    is_down: bool = False
    images: list[dict[str, str]] = field(default_factory=list)
    """What was asked of the images that Simple Image Access lists."""
    served: list[tuple[str, dict[str, str], str | None]] = field(default_factory=list)
    """Each request of a service: its path, its query, and its header Authorization."""
    takes: str | None = None
    """The header Authorization that is taken where one is wanted."""
    star_arcsec: float = 2.0
    """How far north of its galaxy each FITS image has a star."""
    refusals: dict[float, int] = field(default_factory=dict)
    """By right ascension: the status with which every token or password is refused from then on."""

    async def cutout(self, request: web.Request) -> web.StreamResponse:
        ra, dec = (float(request.query[name]) for name in ("ra", "dec"))
        size_px = int(request.query.get("width", request.query.get("size", "0")))
        self.asked[ra] += 1
        self.times.append(time.monotonic())
        self.agents.add(request.headers["User-Agent"])
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            await asyncio.sleep(self.delay_s)
            waiting = self.faults.get(ra)
            fault = "503" if self.is_down else waiting.pop(0) if waiting else self.always.get(ra)
            fault = fault or ("error picture" if ra == OUTSIDE else None)
            if fault:
                return await self.misbehave(request, fault, size_px)
            return web.Response(body=jpeg(sky(ra, dec, size_px)), content_type="image/jpeg")
        finally:
            self.busy -= 1

    async def respond(
        self, request: web.Request, ra: float, answer: Callable[[], web.Response], *, login: bool = False
    ) -> web.StreamResponse:
        """Note a request, and answer it, or do the harm that is planned for its right ascension."""
        given = request.headers.get("Authorization")
        self.served.append((request.path, dict(request.query), given))
        self.asked[ra] += 1
        self.times.append(time.monotonic())
        if ra in self.refusals:
            self.takes = "none any more"
        if login and given != self.takes:
            return web.Response(
                status=max(self.refusals.values(), default=401),
                reason=f"no: {given}",
                text=f"<html>{given} is not valid</html>",
            )
        waiting = self.faults.get(ra)
        if fault := waiting.pop(0) if waiting else self.always.get(ra):
            return await self.misbehave(request, fault, 64)
        return answer()

    async def legacy_fits(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        ra, dec, scale, size_px = (float(query[name]) for name in ("ra", "dec", "pixscale", "size"))
        bands = query["bands"]
        image = lambda: with_star(ra, dec, scale, scale * size_px, self.star_arcsec, bands)  # noqa: E731
        return await self.respond(request, ra, image)

    async def list_stacks(self, request: web.Request) -> web.StreamResponse:
        ra = float(request.query["ra"])
        name = "/rings.v3.skycell/1/2/rings.v3.skycell.1.2.stk.{}.unconv.fits"
        bands = "" if ra == OUTSIDE else request.query["filters"]
        rows = [f"1 2 {ra} 1.0 {band} 0 stack {name.format(band)} x.fits 0" for band in bands]
        table = "\n".join(["projcell subcell ra dec filter mjd type filename shortname badflag", *rows, ""])
        return await self.respond(request, ra, lambda: web.Response(text=table))

    async def fitscut(self, request: web.Request) -> web.StreamResponse:
        ra, dec = (float(request.query[name]) for name in ("ra", "dec"))
        self.served.append((request.path, dict(request.query), request.headers.get("Authorization")))
        pixels = sky(ra, dec, int(request.query["output_size"]))
        return web.Response(body=jpeg(pixels), content_type="image/jpeg")

    async def hips2fits(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        ra, dec, fov_deg = (float(query[name]) for name in ("ra", "dec", "fov"))
        size_px = int(query["width"])

        def draw() -> web.Response:
            if query["format"] == "jpg":
                pixels = np.zeros((size_px, size_px)) if ra == OUTSIDE else sky(ra, dec, size_px)
                return web.Response(body=jpeg(pixels), content_type="image/jpeg")
            return with_star(ra, dec, 3600 * fov_deg / size_px, 3600 * fov_deg, self.star_arcsec)

        return await self.respond(request, ra, draw)

    async def plates(self, request: web.Request) -> web.StreamResponse:
        """STScI's photographic plates, for the service that the docs add."""
        ra, dec, side_arcmin = (float(request.query[name]) for name in ("r", "d", "h"))
        image = lambda: with_star(ra, dec, 1.0, 60 * side_arcmin, self.star_arcsec)  # noqa: E731
        return await self.respond(request, ra, image)

    async def hsc(self, request: web.Request) -> web.StreamResponse:
        ra, dec = (float(request.query[name]) for name in ("ra", "dec"))
        side_arcsec = 2 * float(request.query["sw"].removesuffix("asec"))
        gain = 4 ** "GRIZY".index(request.query["filter"][-1])
        image = lambda: with_star(ra, dec, 0.168, side_arcsec, self.star_arcsec, gain=gain)  # noqa: E731
        if ra == OUTSIDE:
            image = lambda: web.Response(status=404, text="no data")  # noqa: E731
        return await self.respond(request, ra, image, login=True)

    async def list_mosaics(self, request: web.Request) -> web.StreamResponse:
        """IRSA's list of Euclid's mosaics, and of what lies beside them."""
        ra, dec = map(float, request.query["POS"].split()[1:3])
        url = "https://irsa.ipac.caltech.edu/ibe/data/euclid/q1/MER/1/{}/{}.fits"
        rows = [
            (ra + off, dec, 5e-7, 9e-7, 1.4e6, url.format(band, f"{kind}-{off}"), "image/fits", "image", kind,
             band, facility, "")
            for band in ("VIS", "Y", "J", "H", "g")
            for kind in ("noise", "science", "psf")
            for off in (0.2, 0.1)
            for facility in ("Euclid", "CFHT")
        ]  # fmt: skip
        rows = [] if ra == OUTSIDE else rows
        return await self.respond(request, ra, lambda: as_votable(votable(OBSCORE, rows)))

    async def mosaic(self, request: web.Request) -> web.StreamResponse:
        ra, dec = map(float, request.query["center"].split(","))
        side_arcsec = float(request.query["size"].removesuffix("arcsec"))
        self.served.append((request.path, dict(request.query), request.headers.get("Authorization")))
        return with_star(
            ra,
            dec,
            0.1,
            side_arcsec,
            self.star_arcsec,
            gain=4 ** ("VIS", "Y", "J", "H").index(request.path.split("/")[-2]),
        )

    async def list_coadds(self, request: web.Request) -> web.StreamResponse:
        """Rubin's list of coadds, which leads to DataLinks."""
        ra, dec = map(float, request.query["POS"].split()[1:3])
        url = "https://data.lsst.cloud/api/datalink/links?ID=butler%3A//dp1/{}"
        form = "application/x-votable+xml;content=datalink"
        rows = [
            (ra + off, dec, 5e-7, 7e-7, 1e5, url.format(f"{kind}-{band}-{off}-{ra}-{dec}"), form, "image",
             f"lsst.{kind}", "", "Rubin:Simonyi", band)
            for kind in ("template_coadd", "deep_coadd")
            for band in "gri"
            for off in (0.05, 0.01)
        ]  # fmt: skip
        rows = [] if ra == OUTSIDE else rows
        return await self.respond(request, ra, lambda: as_votable(votable(OBSCORE, rows)), login=True)

    async def datalink(self, request: web.Request) -> web.StreamResponse:
        name = request.query["ID"]
        ra = float(name.rsplit("-", 2)[1])
        columns = dict.fromkeys(
            ("ID", "access_url", "service_def", "error_message", "semantics", "content_type"), "char"
        )
        rows = [
            (
                name,
                "https://storage.example.org/whole.fits?X-Signature=s1gned",
                "",
                "",
                "#this",
                "image/fits",
            ),
            (name, "", "cutout-sync-exposure", "", "https://rsp.lsst.io/soda#Exposure", "application/fits"),
            (name, "", "cutout-sync", "", "#cutout", "application/fits"),
        ]
        service = SODA.format("-exposure", name, "Exposure") + SODA.format("", name, "Image")
        return await self.respond(
            request, ra, lambda: as_votable(votable(columns, rows, service)), login=True
        )

    async def soda(self, request: web.Request) -> web.StreamResponse:
        """SODA: it sends who asks to the file, on another host and signed."""
        ra, _, _ = map(float, request.query["CIRCLE"].split())
        elsewhere = self.url.replace("127.0.0.1", "localhost")
        to = f"{elsewhere}/signed?{urlencode(dict(request.query) | {'X-Signature': 's1gned'})}"
        return await self.respond(
            request, ra, lambda: web.Response(status=303, headers={"Location": to}), login=True
        )

    async def signed(self, request: web.Request) -> web.StreamResponse:
        ra, dec, radius_deg = map(float, request.query["CIRCLE"].split())
        self.served.append((request.path, dict(request.query), request.headers.get("Authorization")))
        return with_star(
            ra,
            dec,
            0.2,
            7200 * radius_deg,
            self.star_arcsec,
            gain=4 ** "ugrizy".index(request.query["ID"].split("-")[1]),
        )

    async def misbehave(self, request: web.Request, fault: str, size_px: int) -> web.StreamResponse:
        page = "<!DOCTYPE html><html><body>Service Unavailable</body></html>"
        if fault == "echo page":
            return web.Response(body=self.replies["echo"], content_type="text/html")
        if fault in self.replies:
            return web.Response(body=self.replies[fault], content_type="image/jpeg")
        if fault == "503":
            return web.Response(status=503, text=page, content_type="text/html")
        if fault == "429":
            return web.Response(status=429, text="slow down", headers={"Retry-After": "1"})
        if fault == "403":
            return web.Response(status=403, text="forbidden")
        if fault == "other columns":
            return as_votable(votable({"a": "double", "access_url": "char"}, [(1.0, "https://x.org/a.fits")]))
        if fault == "binary":
            return web.Response(body=bytes(range(256)) * 20, content_type="application/x-votable+xml")
        if fault == "votable error":
            told = '<INFO name="QUERY_STATUS" value="ERROR">out of order</INFO>'
            document = f'<VOTABLE version="1.4"><RESOURCE type="results">{told}</RESOURCE></VOTABLE>'
            return as_votable(document)
        if fault == "404":
            return web.Response(status=404, text="no such place")
        if fault == "page":
            return web.Response(text=page, content_type="text/html")
        if fault == "page as jpeg":
            return web.Response(body=page.encode(), content_type="image/jpeg")
        if fault == "error picture":
            return web.Response(body=error_picture(size_px), content_type="image/jpeg")
        if fault == "blank":
            return web.Response(body=jpeg(np.zeros((size_px, size_px))), content_type="image/jpeg")
        if fault == "same":
            return web.Response(body=jpeg(sky(0, 0, size_px)), content_type="image/jpeg")
        if fault == "other size":
            return web.Response(body=jpeg(sky(1, 1, 2 * size_px)), content_type="image/jpeg")
        if fault == "truncated":
            return web.Response(body=jpeg(sky(1, 1, size_px))[:-300], content_type="image/jpeg")
        if fault == "huge":
            return web.Response(body=bytes(33 * 2**20), content_type="image/jpeg")
        whole = jpeg(sky(1, 1, size_px))
        reply = web.StreamResponse(headers={"Content-Type": "image/jpeg", "Content-Length": str(len(whole))})
        await reply.prepare(request)
        await reply.write(whole[:100])
        if fault == "slow":
            await asyncio.sleep(30)
        assert request.transport is not None
        request.transport.abort()  # cut
        return reply

    async def list_images(self, request: web.Request) -> web.StreamResponse:
        """Simple Image Access: a JPEG, and FITS images in two bands, none of them centred on the place."""
        ra, dec = map(float, request.query["POS"].split(","))
        self.asked[ra] += 1
        waiting = self.faults.get(ra)
        if fault := waiting.pop(0) if waiting else self.always.get(ra):
            return await self.misbehave(request, fault, 64)
        fields = {
            "url": ("char", "VOX:Image_AccessReference"), "format": ("char", "VOX:Image_Format"),
            "band": ("char", "VOX:BandPass_ID"), "ra": ("double", "POS_EQ_RA_MAIN"),
            "dec": ("double", "POS_EQ_DEC_MAIN"),
        }  # fmt: skip
        size = ' arraysize="*"'
        heads = "".join(
            f'<FIELD name="{name}" datatype="{kind}" ucd="{ucd}"{size if kind == "char" else ""}/>'
            for name, (kind, ucd) in fields.items()
        )
        images = [("jpeg", "", 0.0), ("fits", "g", 0.0), ("fits", "r", 0.01), ("fits", "r", 0.003)]
        cells = [
            (
                f"{self.url}/image?ra={ra}&amp;dec={dec}&amp;band={band}&amp;off={off}",
                f"image/{kind}",
                band,
                ra,
                dec + off,
            )
            for kind, band, off in images[: 0 if ra == OUTSIDE else None]
        ]
        rows = "".join("<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>" for row in cells)
        document = (
            '<VOTABLE version="1.1"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
            f"<TABLE>{heads}<DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
        )
        return web.Response(text=document, content_type="text/xml")

    async def image(self, request: web.Request) -> web.StreamResponse:
        """One of those images."""
        self.images.append(dict(request.query))
        ra, dec, off = (float(request.query[name]) for name in ("ra", "dec", "off"))
        return web.Response(body=wide_image(ra, dec, off), content_type="application/fits")

    async def frame(self, request: web.Request) -> web.StreamResponse:
        """A frame of SDSS, packed, whose number is the right ascension of a galaxy on it."""
        found = re.fullmatch(
            r"dr17/.*/301/752/3/frame-r-000752-3-(\d{4})\.fits\.bz2", request.match_info["path"]
        )
        assert found, request.match_info["path"]
        ra = float(found[1])
        if ra in self.always:
            return await self.misbehave(request, self.always[ra], 64)
        return web.Response(body=bz2.compress(wide_image(ra, 10.0, 0.01)), content_type="application/x-bzip2")

    async def search(self, request: web.Request) -> web.StreamResponse:
        query = request.query["cmd"]
        self.queries.append(query)
        table = self.table
        if asked := re.search(r" IN \(([\d, ]+)\)$", query):
            objids = {int(objid) for objid in asked[1].split(",")} & self.places.keys()
            rows = ["{},{},{}".format(objid, *self.places[objid]) for objid in objids]
            table = "\n".join(["#Table1", "objid,ra,dec", *rows, ""])
        if nearest := re.search(r"fGetNearestObjEq\((\d+)", query):
            table = f"#Table1\nrun,rerun,camcol,field\n752,301,3,{nearest[1]}\n"
        if self.is_down:
            return web.Response(status=503, text="Service Unavailable")
        return web.Response(text=table, content_type="text/plain")


@pytest.fixture
def survey() -> Iterator[SurveyServer]:
    server = SurveyServer()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def start() -> web.AppRunner:
        application = web.Application()
        application.router.add_get("/dr18/SkyServerWS/ImgCutout/getjpeg", server.cutout)
        application.router.add_get("/viewer/jpeg-cutout", server.cutout)
        application.router.add_get("/viewer/fits-cutout", server.legacy_fits)
        application.router.add_get("/cgi-bin/ps1filenames.py", server.list_stacks)
        application.router.add_get("/cgi-bin/fitscut.cgi", server.fitscut)
        application.router.add_get("/hips-image-services/hips2fits", server.hips2fits)
        application.router.add_get("/cgi-bin/dss_search", server.plates)
        application.router.add_get("/das_cutout/pdr3/cgi-bin/cutout", server.hsc)
        application.router.add_get("/SIA", server.list_mosaics)
        application.router.add_get("/ibe/data/{path:.*}", server.mosaic)
        application.router.add_get("/api/sia/{release}/query", server.list_coadds)
        application.router.add_get("/api/datalink/links", server.datalink)
        application.router.add_get("/api/cutout/sync", server.soda)
        application.router.add_get("/signed", server.signed)
        application.router.add_get("/dr18/SkyServerWS/SearchTools/SqlSearch", server.search)
        application.router.add_get("/sas/{path:.*}", server.frame)
        application.router.add_get("/sia", server.list_images)
        application.router.add_get("/image", server.image)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = "http://127.0.0.1:{1}".format(*runner.addresses[0])
        return runner

    def serve() -> None:
        runner = loop.run_until_complete(start())
        loop.call_soon(started.set)  # not in start(): a stop that came so early would be lost
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert started.wait(20)
    yield server
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
