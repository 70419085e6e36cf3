"""A server that answers as SkyServer and the Legacy Survey do, with faults on demand."""

import asyncio
import bz2
import io
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from astropy.io import fits
from astropy.wcs import WCS
from numpy.typing import NDArray
from PIL import Image, ImageDraw


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
            if fault:
                return await self.misbehave(request, fault, size_px)
            if "fits" in request.path:
                content = io.BytesIO()
                fits.writeto(content, np.stack([sky(ra, dec, size_px)] * 3))
                return web.Response(body=content.getvalue(), content_type="image/fits")
            return web.Response(body=jpeg(sky(ra, dec, size_px)), content_type="image/jpeg")
        finally:
            self.busy -= 1

    async def misbehave(self, request: web.Request, fault: str, size_px: int) -> web.StreamResponse:
        page = "<!DOCTYPE html><html><body>Service Unavailable</body></html>"
        if fault in self.replies:
            return web.Response(body=self.replies[fault], content_type="image/jpeg")
        if fault == "503":
            return web.Response(status=503, text=page, content_type="text/html")
        if fault == "429":
            return web.Response(status=429, text="slow down", headers={"Retry-After": "1"})
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
            for kind, band, off in images[: 0 if ra == 99.0 else None]
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
        application.router.add_get("/viewer/fits-cutout", server.cutout)
        application.router.add_get("/dr18/SkyServerWS/SearchTools/SqlSearch", server.search)
        application.router.add_get("/sas/{path:.*}", server.frame)
        application.router.add_get("/sia", server.list_images)
        application.router.add_get("/image", server.image)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = "http://127.0.0.1:{1}".format(*runner.addresses[0])
        started.set()
        return runner

    def serve() -> None:
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert started.wait(20)
    yield server
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
