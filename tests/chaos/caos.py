"""``make chaos``: a thousand filings while every process of a three-broker platform is killed at random.

Prints the kills, what the audit found, and as its last line
``chaos: presentadas=N perdidas=N duplicadas=N muertes=N``. Exit status 0 only when every promise held.
"""

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime
from itertools import islice

from auditoria import Veredicto, auditar
from flota import contribuyentes, periodos_firmables, registrar
from icsoe_deploy import gestor, perfil, piezas
from icsoe_deploy.procesos import url_publica
from icsoe_deploy.puesta_en_marcha import arriba
from icsoe_deploy.sistema import Sistema
from presentar import Asiento, Libro, Ritmo, presentar_todo
from verdugo import Verdugo

_PACIENCIA_S = 300.0
_DRENADO_S = 300.0
_REGRESO_S = 120.0


def _opciones() -> argparse.Namespace:
    lector = argparse.ArgumentParser(description=__doc__)
    lector.add_argument("--presentaciones", type=int, default=1000)
    lector.add_argument("--muertes", type=int, default=60)
    lector.add_argument("--semilla", type=int, default=17)
    lector.add_argument("--conservar", action="store_true", help="leave the platform running afterwards")
    return lector.parse_args()


def main() -> int:
    """Runs the storm and the audit; the exit status."""
    opciones = _opciones()
    inicio = time.monotonic()

    def decir(texto: str) -> None:
        print(f"{time.monotonic() - inicio:6.0f} s  {texto}", flush=True)

    if abandonado := perfil.existente("caos"):
        gestor.borrar(abandonado)
    este = perfil.abrir("caos", brokers=3, base_libre=True)
    try:
        arriba(este, decir, con_quien_llama=not opciones.conservar)
        decir("plataforma lista: tres brokers")
        return _tormenta(este, opciones, decir)
    finally:
        if not opciones.conservar:
            gestor.borrar(este)


def _tormenta(este: perfil.Perfil, opciones: argparse.Namespace, decir: piezas.Decir) -> int:
    url = url_publica(este)
    periodos = list(islice(periodos_firmables(datetime.now(UTC)), 15))
    cuantos = -(-opciones.presentaciones // len(periodos))
    flota = contribuyentes(este.dir / "ca", cuantos)
    for contribuyente in flota:
        registrar(url, Sistema(este).buzon, contribuyente)
    decir(f"{cuantos} contratistas por {len(periodos)} periodos; semilla de las muertes {opciones.semilla}")
    libro = Libro(este.dir / "libro.jsonl")
    verdugo = Verdugo(este, opciones.semilla)
    verdugo.start()
    ritmo = Ritmo(verdugo, cuantos * len(periodos), opciones.muertes)
    sin_respuesta = presentar_todo(url, flota, periodos, libro, ritmo, _PACIENCIA_S)
    verdugo.detener()
    decir(f"{len(libro.asientos)} respondidas, {verdugo.muertes.total()} muertes; esperando el drenado")
    verdugo.esperar_a_todos(_REGRESO_S)
    veredicto = asyncio.run(auditar(este, libro.asientos, _DRENADO_S))
    _imprimir(libro.asientos, sin_respuesta, verdugo, veredicto)
    bien = not sin_respuesta and not veredicto.fallas and not veredicto.perdidas and not veredicto.duplicadas
    return 0 if bien else 1


def _imprimir(
    asientos: list[Asiento], sin_respuesta: list[str], verdugo: Verdugo, veredicto: Veredicto
) -> None:
    print("\nMuertes (SIGKILL) por proceso:")
    for nombre, veces in sorted(verdugo.muertes.items()):
        print(f"  {nombre:24} {veces}")
    flujos = veredicto.flujos
    print(f"\nEventos leídos: {flujos.registros}, copias repetidas {flujos.repetidos}, ")
    print(f"flujos con huecos {len(flujos.huecos)}, en desorden {len(flujos.desorden)}")
    print(f"Correos repetidos (mismo Message-ID): {veredicto.correos_repetidos}")
    for falla in (*sin_respuesta[:20], *veredicto.fallas[:40]):
        print(f"  FALLA {falla}")
    print(
        f"chaos: presentadas={len(asientos)} perdidas={veredicto.perdidas} "
        f"duplicadas={veredicto.duplicadas} muertes={verdugo.muertes.total()}"
    )


if __name__ == "__main__":
    sys.exit(main())
