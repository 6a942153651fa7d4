"""The life of a capturista, from the invitation to the baja, with a secret planted at each step."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from icsoe import Cliente, EFirma
from icsoe.errores import CredencialInvalida, Negada
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.identificadores import Curp
from icsoe_sim.ca import abrir_ca
from icsoe_sim.efirma import Titular, nueva_efirma
from icsoe_sim.lector_correo import esperar_correo
from pyotp.totp import TOTP

from ..e2e.demo import rfc_al_azar
from ..flota import recibo_repse
from .grabadora import Grabadora

PRIMERA, SEGUNDA, ULTIMA = (f"{p}*Lejano-{secrets.token_hex(6)}" for p in ("Zarpar", "Nadar", "Volar"))
ERRADA = f"ERRAR{secrets.token_hex(6).upper()}"
RECIBO = "Recibo marcado 8d41f6.pdf"
_LIGA = re.compile(r"/(?:acceso|correo)/([A-Za-z0-9_-]{43})")
_CSRF = re.compile(r'name="_csrf" value="([^"]+)"')


def _curp() -> str:
    azar = "".join(secrets.choice("BCDFGHJKLM") for _ in range(4))
    raiz = f"C{'A'}{azar[:2]}7605{secrets.randbelow(28) + 1:02d}MMC{azar[2]}{azar[3]}{'L'}0"
    return next(c for d in range(10) if Curp(c := f"{raiz}{d}").digito_correcto)


@dataclass
class Vida:
    """A capturista and every secret it was given or typed, by name."""

    sistema: Sistema
    grabadora: Grabadora = field(default_factory=Grabadora)
    curp: str = field(default_factory=_curp)
    tokens: dict[str, bytes] = field(default_factory=lambda: {})
    galletas: dict[str, bytes] = field(default_factory=lambda: {})

    @property
    def correos(self) -> tuple[str, str]:
        """The address invited and the one it moves to."""
        return f"uno-{self.curp.lower()}@prueba.invalid", f"dos-{self.curp.lower()}@prueba.invalid"

    @property
    def contrasenas(self) -> dict[str, bytes]:
        return {f"contraseña {c[:5]}": c.encode() for c in (PRIMERA, SEGUNDA, ULTIMA, ERRADA)}

    def vivir(self, carpeta: Path) -> None:
        """Everything, through the same doors as people: the SDK, and the portal where a browser is needed."""
        with self._cliente() as contratista, self._cliente() as yo:
            self._contratista(contratista, carpeta)
            vinculo = contratista.usuarios.alta(self.curp, self.correos[0]).vinculo_id
            self._crear_en_el_portal(self._liga(self.correos[0], "alta", "Crea tu"))
            self._entrar_mal(yo)
            yo.ingresar_capturista(self.curp, PRIMERA)
            preparado = yo.cuenta.preparar_segundo_factor(PRIMERA)
            codigos = yo.cuenta.activar_segundo_factor(TOTP(preparado.secreto).now())
            yo.ingresar_capturista(self.curp, PRIMERA, lambda _: codigos[0])
            self._recuperar(yo)
            yo.ingresar_capturista(self.curp, SEGUNDA, lambda _: codigos[1])
            yo.cuenta.cambiar_correo(SEGUNDA, self.correos[1])
            yo.accesos.confirmar_correo(self._liga(self.correos[1], "correo", "onfirma"), SEGUNDA)
            yo.cuenta.cambiar_contrasena(SEGUNDA, ULTIMA)
            contratista.usuarios.baja(vinculo, "Terminó")
            for cliente in (yo, contratista):
                cliente.salir()

    def _cliente(self) -> Cliente:
        return Cliente(self.sistema.url, transporte=self.grabadora)

    def _contratista(self, cliente: Cliente, carpeta: Path) -> None:
        titular = Titular(rfc_al_azar(), "CONTRATISTA DE PRUEBA")
        desde = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        par = nueva_efirma(abrir_ca(self.sistema.perfil.dir / "ca"), titular, desde=desde)
        cliente.ingresar(EFirma.abrir(par.certificado, par.llave, par.contrasena))
        cliente.aceptar_terminos()
        recibo = carpeta / RECIBO
        recibo.write_bytes(recibo_repse())
        correo = f"{titular.rfc.lower()}@prueba.invalid"
        cliente.generales_guardar(correo=correo, celular="5512345678", acuse_repse=recibo)

    def _liga(self, correo: str, nombre: str, asunto: str) -> str:
        """The token of the newest mail to ``correo`` with that subject."""
        hallado = _LIGA.search(esperar_correo(self.sistema.buzon, correo, asunto)["texto"])
        assert hallado
        self.tokens[f"token de {nombre}"] = hallado[1].encode()
        return hallado[1]

    def _recuperar(self, yo: Cliente) -> None:
        yo.accesos.recuperar(self.curp, self.correos[0])
        yo.accesos.crear_contrasena(self._liga(self.correos[0], "recuperación", "Recupera"), SEGUNDA)

    def _entrar_mal(self, yo: Cliente) -> None:
        """A wrong password, and one typed where the user goes."""
        for usuario in (self.curp, ERRADA):
            try:
                yo.ingresar_capturista(usuario, ERRADA)
            except (CredencialInvalida, Negada):
                continue
            raise AssertionError("entró con una contraseña que no es")

    def _crear_en_el_portal(self, token: str) -> None:
        """As the browser does: link, password, login, account, Cerrar sesión."""
        mismo = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(
            base_url=self.sistema.url, trust_env=False, follow_redirects=True, timeout=30
        ) as web:

            def enviar(ruta: str, **campos: str) -> None:
                pagina = _CSRF.search(web.get(ruta).text)
                assert pagina, ruta
                respuesta = web.post(ruta, data={"_csrf": pagina[1], **campos}, headers=mismo)
                assert respuesta.is_success, f"{ruta}: {respuesta.status_code}"
                self._guardar(web.cookies.jar)

            web.get(f"/acceso/{token}")
            enviar("/acceso", nueva=PRIMERA, confirmacion=PRIMERA)
            enviar("/entrar/usuario", usuario=self.curp, contrasena=PRIMERA)
            pagina = web.get("/mis-sesiones")
            salida = _CSRF.search(pagina.text)
            assert salida
            assert "/entrar" not in str(pagina.url)
            web.post("/salir", data={"_csrf": salida[1]}, headers=mismo)

    def _guardar(self, galletas: Iterable[object]) -> None:
        for galleta in galletas:
            valor = getattr(galleta, "value", None)
            if valor:
                self.galletas[f"galleta {len(self.galletas)}"] = str(valor).encode()
