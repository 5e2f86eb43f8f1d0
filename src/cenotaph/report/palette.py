"""The colours of page and charts, in one place: light values are also the tokens found in the SVG.

A chart is drawn in the light colours, so that it stands on its own in a notebook; the page's style sheet
addresses each colour by its literal value and replaces it where the reader prefers dark.
"""

from __future__ import annotations

# name: (light, dark). Text colours reach a contrast of 4.5 on `paper`, marks 3.
COLOURS = {
    "paper": ("#fbfaf6", "#181715"),
    "panel": ("#f3f0e8", "#22201d"),
    "ink": ("#1f1d1a", "#ece8e0"),
    "soft": ("#5a564e", "#b5aea1"),
    "line": ("#dcd6ca", "#3d3a34"),
    "axis": ("#8a8478", "#8b8579"),
    "link": ("#1b4f7a", "#8cc0e8"),
    "one": ("#205f8c", "#7fb9e2"),
    "two": ("#b25a06", "#eda356"),
    "three": ("#587728", "#a8c878"),
    "four": ("#77478a", "#caa3dd"),
    "loss": ("#9c2a24", "#ee8b81"),
    "lost": ("#d9a49b", "#7d423c"),
    "men": ("#8796a8", "#75859a"),
    "women": ("#a9998a", "#94857a"),
    "band": ("#c9c1b1", "#565148"),
}
READINGS = ("one", "two", "three", "four")
SHAPES = ("circle", "square", "diamond", "triangle-up")


def light(name: str) -> str:
    """The colour a chart is drawn in."""
    return COLOURS[name][0]


def reading(index: int) -> str:
    """Colour of the n-th census taken as true (or the n-th of any few things told apart)."""
    return light(READINGS[index % len(READINGS)])


def style() -> str:
    """CSS: custom properties for both schemes, and the charts' literal colours bound to them."""
    day = "".join(f"--{name}:{pair[0]};" for name, pair in COLOURS.items())
    night = "".join(f"--{name}:{pair[1]};" for name, pair in COLOURS.items())
    marks = "".join(
        f'.chart [{what}="{pair[0]}"]{{{what}:var(--{name})}}'
        for name, pair in COLOURS.items()
        for what in ("fill", "stroke")
    )
    return f":root{{{day}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n{marks}\n"


def chart_config() -> dict:
    """Vega-Lite configuration shared by every chart: quiet axes, the page's ink, no frame."""
    text = {"labelColor": light("soft"), "titleColor": light("soft")}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "font": "sans-serif",
        "padding": 2,
        "axis": {
            **text, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
            "gridColor": light("line"), "domainColor": light("axis"), "tickColor": light("axis"),
            "tickSize": 4, "labelPadding": 4, "labelFlush": False,
        },
        "legend": {
            "labelColor": light("ink"), "titleColor": light("soft"), "labelFontSize": 12,
            "titleFontSize": 12, "titleFontWeight": "normal", "orient": "top", "labelLimit": 320,
        },
        "text": {"fontSize": 12, "color": light("ink")},
        "header": {"labelColor": light("ink"), "labelFontSize": 13, "title": None},
        "title": {"color": light("ink"), "fontSize": 13, "anchor": "start", "fontWeight": "bold"},
    }  # fmt: skip
