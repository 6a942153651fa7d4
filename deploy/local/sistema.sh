#!/bin/sh
# Debian packages the platform (and, with «pruebas», its tests) call. Installs them where we are root.
set -eu
faltan=""
necesita() { command -v "$1" >/dev/null 2>&1 || faltan="$faltan $2"; }

necesita openssl openssl
necesita setpriv util-linux
if [ "${1:-}" = pruebas ]; then
    command -v chromium >/dev/null 2>&1 || necesita google-chrome chromium
    command -v firefox >/dev/null 2>&1 || necesita firefox-esr firefox-esr
    necesita pdftoppm poppler-utils
fi
[ -z "$faltan" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    printf '  Instalando%s…\n' "$faltan"
    # shellcheck disable=SC2086  # one argument per package is the intent
    { apt-get install -y -q $faltan || { apt-get update -q && apt-get install -y -q $faltan; }; } >/dev/null 2>&1 && exit 0
fi
printf 'icsoe: faltan programas del sistema:%s. Instálalos (en Debian: sudo apt-get install%s).\n' "$faltan" "$faltan" >&2
[ "${1:-}" = pruebas ] || exit 1
