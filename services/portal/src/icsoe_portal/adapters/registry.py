"""registry over HTTP (plano.md §2): the contratista's own account, and the postal catalogue."""

from dataclasses import dataclass
from typing import Any

from ..application import vistas
from ..application.ports import Generales
from ..application.sesion import Sesion
from .cliente import Cliente, Pedido

_DOMICILIO = "/contratista/domicilio-social"
_BORRADOR = "/contratista/borrador"


@dataclass(frozen=True)
class RegistryHttp:
    cliente: Cliente

    async def _contratista(self, sesion: Sesion, pedido: Pedido) -> vistas.Contratista:
        contratista = await self.cliente.leer(vistas.Contratista, pedido, sesion)
        if sesion.ingreso is not None:
            sesion.ingreso.estado = contratista.estado
            sesion.ingreso.habilitado = contratista.habilitado
            sesion.ingreso.faltantes = contratista.faltantes
        return contratista

    async def presentar_identidad(self, sesion: Sesion, identidad: str) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("PUT", "/contratista", {"identidad": identidad}))

    async def contratista(self, sesion: Sesion) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("GET", "/contratista"))

    async def terminos(self) -> vistas.Terminos:
        return await self.cliente.leer(vistas.Terminos, Pedido("GET", "/terminos"))

    async def aceptar_terminos(self, sesion: Sesion, version: str) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("POST", "/contratista/terminos", {"version": version}))

    async def guardar_generales(
        self, sesion: Sesion, generales: Generales, version: int
    ) -> vistas.Contratista:
        cuerpo: dict[str, Any] = {
            "correo": generales.correo,
            "celular": generales.celular,
            "telefono_fijo": generales.telefono_fijo,
            "copias_acuse": list(generales.copias_acuse),
        }
        if generales.social_igual_fiscal is not None:
            cuerpo["social_igual_fiscal"] = generales.social_igual_fiscal
        return await self._contratista(
            sesion, Pedido("PUT", "/contratista/generales", cuerpo, version=version)
        )

    async def cargar_repse(self, sesion: Sesion, nombre: str, pdf: bytes) -> vistas.Contratista:
        pedido = Pedido(
            "PUT",
            "/contratista/acuse-repse",
            contenido=("application/pdf", pdf),
            parametros={"nombre": nombre},
            plazo_s=120,
        )
        return await self._contratista(sesion, pedido)

    async def eliminar_repse(self, sesion: Sesion) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("DELETE", "/contratista/acuse-repse"))

    async def ver_repse(self, sesion: Sesion) -> bytes:
        return (await self.cliente.pedir(Pedido("GET", "/contratista/acuse-repse"), sesion)).content

    async def guardar_repse(self, sesion: Sesion, repse: vistas.Repse) -> vistas.Contratista:
        pedido = Pedido("PUT", "/contratista/repse", repse.model_dump(mode="json"))
        return await self._contratista(sesion, pedido)

    async def pedir_confirmacion(self, sesion: Sesion, correo: str) -> vistas.Contratista:
        pedido = Pedido("POST", "/contratista/correos/confirmacion", {"correo": correo})
        return await self._contratista(sesion, pedido)

    async def guardar_domicilio(
        self, sesion: Sesion, domicilio: vistas.DomicilioEnviado
    ) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("PUT", _DOMICILIO, domicilio))

    async def eliminar_domicilio(self, sesion: Sesion) -> vistas.Contratista:
        return await self._contratista(sesion, Pedido("DELETE", _DOMICILIO))

    async def calles(self, sesion: Sesion) -> list[vistas.Calle]:
        return await self.cliente.leer_lista(vistas.Calle, Pedido("GET", "/contratista/calles"), sesion)

    async def borrador(self, sesion: Sesion) -> dict[str, Any] | None:
        respuesta = await self.cliente.pedir(Pedido("GET", _BORRADOR), sesion)
        return respuesta.json().get("borrador")

    async def guardar_borrador(self, sesion: Sesion, borrador: dict[str, Any]) -> None:
        await self.cliente.pedir(Pedido("PUT", _BORRADOR, borrador), sesion)

    async def olvidar_borrador(self, sesion: Sesion) -> None:
        await self.cliente.pedir(Pedido("DELETE", _BORRADOR), sesion)


@dataclass(frozen=True)
class CatalogoHttp:
    cliente: Cliente

    async def codigo_postal(self, sesion: Sesion, cp: str) -> vistas.CodigoPostal:
        pedido = Pedido("GET", f"/codigos-postales/{cp}")
        return await self.cliente.leer(vistas.CodigoPostal, pedido, sesion)

    async def estados(self, sesion: Sesion) -> list[vistas.LugarPostal]:
        return await self.cliente.leer_lista(vistas.LugarPostal, Pedido("GET", "/estados"), sesion)

    async def municipios(self, sesion: Sesion, estado: str) -> list[vistas.LugarPostal]:
        pedido = Pedido("GET", f"/estados/{estado}/municipios")
        return await self.cliente.leer_lista(vistas.LugarPostal, pedido, sesion)

    async def colonias(self, sesion: Sesion, estado: str, municipio: str) -> list[vistas.Colonia]:
        pedido = Pedido("GET", f"/estados/{estado}/municipios/{municipio}/colonias")
        return await self.cliente.leer_lista(vistas.Colonia, pedido, sesion)
