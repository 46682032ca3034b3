#!/bin/sh
# Compiles profiles/input and terminology/ (FSH) into profiles/package, byte for byte the same every time.
#
#   profiles/build.sh                      rebuild profiles/package
#   CANONICAL=https://… profiles/build.sh  the same under another canonical base
#
# Needs Node 18+ and the core package in ~/.fhir/packages; the compiler comes from npm once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
placeholder=https://fhir.hie-ua.example
canonical=${CANONICAL:-$placeholder}
out=${OUT:-$here/package}

sushi=$here/node_modules/.bin/sushi
[ -x "$sushi" ] || (cd "$here" && npm ci --no-audit --no-fund --loglevel=error)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/input/fsh"
cp "$here/sushi-config.yaml" "$work/"
cp "$here"/input/fsh/*.fsh "$work/input/fsh/"
for file in "$here"/../terminology/*.fsh; do
    cp "$file" "$work/input/fsh/terminology-$(basename "$file")"
done
find "$work" -type f -exec sed -i "s|$placeholder|$canonical|g" {} +

"$sushi" build "$work" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
# Guides that SUSHI would like to add are not needed and not reachable offline; any other warning is a mistake.
if grep -E '^(error|warn) ' "$work/log" | grep -v 'Failed to load automatically-provided'; then
    cat "$work/log"
    exit 1
fi

rm -rf "$out"
mkdir -p "$out"
node "$here/manifest.mjs" "$work" "$here" "$out"
echo "$(ls "$out" | wc -l) files in $out"
