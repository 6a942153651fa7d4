"""The ports over HTTP (plano.md §2)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..application import vistas
from ..application.ports import Descarga
from ..application.sesion import Sesion
from .cliente import PLAZO_FIRMA_S, Cliente, Pedido
from .cuentas import AccesosHttp, CapturistasHttp, CuentasHttp, UsuariosHttp
from .registry import CatalogoHttp, RegistryHttp


@dataclass(frozen=True)
class AuthHttp:
    cliente: Cliente

    async def reto(self, verificador_sha256: str) -> vistas.Reto:
        return await self.cliente.leer(
            vistas.Reto, Pedido("POST", "/retos", {"verificador_sha256": verificador_sha256})
        )

    async def ingresar(
        self,
        *,
        reto: str,
        verificador: str,
        certificado: str,
        firma: str,
        rfc: str | None,
        dispositivo: str | None,
    ) -> vistas.SesionNueva:
        cuerpo: dict[str, Any] = {
            "reto": reto,
            "verificador": verificador,
            "certificado": certificado,
            "firma": firma,
        }
        if rfc:
            cuerpo["rfc"] = rfc
        if dispositivo:
            cuerpo["dispositivo"] = dispositivo
        return await self.cliente.leer(vistas.SesionNueva, Pedido("POST", "/sesiones", cuerpo))

    async def revisar(self, certificado: str) -> vistas.Veredicto:
        return await self.cliente.leer(
            vistas.Veredicto, Pedido("POST", "/certificados/revision", {"certificado": certificado})
        )

    async def renovar(self, sesion: Sesion) -> None:
        await self.cliente.renovar(sesion)

    async def salir(self, sesion: Sesion) -> None:
        await self.cliente.pedir(Pedido("DELETE", "/sesiones/actual"), sesion)


@dataclass(frozen=True)
class InformativasHttp:
    cliente: Cliente

    async def periodos(self, sesion: Sesion) -> list[vistas.PeriodoAbierto]:
        return await self.cliente.leer_lista(vistas.PeriodoAbierto, Pedido("GET", "/periodos"), sesion)

    async def crear_sin_informacion(
        self, sesion: Sesion, ejercicio: int, cuatrimestre: int, clave: str
    ) -> vistas.Informativa:
        cuerpo = {
            "ejercicio": ejercicio,
            "cuatrimestre": cuatrimestre,
            "tipo": "SIN_INFORMACION",
            "protesta": True,
        }
        pedido = Pedido("POST", "/informativas", cuerpo, clave=clave)
        return await self.cliente.leer(vistas.Informativa, pedido, sesion)

    async def todas(self, sesion: Sesion) -> list[vistas.Informativa]:
        return await self.cliente.leer_lista(vistas.Informativa, Pedido("GET", "/informativas"), sesion)

    async def una(self, sesion: Sesion, informativa_id: UUID) -> vistas.Informativa:
        pedido = Pedido("GET", f"/informativas/{informativa_id}")
        return await self.cliente.leer(vistas.Informativa, pedido, sesion)

    async def eliminar(self, sesion: Sesion, informativa: vistas.Informativa) -> None:
        ruta = f"/informativas/{informativa.id}"
        await self.cliente.pedir(Pedido("DELETE", ruta, version=informativa.version), sesion)

    async def enviar(self, sesion: Sesion, informativa: vistas.Informativa, clave: str) -> None:
        ruta = f"/informativas/{informativa.id}/envio"
        pedido = Pedido("POST", ruta, {}, clave=clave, version=informativa.version)
        await self.cliente.pedir(pedido, sesion)


@dataclass(frozen=True)
class SigningHttp:
    """``publico``: the same service for whoever verifies an acuse, on connections of its own."""

    cliente: Cliente
    publico: Cliente

    async def pendientes(self, sesion: Sesion) -> list[vistas.Pendiente]:
        return await self.cliente.leer_lista(vistas.Pendiente, Pedido("GET", "/pendientes"), sesion)

    async def pendiente(self, sesion: Sesion, informativa_id: UUID) -> vistas.Pendiente:
        pedido = Pedido("GET", f"/pendientes/{informativa_id}")
        return await self.cliente.leer(vistas.Pendiente, pedido, sesion)

    async def contenido(self, sesion: Sesion, informativa_id: UUID) -> bytes:
        ruta = f"/pendientes/{informativa_id}/contenido"
        return (await self.cliente.pedir(Pedido("GET", ruta), sesion)).content

    async def cadena(self, sesion: Sesion, informativa_id: UUID, certificado: str) -> vistas.Cadena:
        ruta = f"/pendientes/{informativa_id}/cadenas"
        pedido = Pedido("POST", ruta, {"certificado": certificado})
        return await self.cliente.leer(vistas.Cadena, pedido, sesion)

    async def presentar(
        self, sesion: Sesion, informativa_id: UUID, *, cadena_id: UUID, certificado: str, firma: str
    ) -> vistas.Presentada:
        cuerpo = {"cadena_id": str(cadena_id), "certificado": certificado, "firma": firma}
        if sesion.ingreso is not None:
            cuerpo["certificado_ingreso"] = sesion.ingreso.certificado_numero
        pedido = Pedido(
            "POST",
            f"/pendientes/{informativa_id}/presentacion",
            cuerpo,
            clave=str(cadena_id),
            plazo_s=PLAZO_FIRMA_S,
        )
        return await self.cliente.leer(vistas.Presentada, pedido, sesion)

    async def devolver(self, sesion: Sesion, informativa_id: UUID, motivo: str, clave: str) -> None:
        ruta = f"/pendientes/{informativa_id}/devolucion"
        await self.cliente.pedir(Pedido("POST", ruta, {"motivo": motivo}, clave=clave), sesion)

    async def solicitar_devolucion(
        self, sesion: Sesion, informativa_id: UUID, motivo: str, clave: str
    ) -> None:
        ruta = f"/pendientes/{informativa_id}/solicitud-devolucion"
        await self.cliente.pedir(Pedido("POST", ruta, {"motivo": motivo}, clave=clave), sesion)

    async def acuses(self, sesion: Sesion, pagina: int) -> vistas.PaginaAcuses:
        pedido = Pedido("GET", "/acuses", parametros={"pagina": str(pagina)})
        acuses, enlaces = await self.cliente.leer_pagina(vistas.Acuse, pedido, sesion)
        return vistas.PaginaAcuses(acuses=acuses, pagina=pagina, hay_otra="next" in enlaces)

    async def acuse(self, sesion: Sesion, folio: str) -> vistas.Acuse:
        return await self.cliente.leer(vistas.Acuse, Pedido("GET", f"/acuses/{folio}"), sesion)

    async def acuse_pdf(self, sesion: Sesion, folio: str) -> bytes:
        return (await self.cliente.pedir(Pedido("GET", f"/acuses/{folio}/pdf"), sesion)).content

    async def verificar(self, folio: str, autenticador: str | None) -> vistas.Verificacion:
        parametros = {"autenticador": autenticador} if autenticador else {}
        pedido = Pedido("GET", f"/verificacion/{folio}", parametros=parametros)
        return await self.publico.leer(vistas.Verificacion, pedido)


@dataclass(frozen=True)
class ListadoHttp:
    """``archivos``: on connections of their own, so that slow downloads leave those of the page."""

    cliente: Cliente
    archivos: Cliente

    async def publicaciones(self, ejercicio: int) -> list[vistas.Publicacion]:
        pedido = Pedido("GET", "/publicaciones", parametros={"ejercicio": str(ejercicio)})
        return await self.cliente.leer_lista(vistas.Publicacion, pedido)

    @asynccontextmanager
    async def archivo(self, nombre: str) -> AsyncGenerator[Descarga]:
        async with self.archivos.abrir(Pedido("GET", f"/archivos/{nombre}")) as respuesta:
            yield Descarga(respuesta.headers.get("Content-Length"), respuesta.aiter_bytes())


@dataclass(frozen=True)
class ServiciosHttp:
    """All services of one installation."""

    auth: AuthHttp
    registry: RegistryHttp
    catalogo: CatalogoHttp
    informativa: InformativasHttp
    signing: SigningHttp
    listado: ListadoHttp
    accesos: AccesosHttp
    cuentas: CuentasHttp
    usuarios: UsuariosHttp
    capturistas: CapturistasHttp
