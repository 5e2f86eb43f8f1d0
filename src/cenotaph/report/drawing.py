"""Altair chart -> small, inert SVG: rendered by vl-convert, then stripped of what a page does not need."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from cenotaph.report import palette
from cenotaph.report.markup import visible

if TYPE_CHECKING:
    import altair as alt

_SPACE = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_ROUND = re.compile(r"^M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0$")
_SHIFT = re.compile(r"^translate\((-?[\d.]+),(-?[\d.]+)\)$")
# Drawn once on the group instead of on each of its children when all agree.
_SHARED = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity",
    "font-size", "font-weight", "font-style", "text-anchor",
)  # fmt: skip
_DROPPED = (
    "class",
    "pointer-events",
    "font-family",
    "aria-hidden",
    "role",
    "aria-roledescription",
    "aria-label",
)
_DEFAULTS = {"opacity": "1", "stroke-miterlimit": "10", "font-weight": "normal", "text-anchor": "start"}


def svg(chart: alt.Chart, validate: bool = True) -> str:
    """The chart as one <svg> element: viewBox, the page's fonts, no ids, no script, no references.

    A mark that carries a description keeps it as <title>, which browsers show on hover.
    """
    return paint(chart.to_dict(validate=validate))


def paint(spec: dict) -> str:
    """The same from a Vega-Lite specification."""
    import vl_convert

    spec = _visible(spec)
    spec["config"] = spec.get("config", {}) | palette.chart_config()
    # No base address is allowed: a chart holds its own data and never fetches.
    text = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    return shrink(text)


def _visible(part: object) -> object:
    """The specification with every text in it safe to write as XML."""
    if isinstance(part, str):
        return visible(part)
    if isinstance(part, dict):
        return {key: _visible(value) for key, value in part.items()}
    return [_visible(value) for value in part] if isinstance(part, list | tuple) else part


def shrink(text: str) -> str:
    """The same picture in fewer bytes, without ARIA inside (the figure names the whole picture)."""
    root = ET.fromstring(text)
    for element in list(root.iter()):
        element.tag = element.tag.removeprefix(_SPACE)
    _visit(root)
    width, height = root.get("width", "0"), root.get("height", "0")
    root.attrib.clear()
    root.attrib.update({"xmlns": _SPACE[1:-1], "viewBox": f"0 0 {width} {height}", "width": width, "height": height})
    return ET.tostring(root, encoding="unicode")


def _visit(element: ET.Element) -> None:
    """Depth first: drop what draws nothing, move descriptions to titles, merge and share."""
    for child in list(element):
        _visit(child)
        if _draws_nothing(child):
            element.remove(child)
    label = element.get("aria-label") if element.tag in ("path", "line", "text") else None
    for name in _DROPPED:
        element.attrib.pop(name, None)
    for name, default in _DEFAULTS.items():
        if element.get(name) == default:
            del element.attrib[name]
    for name, value in element.attrib.items():
        element.set(name, _NUMBER.sub(lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), value))
    if element.tag == "path":
        _to_circle(element)
    if label:
        ET.SubElement(element, "title").text = label
    if element.tag == "g":
        _flatten(element)
        _merge_paths(element)
        _share(element)


def _draws_nothing(element: ET.Element) -> bool:
    if element.tag == "g":
        return len(element) == 0
    if element.tag == "path":
        invisible = not {element.get("fill"), element.get("stroke")} - {None, "none"}
        return (
            element.get("display") == "none"
            or not element.get("d")
            or (invisible and not element.get("transform") and len(element) == 0 and "background" in _trace(element))
        )
    if element.tag == "rect":
        return element.get("fill") == "transparent"
    return element.tag == "text" and not (element.text or "").strip()


def _trace(element: ET.Element) -> str:
    """Vega draws an empty frame behind every group; it is a rectangle from the origin."""
    return "background" if re.fullmatch(r"M0(\.5)?,0(\.5)?h[\d.-]+v[\d.-]+h[\d.-]+Z", element.get("d", "")) else ""


def _to_circle(element: ET.Element) -> None:
    found = _ROUND.match(element.get("d", ""))
    shift = _SHIFT.match(element.get("transform", ""))
    if found and shift:
        element.tag = "circle"
        del element.attrib["d"], element.attrib["transform"]
        element.attrib.update({"cx": shift[1], "cy": shift[2], "r": found[1]})


def _flatten(group: ET.Element) -> None:
    """Replace a child group without attributes, or moved by nothing, by its children."""
    for child in list(group):
        if child.get("transform") == "translate(0,0)":
            del child.attrib["transform"]
        if child.tag == "g" and not child.attrib:
            at = list(group).index(child)
            group.remove(child)
            for offset, grandchild in enumerate(list(child)):
                group.insert(at + offset, grandchild)


def _merge_paths(group: ET.Element) -> None:
    """Neighbouring paths alike in all but their outline become one path."""
    before: ET.Element | None = None
    for child in list(group):
        alike = (
            before is not None
            and child.tag == before.tag == "path"
            and len(child) == len(before) == 0
            and "transform" not in child.attrib
            and {k: v for k, v in child.attrib.items() if k != "d"}
            == {k: v for k, v in before.attrib.items() if k != "d"}
            and not {"opacity", "fill-opacity"} & set(child.attrib)
        )
        if alike:
            before.set("d", before.get("d", "") + child.get("d", ""))
            group.remove(child)
        else:
            before = child


def _share(group: ET.Element) -> None:
    if len(group) < 2:
        return
    for name in _SHARED:
        values = {child.get(name) for child in group}
        # Opacity of a group is not the opacity of each child where they overlap.
        if len(values) == 1 and None not in values and name not in group.attrib and name != "opacity":
            group.set(name, values.pop() or "")
            for child in group:
                del child.attrib[name]
