#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [CHECK...]: what can be said of the sources without running them. Each
# check prints one line per finding, "path:line: sentence", and passes when it
# has nothing to print. What a check found is kept in out/lint/CHECK.log.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/tests/lint/files.sh"

KVER=${KVER:-6.12}
LINT=$OUT/lint
HERE=$ROOT/tests/lint
SOURCE=$OUT/src/linux-source-$KVER
ORIGINALITY=$ROOT/../shared/tools/originality
SKIP=77		# a check's status when it cannot run here; it says why
export KVER

CHECKS="spdx bug version machine includes sizes checkpatch shellcheck python sparse symbols patches originality"

# over CMD...: with all our files as arguments
over() {
	our_files | xargs -d '\n' "$@"
}

check_spdx() { over "$HERE/text.py" spdx; }
check_bug() { over "$HERE/text.py" bug; }
check_version() { over "$HERE/text.py" version; }
check_machine() { over "$HERE/text.py" machine; }
check_includes() { over "$HERE/includes.py"; }
check_sizes() { over "$HERE/sizes.py" 3>"$LINT/sizes.note"; }
check_checkpatch() { "$HERE/checkpatch.sh"; }
check_sparse() { "$HERE/sparse.sh"; }
check_symbols() { "$HERE/symbols.sh"; }

check_shellcheck() {
	shell_files | "$HERE/each.py" "$LINT/shellcheck" \
		shellcheck -x -P "$ROOT" --format=gcc --exclude=SC1091
}

# Only whether each compiles: there is no other Python tool to install.
check_python() {
	our_files | grep '\.py$' | while read -r f; do
		python3 - "$f" <<-'END' || :
			import sys
			try:
			    compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')
			except SyntaxError as e:
			    print(f'{sys.argv[1]}:{e.lineno}: {e.msg}')
		END
	done
}

# The scripts' own check, which prints only when something is wrong.
check_patches() {
	"$ROOT/scripts/check-patches.sh" >"$LINT/patches.all" 2>&1 || cat "$LINT/patches.all"
}

# A tool of the workshop, not of the repository: it measures what stands word for
# word in mainline too.
check_originality() {
	[ -x "$ORIGINALITY" ] || {
		echo "there is no tool for it beside the repository"
		return $SKIP
	}
	"$ORIGINALITY" "$SOURCE" "$ROOT" >"$LINT/originality.all" 2>&1 || {
		sed "s,$ROOT/,," "$LINT/originality.all"
		return
	}
	tail -n 1 "$LINT/originality.all" | sed 's/^originality: //' >"$LINT/originality.note"
}

# run CHECK: count it, show what it found
run() {
	local status=0 log=$LINT/$1.log

	rm -f "$LINT/$1.note"
	("check_$1") >"$log" 2>&1 || status=$?
	if [ $status = $SKIP ]; then
		info "skipped: $1: $(cat "$log")"
	elif [ $status = 0 ] && [ ! -s "$log" ]; then
		passed=$((passed + 1))
		info "ok $1$(sed 's/^/: /' "$LINT/$1.note" 2>/dev/null)"
	else
		failed=$((failed + 1))
		[ -s "$log" ] || echo "$1 ended with status $status" >"$log"
		cat "$log"
		echo "FAIL lint $1: $(wc -l <"$log") lines, kept in $log"
	fi
}

step "lint"
need_pkgs sparse shellcheck perl python3 gcc binutils
mkdir -p "$LINT"
cd "$ROOT"
"$ROOT/scripts/source.sh" >"$LINT/source.log" || die "see $LINT/source.log"
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $CHECKS
passed=0 failed=0
for name; do
	case " $CHECKS " in
	*" $name "*) run "$name" ;;
	*) die "there is no check $name; use one of: $CHECKS" ;;
	esac
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
