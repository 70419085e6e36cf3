"""What the explorer's numbers mean, each in a line: shown where a pointer rests or a finger taps."""

MEANINGS = {
    "stage": "How far the merger is: 0 furthest apart, 19.5 first pericentre (the first close passage), about"
    " 45 one nucleus, 70 virialised. No unit.",
    "time": "Time since first pericentre, in millions of years (Myr); negative before it.",
    "interval68": "With a chance of 68 % the time lies between these two, Myr.",
    "interval90": "With a chance of 90 % the time lies between these two, Myr.",
    "distance": "Distance between the two pictures' vectors: smaller is more alike, 0 the same picture. No"
    " unit, and not comparable between models.",
    "ssim": "Structural similarity (SSIM) of the two pictures in grey: 1 the same picture, 0 nothing in"
    " common. No unit.",
    "out_of_domain": "How unlike the model's training pictures this one is. Above 1, its stage and time "
    "deserve no trust. No unit.",
    "cluster": "Group of images whose vectors lie close together. The number is only a name.",
    "same_cluster": "It lies in the same group of the neighbourhood's graph as the galaxy asked about.",
    "separation": "Angle on the sky from the place asked for, in arcminutes.",
    "redshift": "Redshift, as the picture's table gives it. No unit.",
    "pixel": "Side of a pixel on the sky, in arcseconds.",
    "ratios": "The second galaxy's mass and size, over the first one's. No unit.",
    "position": "Right ascension and declination, in degrees (ICRS).",
    "camera": "Direction from which the simulation is seen; its number is only a name.",
    "latent_size": "How many numbers a model makes of a picture: the length of its vectors.",
    "vectors": "Pictures that the model has seen.",
    "fetched": "Pictures of the table that are in the catalogue.",
    "refused": "Pictures that could not be read or fetched, each with its reason in the catalogue.",
    "remaining": "Pictures of the table that are still wanted.",
    "per_second": "Pictures fetched a second, in the last run.",
    "minutes": "How long the job ran, in minutes.",
    "metrics": "Figures of the epoch that was kept, on mergers that the model did not learn from; losses have"
    " no unit, errors are in stages.",
    "probability": "How likely the model holds each stage to be; all bars together make 100 %.",
}
WIDTH = "a cutout should show both galaxies and their tails: 180 kpc across, as the model's training pictures"
WIDTH += " (7′ at redshift 0.02, 3′ at 0.05, 1.6′ at 0.1)"
AS_IF = f"Dated as if it were a merger: the model does not tell a galaxy that is in none. And {WIDTH}."
"""Beside every estimate."""


def beyond(value: float, limit: float) -> tuple[str, str]:
    """Write a number and the limit that it is above so that they read so: 1.004 is not 1.00, above 1.00."""
    pairs = ((f"{value:.{digits}f}", f"{limit:.{digits}f}") for digits in range(2, 18))
    return next(pair for pair in pairs if float(pair[0]) > float(pair[1]))


def beyond_one(value: float) -> str:
    """Write a number that is above 1 so that it reads so."""
    return beyond(value, 1)[0]
