"""``icsoe certificado revisar``: only a certificate leaves this machine, whatever file was named."""

import base64
import json
import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from icsoe import Cliente, CredencialInvalida
from icsoe.cli import ejecutar
from icsoe_dominio.negativas import catalogo
from icsoe_sim.efirma import Par

from .conftest import ORIGEN


def _en_claro(par: Par) -> bytes:
    privada = load_der_private_key(par.llave, par.contrasena.encode())
    return privada.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


ARCHIVOS: dict[str, Callable[[Par], bytes]] = {
    "key": lambda par: par.llave,
    "pem": _en_claro,
    "cer and key": lambda par: par.certificado + par.llave,
    "text": lambda _: b"no soy un certificado",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("cual", ARCHIVOS)
def test_no_byte_of_a_file_that_is_no_certificate_leaves(
    cual: str, par: Par, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ICSOE_PACIENCIA", "0")
    archivo = tmp_path / "F.key"
    archivo.write_bytes(ARCHIVOS[cual](par))
    with socket.create_server(("127.0.0.1", 0)) as servidor:
        url = f"http://127.0.0.1:{servidor.getsockname()[1]}"
        assert ejecutar(["certificado", "revisar", str(archivo), "--json", "--url", url]) == 4
        servidor.setblocking(False)
        with pytest.raises(BlockingIOError):
            servidor.accept()
    dicho = capsys.readouterr()
    assert dicho.out == ""
    assert json.loads(dicho.err)["codigo"] == "certificado_ilegible"
    assert json.loads(dicho.err)["mensaje"] == catalogo()["certificado_ilegible"].detalle


def test_what_is_sent_is_the_certificate_alone(par: Par) -> None:
    pedidos: list[bytes] = []

    def contestar(pedido: httpx.Request) -> httpx.Response:
        pedidos.append(pedido.content)
        dictamen = {"tipo": "FIEL", "vigente": True, "cadena_confiable": True, "aceptable": True}
        return httpx.Response(200, json=dictamen)

    with Cliente(ORIGEN, transporte=httpx.MockTransport(contestar)) as cliente:
        assert cliente.revisar_certificado(par.certificado).aceptable
        with pytest.raises(CredencialInvalida):
            cliente.revisar_certificado(par.llave)
    (cuerpo,) = pedidos
    assert json.loads(cuerpo) == {"certificado": base64.b64encode(par.certificado).decode()}
