"""What the case of every episode states before it sees a figure: the same numbers for all, none read from a truth.

They are a user's who knows two counts of a country with registers elsewhere in its history, a life table of some years
before, and nothing else. Those of the crisis by age and of the errors of ages above five are
the embedded case's (src/cenotaph/cases/ussr-1926-1939).
"""

from __future__ import annotations

NET_ERROR, NET_ERROR_AFTER = 0.005, 0.01  # the embedded case's, opening and closing; the second with a heavy tail
ADULTS = 0.02  # adults against children and the old, in each count: the embedded case's, there of the closing counts
NET_MIGRATION = 0.0015  # of the population a year: borders are open
MOVERS, MOVERS_SEX = 0.5, 0.3  # log factors on rates of moving, by age and between the sexes: as free as the crisis's
LEVEL, LEVEL_A_YEAR = 0.03, 0.01  # log of death rates over the table's: at once, and for each year since it
CHANGE_A_YEAR = 0.01  # a tenth in ten years, either way
# The record of life expectancy stood a little above 45 years in 1840, and has risen since by 0.243 years a year for
# women and 0.222 for men (Oeppen and Vaupel 2002, Science 296, 1029-1031): a country below that level is taken to stay
# where it is, one above it to keep pace.
RISING_FROM, YEARS_A_YEAR = 45.0, (0.243, 0.222)
SHAPE, DRIFT = 0.06, 0.08
NAMED = 0.5  # departure of a named year, as a share of its normal deaths: the embedded case's
# Where nothing says that there was a crisis, about one interval in ten is taken to hold one that costs half of a normal
# year's deaths: half of these by the departure of the years (scale of one year), half by violence. The tail is a
# Cauchy's: most intervals hold nothing, and what some hold may be of any size.
UNKNOWN = 0.025
NAMED_DF, UNKNOWN_DF = 2, 1
SPLIT = 1.5  # of ten years alike, one has two fifths of the sum in the median: crises are one year or two
WAR, WAR_LOG_SD = 0.0005, 1.5  # of the population: median of violent deaths of men of military age, and its width
BIRTHS = 0.1
WALK = 0.06  # not the embedded case's tenth a year, which lets births drift by a third in ten years where none are seen
# Log of births: they fall in famines, epidemics and wars, by a tenth as a rule, by a third at worst.
CRISIS_BIRTHS = (-0.1, 0.15)
WITHOUT_CRISIS = 0.1
SMOOTH_LEVEL = 0.125  # a mean absolute error of a tenth, as elicited by Wheldon et al. (2013)
