"""The filing through the SDK: nothing is doubled, whatever is lost on the way."""

import json
from dataclasses import replace

import httpx
import pytest
from icsoe import Cliente, CredencialInvalida, EFirma, ErrorIcsoe, Negada, NoDisponible, TextoAjeno
from icsoe.cli.remedios import remedio_de
from icsoe_dominio.negativas import catalogo
from icsoe_sim.efirma import Par

from .conftest import EQUIPO, ID, ORIGEN, Plataforma, Tiempo, problema, una_vez


def _presentar(cliente: Cliente, efirma: EFirma) -> str:
    cliente.ingresar(efirma)
    return cliente.presentar_sin_informacion(efirma, 2026, 2).folio


def test_a_filing_needs_no_more_than_ten_requests(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    assert _presentar(cliente, efirma) == "SI26000001"
    assert len(plataforma.pedidos) == 10


def test_what_a_login_left_in_this_client_goes_with_the_next_one(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    for _ in range(2):
        cliente.ingresar(efirma)
    assert cliente.equipo == EQUIPO
    with Cliente(ORIGEN, equipo=cliente.equipo, transporte=httpx.MockTransport(plataforma)) as otro_dia:
        otro_dia.ingresar(efirma)
    enviados = [json.loads(p.content).get("dispositivo") for p in plataforma.enviados("/auth/sesiones")]
    assert enviados == [None, EQUIPO, EQUIPO]


def test_a_lost_answer_is_asked_again_with_the_same_key_and_the_same_signature(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    perdida = httpx.ReadError("conexión cortada")
    for parte in ("POST /api/v1/informativa/informativas", "/envio", "/presentacion"):
        plataforma.fallas.append(una_vez(parte, perdida))
    assert _presentar(cliente, efirma) == "SI26000001"
    for ruta in ("POST /api/v1/informativa/informativas", "/envio", "/presentacion"):
        claves = {p.headers["Idempotency-Key"] for p in plataforma.enviados(ruta)}
        assert len(plataforma.enviados(ruta)) == 2
        assert len(claves) == 1
    assert len({p.content for p in plataforma.enviados("/presentacion")}) == 1


def test_503_is_waited_for_as_long_as_the_server_says(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, tiempo: Tiempo
) -> None:
    ocupado = httpx.Response(503, headers={"Retry-After": "7"}, json={"codigo": "aun_no_disponible"})
    plataforma.fallas.append(una_vez(f"/pendientes/{ID}", ocupado))
    assert _presentar(cliente, efirma) == "SI26000001"
    assert tiempo.pausas == [7.0]


@pytest.mark.parametrize(
    ("codigo", "salida"),
    [("revocacion_caducada", 5), ("revocacion_respondedor_ajeno", 5), ("revocacion_desconocida", 4)],
)
@pytest.mark.parametrize("paso", ["POST /api/v1/auth/sesiones", "/presentacion"])
def test_what_the_authority_says_against_a_certificate_is_told_at_once_and_asked_once(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, tiempo: Tiempo, paso: str, codigo: str,
    salida: int,
) -> None:  # fmt: skip
    entrada = catalogo()[codigo]
    assert entrada.estado is not None
    plataforma.fallas.append(una_vez(paso, problema(entrada.estado, codigo)))
    with pytest.raises(ErrorIcsoe) as error:
        _presentar(cliente, efirma)
    assert (error.value.codigo, error.value.mensaje) == (codigo, f"detalle {codigo}")
    assert error.value.salida == salida
    assert len(plataforma.enviados(paso)) == 1
    assert tiempo.pausas == []


def test_a_refusal_that_would_pass_but_does_not_is_told_in_its_own_words(
    efirma: EFirma, tiempo: Tiempo
) -> None:
    cuerpo = {"codigo": "confianza_no_disponible", "detail": "No están a la mano.", "remedio": "Espera."}
    cliente = Cliente(
        ORIGEN,
        paciencia=tiempo.paciencia(30),
        transporte=httpx.MockTransport(
            lambda _: httpx.Response(503, headers={"Retry-After": "1"}, json=cuerpo)
        ),
    )
    with pytest.raises(NoDisponible) as error:
        cliente.ingresar(efirma)
    assert (error.value.mensaje, error.value.remedio) == ("No están a la mano.", "Espera.")
    assert len(tiempo.pausas) > 3


def test_an_error_of_the_system_is_told_with_the_number_the_help_desk_asks_for(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, tiempo: Tiempo
) -> None:
    entrada = catalogo()["interno"]
    cuerpo = {"codigo": "interno", "detail": entrada.detalle, "remedio": entrada.remedio, "peticion": "4bf9"}
    plataforma.fallas.append(una_vez("/presentacion", httpx.Response(500, json=cuerpo)))
    with pytest.raises(NoDisponible) as error:
        _presentar(cliente, efirma)
    assert "el número de la petición 4bf9" in remedio_de(error.value)
    assert tiempo.pausas == []


@pytest.mark.parametrize("estado", [502, 503, 504])
def test_a_gateway_that_says_nothing_of_ours_is_asked_again(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, estado: int
) -> None:
    plataforma.fallas.append(una_vez("/presentacion", httpx.Response(estado, html="<html>Bad gateway")))
    assert _presentar(cliente, efirma) == "SI26000001"


def test_patience_is_bounded(efirma: EFirma, tiempo: Tiempo) -> None:
    def muerta(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nadie escucha")

    dicho: list[str] = []
    paciencia = replace(tiempo.paciencia(30), avisar=dicho.append)
    cliente = Cliente("http://localhost:1", paciencia=paciencia, transporte=httpx.MockTransport(muerta))
    with pytest.raises(NoDisponible) as error:
        cliente.ingresar(efirma)
    assert error.value.salida == 5
    assert 20 < tiempo.ahora_s <= 30
    assert dicho == ["El servicio no contesta (no hubo conexión); sigo intentando…"]


def test_a_spent_challenge_is_replaced_by_a_new_one(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("POST /api/v1/auth/sesiones", problema(409, "reto_usado")))
    assert _presentar(cliente, efirma) == "SI26000001"
    assert len(plataforma.enviados("/retos")) == 2
    verificadores = [p.content for p in plataforma.enviados("POST /api/v1/auth/sesiones")]
    assert len(set(verificadores)) == 2


def test_a_draft_that_is_already_there_is_continued_not_doubled(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.estado = "EN_CAPTURA"
    plataforma.fallas.append(una_vez("POST /api/v1/informativa/informativas", problema(409, "MSG-07")))
    assert _presentar(cliente, efirma) == "SI26000001"
    assert len(plataforma.enviados("POST /api/v1/informativa/informativas")) == 1


def test_a_sent_return_is_signed_without_being_sent_again(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.estado = "POR_FIRMAR"
    plataforma.fallas.append(una_vez("POST /api/v1/informativa/informativas", problema(409, "MSG-07")))
    assert _presentar(cliente, efirma) == "SI26000001"
    assert plataforma.enviados("/envio") == []


def test_the_echo_of_an_own_filing_is_its_folio_and_not_a_refusal(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.presentada = True
    plataforma.fallas.append(una_vez("/presentacion", problema(409, "MSG-06", folio="SI26000001")))
    assert _presentar(cliente, efirma) == "SI26000001"


def test_repeating_a_finished_filing_under_its_clave_gives_the_same_folio(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    cliente.ingresar(efirma)
    folios = {cliente.presentar_sin_informacion(efirma, 2026, 2, clave="nomina-7").folio for _ in range(2)}
    assert folios == {"SI26000001"}
    assert len(plataforma.enviados("/presentacion")) == 1
    claves = {
        p.headers["Idempotency-Key"] for p in plataforma.enviados("POST /api/v1/informativa/informativas")
    }
    assert len(claves) == 1


def test_the_filing_of_somebody_else_is_a_refusal_with_its_folio(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("/presentacion", problema(409, "MSG-06", folio="SI26000777")))
    with pytest.raises(Negada) as error:
        _presentar(cliente, efirma)
    assert (error.value.codigo, error.value.datos["folio"]) == ("MSG-06", "SI26000777")


def test_an_expired_cadena_is_replaced_and_signed_under_another_key(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("/presentacion", problema(409, "cadena_vencida")))
    assert _presentar(cliente, efirma) == "SI26000001"
    assert len(plataforma.enviados("/cadenas")) == 2


def test_an_ended_session_is_opened_again_with_the_efirma_at_hand(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    cliente.ingresar(efirma)
    plataforma.fallas.append(una_vez("/envio", problema(401, "sesion_expirada")))
    plataforma.fallas.append(una_vez("/renovacion", problema(401, "sesion_expirada")))
    assert cliente.presentar_sin_informacion(efirma, 2026, 2).folio == "SI26000001"
    assert len(plataforma.enviados("POST /api/v1/auth/sesiones")) == 2


def test_an_access_token_is_renewed_before_it_is_refused(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, tiempo: Tiempo
) -> None:
    cliente.ingresar(efirma)
    tiempo.ahora_s += 50
    cliente.presentar_sin_informacion(efirma, 2026, 2)
    assert len(plataforma.enviados("/renovacion")) == 1
    assert plataforma.enviados("/envio")[0].headers["Authorization"] == "Bearer a2"


def test_signing_is_asked_for_what_was_just_sent(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    _presentar(cliente, efirma)
    primera, *otras = plataforma.enviados(f"/pendientes/{ID}") + plataforma.enviados("/contenido")
    assert primera.headers["ICSOE-Despues-De"] == f"/icsoe/informativa/1;{ID};1"
    assert "ICSOE-Despues-De" not in otras[0].headers


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("origen", "https://icsoe-mx.example"),
        ("informativa_id", "0192f0c1-0000-7000-8000-000000000002"),
        ("tipo", "NORMAL"),
        ("rfc", "LOMA900202AB2"),
        ("cuatrimestre", "3"),
        ("contratos_relacionados", "4"),
        ("contenido_sha256", "0" * 64),
        ("certificado_numero", "0" * 20),
        ("nonce", "corto"),
    ],
)
def test_a_cadena_that_says_something_else_is_never_signed(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, campo: str, valor: str
) -> None:
    plataforma.cambios_de_cadena[campo] = valor
    with pytest.raises(TextoAjeno):
        _presentar(cliente, efirma)
    assert plataforma.enviados("/presentacion") == []


def test_the_client_refuses_when_content_and_hash_differ(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.anunciado = "0" * 64
    with pytest.raises(TextoAjeno):
        _presentar(cliente, efirma)
    assert plataforma.enviados("/cadenas") == []


@pytest.mark.parametrize(
    "cambio",
    [
        (b'"ejercicio": 2026', b'"ejercicio": 2025'),
        (b"SIN_INFORMACION", b"NORMAL"),
        (b'"contratos": []', b'"contratos": [1]'),
        (b"Declaro", b"Declaramos"),
        (ID.encode(), b"otra"),
        (b"PERJ800101AB1", b"LOMA900202AB2"),
    ],
)
def test_the_client_refuses_content_that_is_not_its_sin_informacion(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, cambio: tuple[bytes, bytes]
) -> None:
    plataforma.contenido = plataforma.contenido.replace(*cambio)
    with pytest.raises(TextoAjeno):
        _presentar(cliente, efirma)


def test_the_client_refuses_a_challenge_of_another_origin(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.origen = "https://icsoe-mx.example"
    with pytest.raises(TextoAjeno):
        cliente.ingresar(efirma)
    assert plataforma.enviados("/sesiones") == []


def test_the_filing_signature_is_never_given_to_the_login_nor_the_reverse(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    texto = plataforma.cadena()
    plataforma.fallas.append(
        una_vez("/retos", httpx.Response(200, json={"reto": "r", "texto": texto, "expira": ""}))
    )
    with pytest.raises(TextoAjeno):
        cliente.ingresar(efirma)


def test_a_redirect_leads_nowhere(cliente: Cliente, efirma: EFirma, plataforma: Plataforma) -> None:
    plataforma.fallas.append(
        una_vez("/retos", httpx.Response(307, headers={"Location": "https://icsoe-mx.example/retos"}))
    )
    with pytest.raises(Negada):
        cliente.ingresar(efirma)
    assert {p.url.host for p in plataforma.pedidos} == {"localhost"}


def test_the_answer_of_some_other_site_is_no_crash(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("/retos", httpx.Response(200, html="<html>otra cosa</html>")))
    with pytest.raises(NoDisponible):
        cliente.ingresar(efirma)


def test_a_refused_certificate_is_a_matter_of_credentials(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("POST /api/v1/auth/sesiones", problema(403, "MSG-05")))
    with pytest.raises(CredencialInvalida) as error:
        cliente.ingresar(efirma)
    assert (error.value.salida, error.value.codigo) == (4, "MSG-05")


def test_no_request_carries_the_private_key(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, par: Par
) -> None:
    _presentar(cliente, efirma)
    todo = b"".join(p.content + str(p.headers).encode() for p in plataforma.pedidos)
    assert par.llave not in todo
    assert par.contrasena.encode() not in todo
