"""Opens files of rows with DuckDB and pandas as they are, and prints what each found, as JSON."""

import glob
import json
import sys

import duckdb
import pandas
import pyarrow

folder = sys.argv[1]
pattern = f"{folder}/*.parquet"


def plain(value):
    """A cell as JSON: what is missing is null, whatever stands for it."""
    if value is None or value is pandas.NA or value != value:
        return None
    return value if isinstance(value, str) else value.item() if hasattr(value, "item") else value


# No option, no schema: what a person would type.
relation = duckdb.sql(f"SELECT * FROM '{pattern}' ORDER BY \"index\"")
by_duckdb = {
    "version": duckdb.__version__,
    "columns": relation.columns,
    "types": [str(kind) for kind in relation.types],
    "rows": [[plain(cell) for cell in row] for row in relation.fetchall()],
    "groups": [
        [plain(cell) for cell in row]
        for row in duckdb.sql(
            f"SELECT status, count(*), min(\"cost.usdPerQuery\") FROM '{pattern}' GROUP BY status ORDER BY status"
        ).fetchall()
    ],
}

# Each file by itself, and all of them as one table: a column without any value must have the type that it has elsewhere.
frame = pandas.concat([pandas.read_parquet(path) for path in sorted(glob.glob(pattern))]).sort_values("index")
whole = pandas.read_parquet(folder).sort_values("index")
by_pandas = {
    "version": f"{pandas.__version__}, pyarrow {pyarrow.__version__}",
    "columns": list(frame.columns),
    "rows": [[plain(cell) for cell in row] for row in frame.itertuples(index=False)],
    "folder": [[plain(cell) for cell in row] for row in whole.itertuples(index=False)],
}

json.dump({"duckdb": by_duckdb, "pandas": by_pandas}, sys.stdout)
