"""Presets: sets of rules and options that one word turns on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Preset(NamedTuple):
    """The rules and options that one word turns on, in addition to the default ones."""

    purpose: str
    """A paragraph about it, in Markdown."""
    rules: frozenset[str]
    """The codes of rules."""
    options: Mapping[str, str]
    """The texts of options, by the names of their fields."""
    aliases: frozenset[tuple[str, str]] = frozenset()
    """Aliases that need no reason, because everybody uses them."""


NO_PRESET = Preset("", frozenset(), {})

# Aliases from the modules' own documentation, or from most code that uses the modules.
_ABBREVIATIONS = """
apache_beam as beam
arviz as az
cartopy.crs as ccrs
cartopy.feature as cfeature
collections.abc as cabc
cupy as cp
cvxpy as cp
dash_bootstrap_components as dbc
datetime as dt
defusedxml.ElementTree as ET
gurobipy as gp
keras.backend as K
lightgbm as lgb
lightning as L
lightning.pytorch as pl
lxml.etree as ET
matplotlib.colors as mcolors
matplotlib.dates as mdates
matplotlib.image as mpimg
matplotlib.lines as mlines
matplotlib.patches as mpatches
matplotlib.ticker as mticker
matplotlib.transforms as mtransforms
multiprocessing as mp
numpy.linalg as la
numpy.random as npr
pyarrow.compute as pc
pyarrow.dataset as ds
pyarrow.parquet as pq
pymc as pm
pyomo.environ as pyo
pyspark.sql.functions as F
pyspark.sql.types as T
pytorch_lightning as pl
scanpy as sc
scipy as sp
scipy.sparse as sp
sqlalchemy as sa
statsmodels.formula.api as smf
streamlit as st
sympy as sp
tensorflow.compat.v1 as tf
tensorflow.compat.v2 as tf
tensorflow.keras.backend as K
tensorflow_datasets as tfds
tensorflow_probability as tfp
tkinter as tk
torch.distributed as dist
torch.multiprocessing as mp
torch.nn.functional as F
torchvision.transforms as T
torchvision.transforms.functional as TF
typing as t
xgboost as xgb
xml.etree.ElementTree as ET
xml.etree.cElementTree as ET
"""

PRESETS = {
    "google": Preset(
        "What Google's [style guide](https://google.github.io/styleguide/pyguide.html) for Python"
        " asks of imports: one import a line, `from` only for modules, no relative imports, an"
        " alias only where it is needed. The usual short names of scientific packages may be used,"
        " but need not, and so may other abbreviations that everybody uses, as `ET` for"
        " `xml.etree.ElementTree`. Google also accepts an alias for a name that is too long or too"
        " general; no tool can tell which is, so such a line needs a `noqa`.",
        frozenset({"IMP103", "IMP108", "IMP201", "IMP204"}),
        {
            "from_policy": "modules",
            "from_exempt": "typing,typing_extensions,collections.abc,six.moves",
            "idioms": "scientific",
            "max_relative_level": "0",
        },
        frozenset(
            (target, name)
            for target, _, name in map(str.split, _ABBREVIATIONS.strip().splitlines())
        ),
    ),
    "strict": Preset(
        "Every rule that contradicts no other and can do without a list of your own.",
        frozenset(
            {
                *("IMP007", "IMP008", "IMP009", "IMP102", "IMP103", "IMP105", "IMP106", "IMP108"),
                *("IMP201", "IMP204", "IMP205", "IMP206", "IMP207", "IMP208", "IMP209", "IMP301"),
                *("IMP302", "IMP303", "IMP307"),
            }
        ),
        {
            "ban_alias": "* = ?",
            "from_policy": "modules",
            "idioms": "scientific",
            "indirect": "implicit",
            "max_relative_level": "0",
            "strict_aliases": "true",
            "submodule_alias": "from",
            "vague_names": "default",
        },
    ),
}

OPPOSITES = {"from_policy": "from_banned", "max_relative_level": "relative_siblings"}
"""Options of presets, each with the option that prevents them from being set."""
OPPOSITE_RULES = {"IMP105": "IMP104"}
"""Rules of presets, each with the rule that prevents them from being turned on."""
