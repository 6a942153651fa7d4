"""``icsoe presentar sin-informacion``, ``icsoe enviar sin-informacion``."""

from typing import Annotated

import typer
from icsoe_dominio.negativas import catalogo, mensaje
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION

from icsoe.cli.contexto import (
    LOCAL,
    Cer,
    Json,
    Key,
    PasswordFile,
    Por,
    Url,
    abrir_efirma,
    avisar,
    cliente_de,
    decir,
    elegir_contratista,
    emitir_json,
    en_el_centro,
)
from icsoe.errores import Negada

Ejercicio = Annotated[int, typer.Option("--ejercicio", min=2021, max=2200, help="Año del periodo.")]
Cuatrimestre = Annotated[int, typer.Option("--cuatrimestre", min=1, max=3, help="1, 2 o 3.")]

_EN_JSON = {"folio", "fecha_presentacion", "extemporanea", "sha256", "revocacion", "observada"}


def sin_informacion(
    ejercicio: Ejercicio,
    cuatrimestre: Cuatrimestre,
    cer: Cer = None,
    key: Key = None,
    password_file: PasswordFile = None,
    pese_a_la_solicitud: Annotated[
        bool,
        typer.Option(
            "--pese-a-la-solicitud", help="Firma aunque un capturista haya solicitado que se devuelva."
        ),
    ] = False,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Presenta la informativa Sin información de un cuatrimestre.

    Con esta orden declaras, bajo protesta de decir verdad, que en el cuatrimestre que se indica no
    celebraste contratos. Solo el contratista firma: necesita los archivos de su e.firma.
    """
    if cer is None and key is None:
        _negar_a_capturista(url)
    efirma = abrir_efirma(cer, key, password_file)
    avisar(f"{PROTESTA_SIN_INFORMACION}.")
    with cliente_de(url) as cliente:
        cliente.recordar(efirma)
        presentada = cliente.presentar_sin_informacion(
            efirma, ejercicio, cuatrimestre, pese_a_la_solicitud=pese_a_la_solicitud
        )
        acuse = cliente.direccion_acuse(presentada.folio)
    if json:
        emitir_json(presentada.model_dump(include=_EN_JSON) | {"acuse": acuse})
        return
    decir(mensaje("MSG-20", folio=presentada.folio))
    decir(f"Fecha de presentación: {en_el_centro(presentada.fecha_presentacion)}")
    decir(f"Extemporánea: {'sí' if presentada.extemporanea else 'no'}")
    decir(f"SHA-256 del contenido: {presentada.sha256}")
    if presentada.revocacion == "POR_CONFIRMAR":
        decir(f"{mensaje('MSG-23')} {catalogo()['MSG-23'].remedio}")
    if presentada.otro_certificado:
        decir(mensaje("MSG-22", numero=presentada.certificado_numero))
    decir(f"Descarga tu acuse con: icsoe acuse descargar {presentada.folio}")


def enviar_sin_informacion(
    ejercicio: Ejercicio,
    cuatrimestre: Cuatrimestre,
    contratista: Por = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Captura la Sin información de un cuatrimestre y la envía a firma, sin firmarla.

    Con esta orden se declara, bajo protesta de decir verdad, que en el cuatrimestre que se indica el
    contratista no celebró contratos. La firma y la presenta después el contratista.
    """
    avisar(f"{PROTESTA_SIN_INFORMACION}.")
    with cliente_de(url) as cliente:
        elegir_contratista(cliente, contratista)
        enviada = cliente.enviar_sin_informacion(ejercicio, cuatrimestre)
    if json:
        emitir_json(
            enviada.model_dump(include={"id", "ejercicio", "cuatrimestre", "estado", "contenido_sha256"})
        )
        return
    decir(f"La informativa Sin información {ejercicio}-{cuatrimestre} está en firma.")
    decir(f"SHA-256 del contenido: {enviada.contenido_sha256}")
    numeros = f"--ejercicio {ejercicio} --cuatrimestre {cuatrimestre}"
    decir(f"El contratista la presenta con: icsoe presentar sin-informacion {numeros} --cer … --key …")


def _negar_a_capturista(url: str) -> None:
    with cliente_de(url) as cliente:
        if cliente.sesion is not None and cliente.sesion.usuario:
            raise Negada(
                "Como capturista puedes capturar y enviar a firma, pero no firmar: "
                "solo el contratista presenta, con su e.firma.",
                "Envíala a firma con «icsoe enviar sin-informacion» y avisa al contratista.",
                codigo="solo_firma_el_contratista",
            )
