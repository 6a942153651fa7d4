"""``icsoe generales ver|guardar|confirmar-correo``."""

import json as formato
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer
from icsoe_dominio.domicilio import COMPONENTES, Domicilio

from icsoe.archivos import leer_bytes
from icsoe.cli.contexto import (
    LOCAL,
    Cer,
    Json,
    Key,
    PasswordFile,
    Url,
    abrir_efirma,
    cliente_de,
    decir,
    emitir_json,
    renglones,
    token_de,
)
from icsoe.cliente import Cliente
from icsoe.errores import Negada, UsoIncorrecto
from icsoe.generales import CambiosGenerales, leer_recibo
from icsoe.modelos import Actividad, Contratista

_LUGAR = frozenset({"codigo_postal", "colonia", "colonia_id", "sin_numero"})
SiNo = Literal["si", "no"]


def ver(json: Json = False, url: Url = LOCAL) -> None:
    """Muestra los datos generales del contratista de la sesión."""
    with cliente_de(url) as cliente:
        _mostrar(cliente.generales.ver(), json)


Correo = Annotated[str | None, typer.Option("--correo", help="Correo electrónico.")]
Celular = Annotated[str | None, typer.Option("--celular", help="Celular, 10 dígitos.")]
Fijo = Annotated[str | None, typer.Option("--telefono-fijo", help="Teléfono fijo, 10 dígitos; '' lo quita.")]
Copias = Annotated[
    list[str] | None,
    typer.Option("--copia", help="Correo que recibe copia del acuse; hasta tres; '' las quita."),
]
SocialIgual = Annotated[
    SiNo | None,
    typer.Option(
        "--domicilio-social-igual", help="Persona moral: si el domicilio social es igual al domicilio fiscal."
    ),
]
DomicilioDado = Annotated[
    list[str] | None,
    typer.Option(
        "--domicilio",
        metavar="ARCHIVO.json|CAMPO=VALOR",
        help="Domicilio social: un archivo JSON, o sus campos uno por uno, repitiendo la opción.",
    ),
]
AcuseRepse = Annotated[
    Path | None,
    typer.Option("--acuse-repse", help="Acuse de registro en padrón de la STPS (.pdf, 5 MB máx)."),
]
RepseNumero = Annotated[
    str | None, typer.Option("--repse-numero", help="Número de registro REPSE; '' lo quita.")
]
RepseDesde = Annotated[
    datetime | None,
    typer.Option("--repse-desde", formats=["%Y-%m-%d"], metavar="AAAA-MM-DD", help="Inicio de su vigencia."),
]
RepseHasta = Annotated[
    datetime | None,
    typer.Option("--repse-hasta", formats=["%Y-%m-%d"], metavar="AAAA-MM-DD", help="Fin de su vigencia."),
]
RepseActividades = Annotated[
    list[str] | None,
    typer.Option(
        "--repse-actividad",
        metavar="FOLIO=DESCRIPCIÓN",
        help="Actividad registrada; repítela por cada una. Sustituyen a las que había.",
    ),
]
Acepto = Annotated[
    bool, typer.Option("--acepto-terminos", help="Aceptas los Términos y Condiciones vigentes.")
]


@dataclass(frozen=True)
class _Dado:
    """All that the options gave, read before anything is sent."""

    cambios: CambiosGenerales
    domicilio: dict[str, Any] | None
    repse: dict[str, Any]
    recibo: Path | None
    acepto: bool

    def aplicar(self, cliente: Cliente) -> Contratista:
        generales = cliente.generales
        actual = generales.ver()
        if actual.estado == "NUEVO":
            if not self.acepto:
                raise UsoIncorrecto(
                    "Antes de capturar tus datos generales debes aceptar los Términos y Condiciones.",
                    f"Léelos en {cliente.origen}/terminos-y-condiciones y agrega --acepto-terminos.",
                )
            if actual.correo is None and not (self.cambios.correo and self.cambios.celular):
                raise UsoIncorrecto(
                    "La primera vez se necesitan el correo y el celular.", "Agrega --correo y --celular."
                )
            actual = generales.aceptar_terminos()
        if self.cambios.dados:
            actual = generales.guardar(self.cambios)
        if self.domicilio is not None:
            actual = generales.domicilio_guardar(self.domicilio)
        if self.repse:
            actual = generales.repse_guardar(**self.repse)
        return generales.acuse_repse_guardar(self.recibo) if self.recibo else actual


