#!/bin/sh
# Builds precheck-hook, puts it on the PATH, puts its hooks into a repository
# and runs the gate there once.
#
#   ./install.sh [REPO]               REPO: default the repository you are in
#   ./install.sh --uninstall [REPO]   takes all of it back
set -eu

source=$(cd "$(dirname "$0")" && pwd)

main() {
	action=install
	if [ "${1-}" = --uninstall ]; then
		action=uninstall
		shift
	fi
	case ${1-} in -*) fail "unknown option $1" "usage: ./install.sh [--uninstall] [REPO]" ;; esac
	command -v git >/dev/null || fail "git is missing" "install it with your system's package manager"
	repo=$(git -C "${1-.}" rev-parse --show-toplevel 2>/dev/null) ||
		fail "${1-the current folder} is not in a git work tree" "./install.sh path/of/your/repository"
	$action
}

install() {
	need_build_tools
	echo "building the release binary (the first time takes a few minutes)"
	build
	bin=$(bin_folder)
	mkdir -p "$bin"
	# By rename: a hook that starts this very moment finds the old program or the new.
	cp "$built" "$bin/.precheck-hook.new"
	mv "$bin/.precheck-hook.new" "$bin/precheck-hook"
	echo "installed $bin/precheck-hook"
	case ":$PATH:" in
	*":$bin:"*) ;;
	*) echo "it is not on your PATH yet; add to your shell's profile: export PATH=\"$bin:\$PATH\"" ;;
	esac
	cd "$repo"
	"$bin/precheck-hook" install
	echo
	if "$bin/precheck-hook" run; then
		echo
		echo "Every push and every version tag of $repo is judged from now on."
	else
		echo
		echo "The hooks are in and judge every push from now on. The release gate refuses until what is"
		echo "marked FAIL above is mended; \`precheck-hook explain CODE\` says how."
	fi
}

# Statically where the system can: git starts a hook several times for a single
# commit, and what has no libraries to load starts in two thirds of the time.
build() {
	# Named, because cargo's own settings may send it elsewhere.
	target=${CARGO_TARGET_DIR:-$source/target}
	host=$(rustc -vV | sed -n 's/^host: //p')
	set -- --release --locked --quiet --manifest-path "$source/Cargo.toml" --target-dir "$target"
	case $host in
	*-linux-gnu)
		if echo 'int main(void) { return 0; }' | ${CC:-cc} -static -x c -o /dev/null - 2>/dev/null; then
			RUSTFLAGS="${RUSTFLAGS-} -C target-feature=+crt-static" cargo build "$@" --target "$host"
			built=$target/$host/release/precheck-hook
			return
		fi
		;;
	esac
	cargo build "$@"
	built=$target/release/precheck-hook
}

uninstall() {
	# Only where `install` puts it: one that lies elsewhere on the PATH is not ours to remove.
	program=
	for folder in "$HOME/.local/bin" "${CARGO_HOME:-$HOME/.cargo}/bin"; do
		[ ! -x "$folder/precheck-hook" ] || program=$folder/precheck-hook
	done
	[ "$program" ] || fail "precheck-hook is not installed" "nothing to take back"
	(cd "$repo" && "$program" uninstall)
	rm "$program"
	echo "removed $program"
}

need_build_tools() {
	command -v cargo >/dev/null || fail "Rust is missing" "install it from https://rustup.rs, then run this again"
	for compiler in "${CC-}" cc gcc clang; do
		[ -n "$compiler" ] && command -v "$compiler" >/dev/null && return
	done
	fail "a C compiler is missing (libgit2 is built with it)" \
		"Debian, Ubuntu: apt-get install gcc libc6-dev   Fedora: dnf install gcc   macOS: xcode-select --install"
}

# The first of the usual places that is on the PATH already.
bin_folder() {
	for folder in "$HOME/.local/bin" "${CARGO_HOME:-$HOME/.cargo}/bin"; do
		case ":$PATH:" in *":$folder:"*)
			echo "$folder"
			return
			;;
		esac
	done
	echo "$HOME/.local/bin"
}

fail() {
	echo "install.sh: $1." >&2
	echo "  $2" >&2
	exit 1
}

main "$@"
