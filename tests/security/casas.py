"""The five services with an API, each with things of somebody in it."""

import asyncio
import base64
import gzip
import hashlib
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_auth.bootstrap import servicio as auth
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.servicio import Servicio
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import CLAVE_TOKEN
from icsoe_contracts.auth import CuentaActivada
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_contracts.registry import CapturistaInvitado, GeneralesCompletos
from icsoe_dominio.identificadores import Curp
from icsoe_informativa.bootstrap import servicio as informativa
from icsoe_listado.bootstrap import servicio as listado
from icsoe_registry.bootstrap import cargar_catalogo
from icsoe_registry.bootstrap import servicio as registry
from icsoe_signing.bootstrap import servicio as signing
from icsoe_sim.ca import crear_ca
from icsoe_sim.efirma import Tipo, Titular, sujeto_de
from icsoe_sim.emision import EXTENSIONES_FIEL, Emisor, emitir, numero_nuevo
from joserfc.jwk import OKPKey
from typer.testing import CliRunner

from ..flota import recibo_repse
from .escena import LETRAS, Casa, Escena, rfc_numero

RAIZ = Path(__file__).parents[2]
ENLACES = OKPKey.generate_key("X25519")
_CLAVE = rsa.generate_private_key(65537, 2048)
_CATALOGO = (
    "codigo_postal\tclave\tcolonia\ttipo\tclave_municipio\tmunicipio\tclave_estado\testado\n"
    "01000\t0001\tSan Ángel\t\t010\tÁlvaro Obregón\tCMX\tCiudad de México\n"
)
CORREO = "ana@empresa.mx"
CONTRASENA = "Trueno-Verde9"
DOMICILIO = {"colonia_id": "01000-0001", "calle": "Revolución", "num_exterior": "1500"}


class CasaInformativa(Casa):
    async def sembrar(self, escena: Escena, ruta: str) -> None:
        completos = GeneralesCompletos(
            contratista_id=escena.dueno,
            rfc=escena.rfc,
            nombre="CONTRATISTA DE PRUEBA",
            tipo_persona=escena.rfc_leido.tipo_persona,
            generales_completos=True,
            correo="avisos@ejemplo.invalid",
            ocurrido=self.reloj.ahora(),
        )
        await self.recibir(completos, escena.dueno, "registry")
        await self.vincular(escena.vinculada, escena.dueno, escena.rfc)
        await self.vincular(escena.suelta, escena.otro, escena.rfc)
        if "{id}" in ruta:
            nueva = {"ejercicio": 2026, "cuatrimestre": 2, "tipo": "SIN_INFORMACION", "protesta": True}
            escena.ids["id"] = (await self.hecho("POST /informativas", escena, "C", nueva))["id"]


