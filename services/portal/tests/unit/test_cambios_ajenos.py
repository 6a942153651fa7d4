"""Two pages of one Generales: what one saved, the other does not undo unseen (MSG-15, icsoe.md §12.2)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .conftest import (
    AL_BORRADOR,
    Guion,
    Navegador,
    contratista,
    json_de,
    problema,
    texto_de,
    version_de_generales,
)

DE_OTRA = {"correo": "nuevo@ejemplo.mx", "celular": "5587654321", "version": 4}
DE_ESTA = {"correo": "x@ejemplo.mx", "celular": "5512345678", "telefono_fijo": "5511112222"}
MSG_15 = "Otra persona modificó este registro; revisa los cambios."


class Registro:
    """registry as far as Generales need it: one contratista with a version, one draft."""

    def __init__(self, guion: Guion) -> None:
        self.contratista = contratista(tipo_persona="M", social_igual_fiscal=True)
        self.borrador: Any = None
        base = "/registry/contratista"
        guion.poner(f"GET {base}", lambda _: self._responder())
        guion.poner(f"GET {base}/borrador", lambda _: httpx.Response(200, json={"borrador": self.borrador}))
        guion.poner(f"PUT {base}/borrador", self._apartar)
        guion.poner(f"DELETE {base}/borrador", self._apartar)
        guion.poner(f"PUT {base}/generales", self._guardar)
        guion.poner(f"PUT {base}/repse", lambda p: self.cambiar(repse=json_de(p)))
        guion.poner(f"PUT {base}/acuse-repse", lambda _: self.cambiar())
        guion.poner(f"DELETE {base}/acuse-repse", lambda _: self.cambiar(acuse_repse=None))

    def cambiar(self, **cambios: Any) -> httpx.Response:
        self.contratista |= {"version": self.contratista["version"] + 1} | cambios
        return self._responder()

    def _responder(self) -> httpx.Response:
        return httpx.Response(200, json=self.contratista)

    def _apartar(self, peticion: httpx.Request) -> httpx.Response:
        self.borrador = json_de(peticion) if peticion.content else None
        return httpx.Response(204)

    def _guardar(self, peticion: httpx.Request) -> httpx.Response:
        if peticion.headers["if-match"] != f'"{self.contratista["version"]}"':
            return problema("version_distinta", 412)
        return self.cambiar(**json_de(peticion))


@pytest.fixture
def registro(guion: Guion, navegador: Navegador) -> Registro:
    navegador.ingresar(tipo_persona="M")
    return Registro(guion)


@pytest.fixture
async def pagina(navegador: Navegador, registro: Registro) -> dict[str, str]:
    """What an open page sends with Guardar: one box changed since it was shown."""
    return DE_ESTA | {"social_igual": "si"} | await version_de_generales(navegador)


async def test_a_stale_page_saves_its_draft_alone_and_tells_what_is_saved_now(
    navegador: Navegador, registro: Registro, pagina: dict[str, str], guion: Guion
) -> None:
    registro.cambiar(**DE_OTRA)
    respuesta = await navegador.enviar("/generales", pagina, files={"acuse_repse": ("a.pdf", b"%PDF-1.7")})
    assert respuesta.status_code == 412
    texto = texto_de(respuesta)
    assert MSG_15 in texto
    for dicho in ("Correo electrónico nuevo@ejemplo.mx", "Celular 5587654321", "Teléfono fijo Sin dato"):
        assert dicho in texto
    for escrito in DE_ESTA.values():
        assert f'value="{escrito}"' in respuesta.text
    assert guion.escrituras() == [AL_BORRADOR]


async def test_who_was_told_may_save_over_it_or_take_what_is_saved(
    navegador: Navegador, registro: Registro, pagina: dict[str, str]
) -> None:
    registro.cambiar(**DE_OTRA)
    await navegador.enviar("/generales/borrador", pagina)
    desechado = await navegador.enviar("/generales", pagina | {"accion": "usar-guardado"})
    assert desechado.headers["location"] == "/generales"
    assert 'value="nuevo@ejemplo.mx"' in (await navegador.ver("/generales")).text
    vista = await version_de_generales(navegador)
    guardado = await navegador.enviar("/generales", pagina | {"vista": vista["version"]})
    assert guardado.headers["location"] == "/generales/guardados"
    assert registro.contratista["correo"] == "x@ejemplo.mx"


async def test_a_draft_of_a_stale_page_says_so_in_every_browser_that_opens_it(
    navegador: Navegador, registro: Registro, pagina: dict[str, str]
) -> None:
    registro.cambiar(**DE_OTRA)
    await navegador.enviar("/generales/borrador", pagina)
    for _ in range(2):
        mostrada = await navegador.ver("/generales")
        assert MSG_15 in texto_de(mostrada)
        assert f'name="version" value="{pagina["version"]}"' in mostrada.text
        await navegador.enviar("/generales/borrador", pagina)


async def test_a_change_between_the_look_and_the_save_is_a_conflict_too(
    navegador: Navegador, registro: Registro, pagina: dict[str, str], guion: Guion
) -> None:
    def carrera(_: httpx.Request) -> httpx.Response:
        registro.cambiar()
        return registro.cambiar(correo="nuevo@ejemplo.mx")

    guion.poner("PUT /registry/contratista/acuse-repse", carrera)
    respuesta = await navegador.enviar("/generales", pagina, files={"acuse_repse": ("a.pdf", b"%PDF-1.7")})
    assert (respuesta.status_code, registro.contratista["correo"]) == (412, "nuevo@ejemplo.mx")
    guion.poner("PUT /registry/contratista/generales", problema("version_distinta", 412))
    pagina |= {"correo": "y@ejemplo.mx"} | {"vista": (await version_de_generales(navegador))["version"]}
    respuesta = await navegador.enviar("/generales", pagina)
    assert respuesta.status_code == 412
    assert MSG_15 in texto_de(respuesta)


async def _borra_el_acuse(navegador: Navegador, pagina: dict[str, str]) -> None:
    await navegador.enviar("/generales", pagina | {"accion": "eliminar-acuse"})
    await navegador.enviar("/generales/acuse-repse/eliminar")


async def _sube_el_acuse(navegador: Navegador, pagina: dict[str, str]) -> None:
    archivos = {"acuse_repse": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    await navegador.enviar("/generales", pagina | {"accion": "agregar-actividad"}, files=archivos)


async def _guarda_y_repite(navegador: Navegador, pagina: dict[str, str]) -> None:
    """The answer of the first Guardar was lost on the way."""
    assert (await navegador.enviar("/generales", pagina)).status_code == 303


@pytest.mark.parametrize("antes", [_borra_el_acuse, _sube_el_acuse, _guarda_y_repite])
async def test_what_the_page_itself_did_before_is_no_conflict(
    antes: Callable[[Navegador, dict[str, str]], Any],
    navegador: Navegador,
    registro: Registro,
    pagina: dict[str, str],
) -> None:
    pagina |= {"celular": "55 1234 5678"}
    await antes(navegador, pagina)
    assert MSG_15 not in texto_de(await navegador.ver("/generales"))
    archivos = {"acuse_repse": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    assert (await navegador.enviar("/generales", pagina, files=archivos)).status_code == 303
    assert registro.contratista["telefono_fijo"] == "5511112222"


async def test_a_guardar_that_was_half_done_when_the_efirma_was_asked_for_goes_on_without_conflict(
    navegador: Navegador, registro: Registro, pagina: dict[str, str], guion: Guion
) -> None:
    guion.poner("PUT /registry/contratista/generales", problema("efirma_no_reciente", 403))
    pagina |= {"correo": "otro@ejemplo.mx", "repse_numero": "AR1234/2024"}
    assert (await navegador.enviar("/generales", pagina)).status_code == 403
    mostrada = await navegador.ver("/generales")
    assert 'value="otro@ejemplo.mx"' in mostrada.text
    assert MSG_15 not in texto_de(mostrada)
