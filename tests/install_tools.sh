#!/bin/sh
# Install the system tools that some tests use, where apt and root allow it; those tests skip themselves otherwise.
set -u
missing=""
for pair in msgfmt:gettext pofilter:translate-toolkit; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -e /usr/share/unicode/BidiTest.txt ] || missing="$missing unicode-data"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing$missing for the tests that use them"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null 2>&1 && exit 0
fi
echo "Not installed:$missing; the tests that use them will be skipped"
