#!/bin/sh
# Makes .venv exactly what requirements.lock says, with our packages editable. A no-op when nothing changed.
set -eu
cd "$(dirname "$0")/../.."
cache="${ICSOE_CACHE:-$HOME/.cache/icsoe}"
uv="$cache/uv/bin/uv"

falla() { printf 'icsoe: %s\n' "$1" >&2; exit 1; }

elegir_python() {
    for candidato in python3.11 python3.12 python3.13 python3; do
        if "$candidato" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidato" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    falla "Falta Python 3.11 o posterior; instálalo (en Debian: apt-get install python3) y repite."
}

instalar_uv() {
    printf '  Preparando uv…\n'
    if ! "$python" -m venv --clear "$cache/uv" >/dev/null 2>&1; then
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y -q python3-venv >/dev/null 2>&1 || true
        "$python" -m venv --clear "$cache/uv" >/dev/null 2>&1 ||
            falla "Tu Python no trae venv; en Debian: apt-get install python3-venv"
    fi
    "$cache/uv/bin/pip" install -q --disable-pip-version-check --require-hashes -r deploy/local/uv.txt ||
        falla "No se pudo instalar uv; revisa la red y repite."
}

paquetes=$(ls -d contracts libs/* services/* clients/icsoe simulators deploy)
huella=$(for p in $paquetes; do cat "$p/pyproject.toml"; done | cat requirements.lock deploy/local/uv.txt - | sha256sum | cut -c1-64)
[ -x .venv/bin/icsoe-deploy ] && [ "$(cat .venv/.huella 2>/dev/null)" = "$huella" ] && exit 0

python=$(elegir_python)
[ -x "$uv" ] && [ "$("$uv" --version | cut -d' ' -f2)" = "$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' deploy/local/uv.txt)" ] || instalar_uv
export VIRTUAL_ENV="$PWD/.venv" UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
printf '  Instalando las bibliotecas de Python…\n'
[ -x .venv/bin/python ] || "$uv" venv -q --python "$python" .venv
"$uv" pip sync -q --require-hashes requirements.lock || falla "No se pudieron instalar las bibliotecas; revisa la red y repite."
editables=""
for p in $paquetes; do editables="$editables -e ./$p"; done
# shellcheck disable=SC2086  # one -e per package is the intent
"$uv" pip install -q --no-deps --no-build-isolation $editables || falla "No se pudieron instalar los paquetes del proyecto."
printf '%s' "$huella" >.venv/.huella
