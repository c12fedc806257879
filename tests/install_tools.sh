#!/bin/sh
# Install the tools that some tests use, where npm, apt and root allow it; those tests skip themselves otherwise.
set -u
axe=axe-core@4.14.1
if ! [ -e .venv/node_modules/axe-core/axe.min.js ] && command -v npm >/dev/null 2>&1; then
    echo "Installing $axe for the tests of the review page"
    npm install --silent --no-save --no-audit --no-fund --prefix .venv "$axe" >/dev/null 2>&1 || echo "Not installed: $axe"
fi
missing=""
for pair in msgfmt:gettext pofilter:translate-toolkit; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -e /usr/share/unicode/BidiTest.txt ] || missing="$missing unicode-data"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing$missing for the tests that use them"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null 2>&1 && exit 0
fi
echo "Not installed:$missing; the tests that use them will be skipped"
