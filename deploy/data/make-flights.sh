#!/usr/bin/env bash
# Makes the demo data again from its origin, and checks that it is the same.
# Usage: make-flights.sh [OUTPUT.csv.gz]. Needs node, npm, gzip and sha256sum.
set -euo pipefail

expected=af1968d42cb075d086ef33788d6c75926f9c5e68d3bde40d6e035987d01de664
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=$(realpath -m "${1:-$here/../src/main/resources/io/tributary/demo/flights_2001_jan.csv.gz}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/flights-csv.mjs" "$work"
cd "$work"

npm install --silent --no-save --no-package-lock --ignore-scripts --prefix "$work" \
  vega-datasets@3.2.1 hyparquet@1.31.5 hyparquet-compressors@1.1.2
node flights-csv.mjs node_modules/vega-datasets/data/flights-3m.parquet >flights.csv

actual=$(sha256sum <flights.csv)
actual=${actual%% *}
if [[ $actual != "$expected" ]]; then
  echo "make-flights: the data differs: sha256=$actual expected=$expected" >&2
  exit 1
fi
gzip -9 -n <flights.csv >"$output"
echo "wrote $output: rows=$(($(wc -l <flights.csv) - 1)) sha256=$actual (uncompressed)"
