"""Arrow's functions on whole columns. They are made when pyarrow is imported, so no type checker knows them."""

from typing import Any

import pyarrow.compute

pc: Any = pyarrow.compute
