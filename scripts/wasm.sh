#!/usr/bin/env bash
# Builds the compiled modules with the pinned tools: see scripts/wasm/doc.go.
#
#   scripts/wasm.sh [-check | -allocs] [claims] [core] [filter]
set -euo pipefail
scripts=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
"$scripts/tools.sh" wasm
source "$scripts/pins/pins.env"
exec env GOTOOLCHAIN="$GO_TOOLCHAIN" go run -C "$scripts" ./wasm "$@"
