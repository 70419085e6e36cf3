"""Explanations of the explorer's numbers, one line each: shown as tooltips."""

MEANINGS = {
    "stage": "Progress of the merger: 0 furthest apart, 19.5 first pericentre (the first close passage),"
    " about 45 one nucleus, 70 virialised. No unit.",
    "time": "Time since first pericentre, in millions of years (Myr); negative before it.",
    "p_interacting": "Probability that it is a merger: an interacting pair or a disturbed remnant. Below 50 %"
    " no stage, time or mass ratio is given.",
    "coalescence": "Time until the nuclei are one, in millions of years (Myr), negative where it is past;"
    " with its 68 % and 90 % intervals.",
    "mass_ratio": "Mass of the lighter galaxy divided by that of the heavier; with its 68 % and 90 %"
    " intervals. No unit.",
    "interval68": "With a probability of 68 % the time lies between these two values, in Myr.",
    "interval90": "With a probability of 90 % the time lies between these two values, in Myr.",
    "distance": "Distance between the two pictures' vectors: smaller is more similar, 0 the same picture. No"
    " unit, and not comparable between models.",
    "ssim": "Structural similarity (SSIM) of the two pictures in grey: 1 the same picture, 0 nothing in"
    " common. No unit.",
    "out_of_domain": "How much this picture differs from the model's training pictures. Above 1, do not trust"
    " its stage and time. No unit.",
    "cluster": "Group of images with similar vectors. The number is only a name.",
    "same_cluster": "It is in the same cluster of the graph of nearest neighbours as this page's galaxy.",
    "separation": "Angular distance on the sky from the position searched for, in arcminutes.",
    "redshift": "Redshift, from the table that came with the picture. No unit.",
    "bands": "Which bands of a FITS file are kept: by their names, or, where the file does not name them, in"
    " its order.",
    "pixel": "Side of a pixel on the sky, in arcseconds.",
    "ratios": "Mass and size of the second galaxy divided by those of the first. No unit.",
    "position": "Right ascension and declination, in degrees (ICRS).",
    "region": "Part of the sky: a circle, box or polygon in STC-S, shapes as DS9 saves them, or a MOC as"
    " text; what has no position is in none.",
    "area": "Area of the HEALPix pixels of order 8, 14 arcminutes wide, that hold an image.",
    "camera": "Direction from which the simulation is seen; its number is only a name.",
    "latent_size": "Length of the vectors that the model computes: dimensions of its latent space.",
    "vectors": "Number of images for which the model has computed a vector.",
    "fetched": "Number of pictures of this table that are in the catalogue.",
    "refused": "Number of pictures that could not be read or fetched; the catalogue has the reasons.",
    "remaining": "Number of pictures of this table that are still to be fetched.",
    "per_second": "Pictures fetched per second in the last run.",
    "minutes": "Duration of the job, in minutes.",
    "metrics": "Results of the best epoch, on mergers that were not used for training; losses have no unit,"
    " errors are in stages.",
    "probability": "Probability of each stage according to the model; all bars add up to 100 %.",
}
CUTOUT = (
    "A cutout should show both galaxies and their tails: 180 kpc across is enough (7′ at redshift 0.02, 3′ at"
    " 0.05, 1.6′ at 0.1)."
)
"""Shown where a picture is uploaded, and with every estimate."""
AS_IF = "Dated as if it were a merger: the model does not recognise galaxies that are not merging."
"""Shown with the estimate of a model that does not say whether it is one."""


def beyond(value: float, limit: float) -> tuple[str, str]:
    """Write a number and a limit with as many digits as show that it is above: not 1.00, above 1.00.

    Parameters
    ----------
    value : float
        Above ``limit``.
    limit : float
        What it is compared with.

    Returns
    -------
    tuple of str
        The number and the limit, with two decimals or more.
    """
    pairs = ((f"{value:.{digits}f}", f"{limit:.{digits}f}") for digits in range(2, 18))
    return next(pair for pair in pairs if float(pair[0]) > float(pair[1]))


def beyond_one(value: float) -> str:
    """Write a number that is above 1 with as many digits as show that.

    Parameters
    ----------
    value : float
        Above 1.

    Returns
    -------
    str
        With two decimals or more.
    """
    return beyond(value, 1)[0]
