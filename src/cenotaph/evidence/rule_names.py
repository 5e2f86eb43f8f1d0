"""The codes of all findings and what each means; `check` prints the codes, [[accepted]] names them."""

from __future__ import annotations

FILES = {
    "missing-file": "case.toml or sources.toml is not in the folder",
    "no-evidence": "the folder evidence/ holds no table",
    "unknown-kind": "the name of a table begins with no kind of evidence",
    "file-not-read": "a file in evidence/ is no table and was passed over",
    "broken-link": "a symbolic link leads nowhere",
    "symbolic-link": "a file is a symbolic link, so that the case is not complete in itself",
    "not-a-file": "a folder or a device stands where a file should",
    "unreadable-file": "the system refuses to open a file or to list a folder",
    "file-too-large": "a file is over the size that is read",
    "empty-file": "a file has no content",
    "wrong-encoding": "a file is not UTF-8",
    "nul-bytes": "a file holds NUL bytes, so it is no text",
    "byte-order-mark": "a file begins with a mark that spreadsheets write",
}
TEXTS = {
    "toml-syntax": "a text is not TOML",
    "unknown-key": "a key is not in the schema",
    "missing-key": "a key that the schema requires is missing or empty",
    "wrong-type": "a value is of another type than the schema asks",
    "bad-id": "an id has characters that ids do not have",
}
CELLS = {
    "no-rows": "a table has no row",
    "other-separator": "a table is separated by semicolons or tabs",
    "unknown-column": "a column is not of this kind of table",
    "missing-column": "a column that every row needs is missing",
    "repeated-column": "a column stands twice",
    "ragged-row": "a row has more or fewer cells than the header",
    "open-quote": "a quoted cell is never closed",
    "broken-quotes": "a quoted cell goes on after its closing quote",
    "cell-too-long": "a cell is longer than any text of evidence",
    "empty-cell": "a cell that every row needs is empty",
    "not-a-number": "a cell should hold a number and does not",
    "decimal-comma": "a number has a decimal comma",
    "thousands-separator": "a number has marks between its digits",
    "fractional-number": "a count is not whole",
    "negative-number": "a number is below 0",
    "out-of-range": "a number is outside what its column allows",
    "bad-date": "a date is impossible or ambiguous",
    "unknown-word": "a cell holds a word that its column does not have",
    "more-findings": "a file has more findings than are listed",
}
ROWS = {
    "unknown-source": "a source is not in sources.toml",
    "unknown-territory": "a territory is not in case.toml",
    "unknown-census": "a census is not in case.toml",
    "duplicate-key": "two rows answer the same question",
    "duplicate-id": "two things carry the same id",
    "census-date-differs": "a row dates its census otherwise than case.toml",
    "overlapping-periods": "two periods of the same register share days",
    "recalled-in-headline": "a figure quoted from memory claims another status",
    "literature-empty": "a literature row gives no figure",
    "literature-order": "low, central and high are out of order",
}
AGES = {
    "age-missing": "a cell has no age",
    "ages-reversed": "an age interval ends before it begins",
    "ages-start-late": "a table of ages does not begin at 0",
    "age-overlap": "an age is counted twice",
    "age-gap": "an age between two intervals is missing",
    "open-interval": "the open interval is missing, or not the last",
    "sexes-mixed": "rows of both sexes together stand beside rows of one sex",
    "sexes-incomplete": "cells of one sex are missing",
    "single-ages-differ": "single years of age are not the cell that they are part of",
    "qx-above-one": "a probability of dying is above 1",
    "rate-per-1000": "a death rate looks like one per 1,000",
    "open-qx-not-one": "someone survives the open interval of a life table",
    "lx-rises": "survivors rise with age",
    "total-contradicted": "a total is not what its parts add up to",
    "total-not-compared": "a total could not be held against cells",
}
CASES = {
    "unknown-reference": "case.toml names a row, table or group that is not in the evidence",
    "option-incomplete": "an option names nothing of what its dimension varies",
    "census-order": "censuses are not in the order of their dates",
    "life-table-one-sex": "a life table has rows for one sex only",
    "census-empty": "an age table counts nobody",
    "interval-too-long": "a closing census lies more than ninety years after the opening one",
    "no-headline-answer": "every option of a dimension is a named variant",
    "kind-twice": "two dimensions ask the same kind of question",
    "true-census-opening": "the opening census is named as the closing count taken as true",
    "census-without-cells": "a census of the balance has no cells by age",
    "typed-number": "a number is typed into prose",
    "unknown-binding": "a {@id} in prose is the id of no row",
    "accepted-unused": "an [[accepted]] entry matches no finding",
}
SAID = {
    "bad-claims": "claims.toml cannot be used as it stands",
    "unknown-script": "the words of a claim are not in the text it was read in",
}
RULES = FILES | TEXTS | CELLS | ROWS | AGES | CASES | SAID