def guardar(
    cer: Cer = None,
    key: Key = None,
    password_file: PasswordFile = None,
    correo: Correo = None,
    celular: Celular = None,
    telefono_fijo: Fijo = None,
    copia: Copias = None,
    domicilio_social_igual: SocialIgual = None,
    domicilio: DomicilioDado = None,
    acuse_repse: AcuseRepse = None,
    repse_numero: RepseNumero = None,
    repse_desde: RepseDesde = None,
    repse_hasta: RepseHasta = None,
    repse_actividad: RepseActividades = None,
    acepto_terminos: Acepto = False,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Guarda los datos generales. Solo cambia lo que indicas."""
    igual = None if domicilio_social_igual is None else domicilio_social_igual == "si"
    cambios = CambiosGenerales(correo, celular, telefono_fijo, igual, copia or None)
    cambios.revisar()
    if acuse_repse is not None:
        leer_recibo(acuse_repse)
    repse = {
        "numero": repse_numero,
        "vigencia_desde": repse_desde.date() if repse_desde else None,
        "vigencia_hasta": repse_hasta.date() if repse_hasta else None,
        "actividades": [_actividad(a) for a in repse_actividad] if repse_actividad else None,
    }
    dadas = {campo: valor for campo, valor in repse.items() if valor is not None}
    dado = _Dado(cambios, _domicilio(domicilio or []), dadas, acuse_repse, acepto_terminos)
    efirma = abrir_efirma(cer, key, password_file) if cer or key else None
    with cliente_de(url) as cliente:
        if efirma is not None:
            cliente.recordar(efirma)
        guardado = dado.aplicar(cliente)
    _mostrar(guardado, json)


def confirmar_correo(
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="Archivo con el enlace del correo; sin él, se pregunta."),
    ] = None,
    reenviar: Annotated[
        str | None,
        typer.Option("--reenviar", metavar="CORREO", help="Envía otra vez el enlace a ese correo."),
    ] = None,
    url: Url = LOCAL,
) -> None:
    """Confirma un correo con el enlace que recibió, o pide que se envíe otra vez."""
    with cliente_de(url) as cliente:
        if reenviar is not None:
            _reenviar(cliente, reenviar)
            decir(f"Enviamos el enlace a {reenviar}. Vence en 24 horas.")
            return
        decir(f"Correo confirmado: {cliente.generales.confirmar_correo(token_de(token_file))}")


def _reenviar(cliente: Cliente, correo: str) -> None:
    try:
        cliente.generales.reenviar_confirmacion(correo)
    except Negada as negada:
        if negada.codigo != "no_encontrado":
            raise
        raise Negada(
            f"El correo «{correo}» no es uno de los tuyos por confirmar.",
            "Consulta «Correos por confirmar» con «icsoe generales ver»; si falta, agrégalo con «icsoe "
            "generales guardar».",
            codigo=negada.codigo,
        ) from None


def _domicilio(dados: Sequence[str]) -> dict[str, Any] | None:
    """Fields of all ``--domicilio``. Raises UsoIncorrecto."""
    leido: dict[str, Any] = {}
    for dado in dados:
        campo, igual, valor = dado.partition("=")
        leido |= {campo: valor} if igual and campo in COMPONENTES | _LUGAR else _de_archivo(Path(dado))
    desconocidos = sorted(leido.keys() - COMPONENTES - _LUGAR)
    if desconocidos:
        raise UsoIncorrecto(
            f"El domicilio no tiene estos campos: {', '.join(desconocidos)}.",
            f"Usa: {', '.join(sorted(COMPONENTES | _LUGAR))}.",
        )
    if leido and "calle" not in leido:
        raise UsoIncorrecto(
            "Al domicilio le falta la calle.", "El domicilio se sustituye entero: da sus campos."
        )
    if "sin_numero" in leido:
        leido["sin_numero"] = leido["sin_numero"] in (True, "si", "sí")
    return leido or None


def _de_archivo(archivo: Path) -> dict[str, Any]:
    try:
        leido: Any = formato.loads(leer_bytes(archivo, 64 * 1024))
    except ValueError:
        leido = None
    if not isinstance(leido, dict):
        raise UsoIncorrecto(
            f"El archivo «{archivo}» no es un objeto JSON.", "Escríbelo como en docs/integradores/cli.md."
        )
    return cast(dict[str, Any], leido)


def _actividad(escrita: str) -> Actividad:
    folio, igual, descripcion = escrita.partition("=")
    if not igual:
        raise UsoIncorrecto(
            f"La actividad «{escrita}» no dice su folio.", "Escríbela como FOLIO=descripción, entre comillas."
        )
    return Actividad(folio=folio, descripcion=descripcion)


def _mostrar(contratista: Contratista, json: bool) -> None:
    if json:
        emitir_json(contratista.model_dump(mode="json"))
        return
    repse = contratista.repse
    renglones(
        {
            "RFC": contratista.rfc,
            "Nombre": contratista.nombre,
            "Correo electrónico": contratista.correo,
            "Celular": contratista.celular,
            "Teléfono fijo": contratista.telefono_fijo,
            "Copias del acuse": ", ".join(contratista.copias_acuse or []),
            "Correos por confirmar": ", ".join(contratista.correos_por_confirmar),
            "Acuse REPSE": contratista.acuse_repse.nombre if contratista.acuse_repse else None,
            "Número REPSE": repse.numero,
            "Vigencia REPSE": _vigencia(repse.vigencia_desde, repse.vigencia_hasta),
        }
    )
    for actividad in repse.actividades:
        decir(f"Actividad REPSE {actividad.folio}: {actividad.descripcion}")
    if contratista.tipo_persona == "M":
        igual = {True: "igual al domicilio fiscal", False: "distinto del domicilio fiscal", None: None}
        renglones({"Domicilio social": igual[contratista.social_igual_fiscal]})
        # registry keeps the address that was given before, for when it is distinct again
        if contratista.domicilio_social and not contratista.social_igual_fiscal:
            decir(f"  {_en_un_renglon(contratista.domicilio_social)}")
    if contratista.estado == "GENERALES_COMPLETOS":
        decir("Tus datos generales están completos.")
    else:
        decir(f"Falta: {', '.join(contratista.faltantes or ['aceptar los Términos y Condiciones'])}.")


def _vigencia(*fechas: Any) -> str:
    return " a ".join(f"{fecha:%d/%m/%Y}" if fecha else "…" for fecha in fechas) if any(fechas) else ""


def _en_un_renglon(domicilio: Domicilio) -> str:
    exterior = " ".join(filter(None, (domicilio.num_exterior, domicilio.letra_exterior))) or "sin número"
    interior = " ".join(filter(None, (domicilio.num_interior, domicilio.letra_interior)))
    lugar = domicilio.lugar
    partes = (
        f"{domicilio.calle} {exterior}",
        f"interior {interior}" if interior else "",
        lugar.colonia_con_tipo,
        f"C. P. {lugar.codigo_postal}",
        lugar.municipio,
        lugar.estado,
    )
    return ", ".join(filter(None, partes))
