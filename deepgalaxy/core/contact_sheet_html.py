"""Pictures as HTML, for notebooks: one, or many beside each other."""

import base64
import io
from collections.abc import Iterable
from html import escape

import numpy as np
from numpy.typing import NDArray

SIDE_PX = 128
"""Of a picture on the page."""


def picture_html(pixels: NDArray[np.float32], caption: str = "") -> str:
    """Return a picture with its caption as HTML that needs no file.

    Parameters
    ----------
    pixels : ndarray of float32, shape (1, H, W) or (3, H, W)
        In [0, 1], red to blue, first row on top.
    caption : str, optional
        Lines below it.

    Returns
    -------
    str
        A ``figure`` element with the picture as PNG inside.
    """
    data = base64.b64encode(to_png(pixels)).decode()
    lines = "<br>".join(escape(line) for line in caption.splitlines())
    return (
        '<figure style="display:inline-block;margin:4px;vertical-align:top;font-size:small">'
        f'<img width="{SIDE_PX}" alt="{escape(caption, quote=True)}" src="data:image/png;base64,{data}">'
        f'<figcaption style="max-width:{SIDE_PX}px;overflow-wrap:anywhere">{lines}</figcaption></figure>'
    )


def to_png(pixels: NDArray[np.float32]) -> bytes:
    """Encode a picture as PNG.

    Parameters
    ----------
    pixels : ndarray of float32, shape (1, H, W) or (3, H, W)
        In [0, 1], red to blue, first row on top.

    Returns
    -------
    bytes
        The file.
    """
    from PIL import Image

    eight_bit = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0).squeeze()
    png = io.BytesIO()
    Image.fromarray(eight_bit).save(png, "PNG")
    return png.getvalue()


class ContactSheet:
    """Pictures beside each other, as a notebook shows them.

    Parameters
    ----------
    pictures : iterable of (ndarray, str)
        Pixels as in `picture_html`, each with its caption.
    """

    def __init__(self, pictures: Iterable[tuple[NDArray[np.float32], str]]) -> None:
        self._pictures = list(pictures)

    def __len__(self) -> int:
        return len(self._pictures)

    def _repr_html_(self) -> str:
        return f"<div>{''.join(picture_html(pixels, caption) for pixels, caption in self._pictures)}</div>"

    def __repr__(self) -> str:
        return "\n".join(caption.replace("\n", "; ") for _, caption in self._pictures)