@dataclass
class CasaSigning(Casa):
    emisor: Emisor | None = None

    def _certificado(self, escena: Escena) -> bytes:
        assert self.emisor is not None
        representante = rfc_numero(escena.numero, "F") if escena.tipo == "M" else None
        titular = Titular(escena.rfc, "CONTRATISTA DE PRUEBA", representante)
        return emitir(
            self.emisor,
            sujeto_de(titular, Tipo.FIEL),
            _CLAVE.public_key(),
            numero=numero_nuevo(),
            desde=datetime(2025, 1, 1, tzinfo=UTC),
            hasta=datetime(2029, 1, 1, tzinfo=UTC),
            extensiones=EXTENSIONES_FIEL,
        )

    async def sembrar(self, escena: Escena, ruta: str) -> None:
        await self.vincular(escena.vinculada, escena.dueno, escena.rfc)
        await self.vincular(escena.suelta, escena.otro, escena.rfc)
        evento = self._enviada(escena)
        await self.recibir(evento, evento.informativa_id, "informativa")
        escena.ids["informativa_id"] = str(evento.informativa_id)
        certificado = base64.b64encode(self._certificado(escena)).decode()
        escena.cuerpos["POST /pendientes/{informativa_id}/cadenas"] = {"certificado": certificado}
        if "presentacion" in ruta or "{folio}" in ruta:
            await self._firmar(escena, certificado, presentar="{folio}" in ruta)

    def _enviada(self, escena: Escena) -> EnviadaAFirma:
        persona: dict[str, Any] = {
            "rfc": escena.rfc,
            "nombre": "CONTRATISTA DE PRUEBA",
            "tipo_persona": escena.rfc_leido.tipo_persona,
        }
        que: dict[str, Any] = {"ejercicio": 2026, "cuatrimestre": 2, "tipo": "SIN_INFORMACION"}
        id = uuid4()
        cabeza = {"formato": "icsoe-contenido/1", "sal": secrets.token_hex(16), "informativa_id": str(id)}
        contenido = json.dumps(
            cabeza | que | {"contratista": persona, "complementaria": None, "contratos": []},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return EnviadaAFirma(
            informativa_id=id,
            envio=1,
            contratista_id=escena.dueno,
            contratos_relacionados=0,
            total_trabajadores=0,
            contenido_sha256=hashlib.sha256(contenido.encode()).hexdigest(),
            contenido=contenido,
            enviada_por="contratista",
            enviada_en=self.reloj.ahora(),
            **persona,
            **que,
        )

    async def _firmar(self, escena: Escena, certificado: str, *, presentar: bool) -> None:
        ruta = "POST /pendientes/{informativa_id}/"
        cadena = await self.hecho(f"{ruta}cadenas", escena, "C", {"certificado": certificado})
        firma = _CLAVE.sign(cadena["cadena"].encode(), PKCS1v15(), SHA256())
        cuerpo = {
            "cadena_id": cadena["cadena_id"],
            "certificado": certificado,
            "firma": base64.b64encode(firma).decode(),
        }
        escena.cuerpos[f"{ruta}presentacion"] = cuerpo
        if presentar:
            escena.ids["folio"] = (await self.hecho(f"{ruta}presentacion", escena, "C", cuerpo))["folio"]


@dataclass
class CasaListado(Casa):
    archivo: str = ""

    async def abrir(self) -> None:
        """Publishes a period as an operator does, from a thread of its own."""
        self.prueba.recursos.bucle = asyncio.get_running_loop()
        assert self.prueba.partes.ops is not None
        with ThreadPoolExecutor(1) as hilo:
            orden = CliRunner().invoke, self.prueba.partes.ops, ["publicar", "2026", "2"]
            hecho = await asyncio.wrap_future(hilo.submit(*orden))
        assert hecho.exit_code == 0, hecho.output
        self.archivo = (await self.http.get("/publicaciones?ejercicio=2026")).json()[0]["archivo"]

    async def sembrar(self, escena: Escena, ruta: str) -> None:
        escena.ids["archivo"] = self.archivo


class CasaRegistry(Casa):
    async def abrir(self) -> None:
        archivo = self.prueba.recursos.ajustes.secretos / "cp.tsv.gz"
        archivo.write_bytes(gzip.compress(_CATALOGO.encode()))
        await cargar_catalogo(self.prueba.recursos, archivo)

    async def sembrar(self, escena: Escena, ruta: str) -> None:
        escena.ids |= {"cp": "01000", "estado": "CMX", "municipio": "010"}
        for columna, id, numero in (
            ("C", escena.dueno, escena.numero),
            ("otro", escena.otro, escena.numero + 1),
        ):
            identidad = self._constancia(id, rfc_numero(numero, escena.tipo), escena)
            await self.hecho("PUT /contratista", escena, columna, {"identidad": identidad})
            await self.hecho("POST /contratista/terminos", escena, columna, {"version": "1.1"})
        escena.cuerpos["PUT /contratista"] = {"identidad": self._constancia(escena.dueno, escena.rfc, escena)}
        if "/correos/" in ruta:
            await self._generales(escena)
        if "/capturista" in ruta:
            await self._personas(escena, aceptada="invitaciones" not in ruta)
        if "acuse-repse" in ruta and not ruta.startswith("PUT"):
            await self.hecho("PUT /contratista/acuse-repse?nombre=a.pdf", escena, "C", recibo_repse())
        if ruta == "DELETE /contratista/domicilio-social" and escena.tipo == "M":
            await self.hecho("PUT /contratista/domicilio-social", escena, "C", DOMICILIO)

    def _constancia(self, id: UUID, rfc: str, escena: Escena) -> str:
        representante = rfc_numero(escena.numero, "F") if escena.tipo == "M" else None
        persona = escena.rfc_leido.tipo_persona
        dicho = Constancia(
            contratista_id=id,
            rfc=rfc,
            nombre="CONTRATISTA DE PRUEBA",
            tipo_persona=persona,
            rfc_representante=representante,
        )
        return emitir_constancia(CLAVE_TOKEN, dicho, self.reloj.ahora())

    async def _personas(self, escena: Escena, *, aceptada: bool) -> None:
        """``vinculada`` of the owner and ``suelta`` of the other one, both with accounts."""
        await self._generales(escena)
        base = self.prueba.recursos.base
        for columna, sufijo in (("C", "vinculada"), ("otro", "suelta")):
            correo = f"{sufijo}{escena.numero}@ejemplo.mx"
            curp = _curp(escena.numero + (columna == "otro"))
            alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
            vinculo = (await self.hecho("POST /capturistas", escena, columna, alta))["vinculo_id"]
            persona = await base.fetchval("select id from capturista where curp = $1", curp)
            setattr(escena, sufijo, persona)
            activada = CuentaActivada(
                cuenta_id=persona, ocurrido=self.reloj.ahora(), correo=correo, vinculo_id=UUID(vinculo)
            )
            await self.recibir(activada, persona, "auth")
            if columna == "C":
                escena.ids["vinculo_id"] = vinculo
        if not aceptada:
            # Another contratista's invitation, of a person who has an account already.
            alta = {"usuario": _curp(escena.numero), "correo": CORREO, "correo_confirmacion": CORREO}
            invitada = await self.hecho("POST /capturistas", escena, "otro", alta)
            escena.ids["vinculo_id"] = invitada["vinculo_id"]

    async def _generales(self, escena: Escena) -> None:
        """Complete enough to invite somebody."""
        await self.prueba.recursos.base.execute(
            "update contratista set correo = 'c@uno.mx', celular = '5512345678', social_igual_fiscal = true,"
            " acuse_nombre = 'a.pdf', acuse_key = 'k', acuse_version_id = 'v', acuse_sha256 = 's',"
            " acuse_bytes = 1, acuse_cargado = now() where id = any($1)",
            [escena.dueno, escena.otro],
        )


@dataclass
class CasaAuth(Casa):
    emisor: Emisor | None = None
    _guardada: Any = None

    async def abrir(self) -> None:
        """Accounts of all scenes have one password, hashed once: argon2 is slow on purpose."""
        recepcion = self.prueba.partes.rutas[1].routes[0].endpoint.__self__.recepcion  # type: ignore[attr-defined]
        self._guardada = await recepcion.contrasenas.guardar(CONTRASENA)

    async def sembrar(self, escena: Escena, ruta: str) -> None:
        base, ahora = self.prueba.recursos.base, self.reloj.ahora()
        for persona, curp in (
            (escena.vinculada, _curp(escena.numero)),
            (escena.suelta, _curp(escena.numero + 1)),
        ):
            dueno = escena.dueno if persona == escena.vinculada else escena.otro
            invitado = CapturistaInvitado(
                capturista_id=persona,
                vinculo_id=uuid4(),
                contratista_id=dueno,
                contratista_rfc=escena.rfc,
                contratista_nombre="CONTRATISTA DE PRUEBA",
                usuario=curp,
                correo=CORREO,
                cuenta_nueva=True,
                ocurrido=ahora,
            )
            await self.recibir(invitado, persona, "registry")
            await self.vincular(persona, dueno, escena.rfc)
        for columna, id in escena.internos.items():
            principal = self._rol(columna)
            await base.execute(
                "insert into cuenta_usuario (id, rol, usuario, creada, activada) values ($1, $2, $3, $4, $4)",
                id, principal, f"interno{columna.lower()}{escena.numero}", ahora,
            )  # fmt: skip
        await base.execute(
            "update cuenta_usuario set activada = $1, contrasena = $2, pimienta = $3"
            " where contrasena is null",
            ahora, self._guardada.contrasena, self._guardada.pimienta,
        )  # fmt: skip
        escena.ids |= {"id": str(escena.sesion), "capturista_id": str(escena.vinculada)}
        escena.cuerpos["POST /recuperaciones"] = {"usuario": _curp(escena.numero), "correo": CORREO}

    @staticmethod
    def _rol(columna: str) -> str:
        return {"A": "mesa_ayuda", "V": "verificador", "P": "publicador", "X": "administrador"}[columna]

    async def preparar(self, escena: Escena, ruta: str, columna: str) -> None:
        """The session row of whoever the column is; without token, at the internal door staff's."""
        if ruta.startswith("POST /internos/") and columna in ("nadie", "caducado", "forjado"):
            columna = "A"
        rol = {"K": "capturista", "S": "capturista"}.get(columna) or (
            self._rol(columna) if columna in escena.internos else "contratista"
        )
        refresco, ahora = secrets.token_urlsafe(32), self.reloj.ahora()
        puerta = "/internos" if columna in escena.internos else ""
        escena.cuerpos[f"POST {puerta}/sesiones/renovacion"] = {"refresco": refresco}
        await self.prueba.recursos.base.execute(
            "insert into sesion (id, cuenta_id, refresco_sha256, rol, creada, usada)"
            " values ($1, $2, $3, $4, $5, $5)",
            escena.sesion, escena.sub(columna), hashlib.sha256(refresco.encode()).digest(), rol, ahora,
        )  # fmt: skip
        if ruta == f"PUT {puerta}/cuenta/segundo-factor":
            await self.hecho(ruta.replace("PUT", "POST"), escena, columna, {"contrasena": CONTRASENA})


def _curp(numero: int) -> str:
    """A well-formed CURP, another for each number."""
    a, b, c = (LETRAS[numero // 20**n % 20] for n in range(3))
    posibles = (Curp(f"XA{a}{b}800101MDF{c}RN0{digito}") for digito in range(10))
    return next(curp.valor for curp in posibles if curp.digito_correcto)


def _secretos_de_auth(ca: Path) -> dict[str, Any]:
    pem = CLAVE_TOKEN.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "token_ed25519_pem": pem,
        "reto_hmac": secrets.token_hex(32),
        "pimienta_hmac": "1:" + secrets.token_hex(32),
        "totp_clave": "1:" + secrets.token_hex(32),
        "enlace_publica_pem": ENLACES.as_pem(private=False).decode(),
        "confianza_dir": ca,
        "confianza_lista": RAIZ / "deploy/confianza/autoridades.json",
    }


CASAS: dict[str, tuple[Servicio[Any], type[Casa]]] = {
    "auth": (auth, CasaAuth),
    "registry": (registry, CasaRegistry),
    "informativa": (informativa, CasaInformativa),
    "signing": (signing, CasaSigning),
    "listado": (listado, CasaListado),
}


def _ajustes(nombre: str, carpeta: Path) -> dict[str, Any]:
    ajustes: dict[str, Any] = {
        "auth": _secretos_de_auth(carpeta) | {"retos_por_direccion": 10**6, "accesos_por_direccion": 10**6},
        "registry": {"enlace_publica_pem": ENLACES.as_pem(private=False).decode(), "secretos": carpeta},
        "signing": {
            "qr_hmac": "1:" + "ab" * 32,
            "confianza_dir": carpeta,
            "confianza_lista": RAIZ / "deploy/confianza/autoridades.json",
            "secretos": carpeta,
            "fuentes": RAIZ / "build/fuentes",
            "verificaciones_por_direccion": 10**6,
            "sello_raiz_pem": "-----BEGIN CERTIFICATE-----",
        },
    }
    return ajustes.get(nombre, {})


async def abrir_casa(nombre: str, cliente_de: Any, carpeta: Path, **otros: Any) -> Casa:
    """The service ``nombre`` in this process, on a fresh database; limits as far away as they go."""
    servicio, clase = CASAS[nombre]
    emisor, reloj = crear_ca(carpeta), RelojFijo()
    limites = {"limites": {"peticiones_por_sesion": 10**6, "peticiones_por_direccion": 10**6}}
    http = await cliente_de(servicio, reloj=reloj, **_ajustes(nombre, carpeta), **limites, **otros)
    casa = clase(http, reloj, http.prueba)
    if isinstance(casa, CasaSigning | CasaAuth):
        casa.emisor = emisor
    await casa.abrir()
    return casa
