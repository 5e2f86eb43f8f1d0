"""How many draws of provinces by themselves would be left under what is shared: the price of fitting in two stages."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cenotaph.evidence.read import load_case


def left_of_first_stage(folder: Path, size: int, seed: int) -> dict:
    """Effective sizes of the importance weights, one a province."""
    import jax.numpy as jnp

    from cenotaph.reconstruct.provinces import fit
    from cenotaph.reconstruct.provinces.density import Common, about_mean, about_nought, stated
    from provinces.country import draw_country

    found = fit(load_case(draw_country(folder, size, seed).folder), seed=seed)
    priors = stated(found.numbers)
    shared = Common(jnp.asarray(found.pooled.mean.mean(axis=(0, 1))),
                    jnp.asarray(np.log(found.pooled.spread).mean(axis=(0, 1))))  # fmt: skip
    sizes = []
    for group in found.groups:
        for name in group.names:
            vectors, own = found.alone.vectors[name], found.alone.measures[name]
            values = np.zeros((*vectors.shape[:2], len(found.numbers)))
            for k, one in enumerate(found.numbers):
                if group.places[k] >= 0:
                    values[..., k] = vectors[..., group.places[k]]
                elif group.closings[k] >= 0:
                    error = np.log1p(own[f"net-error-percent-{one.number.census}"] / 100)
                    values[..., k] = (error - one.number.mean) / one.number.sd
            ratio = np.asarray(about_mean(values, shared, priors) - about_nought(values, priors)).sum(axis=-1).ravel()
            weight = np.exp(ratio - ratio.max())
            sizes.append(float(weight.sum() ** 2 / (weight**2).sum()))
    draws = int(np.prod(next(iter(found.alone.vectors.values())).shape[:2]))
    return {"size": size, "draws": draws, "effective": sizes}
