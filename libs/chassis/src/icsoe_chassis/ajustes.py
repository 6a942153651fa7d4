"""Settings of every process: environment ``ICSOE_*`` plus secrets as files of one folder."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from .reloj import leer_inicio

KIB = 1024
MIB = 1024 * KIB


class AjustesInvalidos(Exception):
    """The process cannot start with these settings. The message names fields, never their values."""


class Limites(BaseSettings):
    """Sizes in bytes, times in seconds, rates per minute: threats.md §4.7. ``ICSOE_LIMITES_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="ICSOE_LIMITES_", extra="ignore", frozen=True)

    url: int = 2 * KIB
    cabeceras: int = 16 * KIB
    cuerpo_json: int = 256 * KIB
    cuerpo_pdf: int = 5 * MIB
    profundidad_json: int = 16
    lectura_cabeceras_s: float = 10
    lectura_cuerpo_s: float = 30
    subida_s: float = 120
    ociosa_s: int = 30
    peticion_s: float = 15
    peticion_firma_s: float = 25
    envio_s: float = 600
    sentencia_s: float = 5
    candado_s: float = 2
    ociosa_en_transaccion_s: float = 10
    espera_posicion_s: float = 5
    peticiones_por_sesion: int = 240
    peticiones_por_direccion: int = 1_200


class Ajustes(BaseSettings):
    """What every process knows. A service subclasses it and adds its own fields.

    A secret is a file in the folder ``ICSOE_SECRETOS``; its name with dots as underscores is the field
    (``token_ed25519.pem`` → ``token_ed25519_pem``). Secrets never come from the environment's values alone.
    """

    model_config = SettingsConfigDict(
        env_prefix="ICSOE_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    modo: Literal["prueba", "real"] = "real"
    base_datos: str | None = None
    base_datos_clave: SecretStr | None = None
    kafka: str | None = None
    kafka_clave: SecretStr | None = None
    kafka_usuario: str | None = None
    minio: str | None = None
    minio_clave: SecretStr | None = None
    auth_url: str = "http://127.0.0.1:8091"
    url_publica: str = "http://localhost:8080"
    puerto: Annotated[int, Field(ge=1, le=65535)] = 8090
    confianza: Literal["simulada", "uat", "produccion"] = "produccion"
    confianza_dir: Path | None = None
    reloj_inicio: str | None = None
    secretos: Path | None = None
    escucha: str = "127.0.0.1"
    epoca: Annotated[int, Field(ge=1)] = 1
    ordinal: Annotated[int, Field(ge=0)] = 0
    nivel_registro: Literal["debug", "info", "warning", "error"] = "info"
    limites: Limites = Field(default_factory=Limites)

    @field_validator("reloj_inicio")
    @classmethod
    def _inicio_legible(cls, valor: str | None) -> str | None:
        if valor:
            leer_inicio(valor)
        return valor or None

    @model_validator(mode="after")
    def _real_sin_pruebas(self) -> Self:
        """Real mode has no test clock, no test trust and no plain http towards people."""
        if self.modo == "real":
            if self.reloj_inicio:
                raise ValueError("modo real: ICSOE_RELOJ_INICIO no se admite")
            if self.confianza != "produccion":
                raise ValueError("modo real: ICSOE_CONFIANZA debe ser produccion")
            if not self.url_publica.startswith("https://"):
                raise ValueError("modo real: ICSOE_URL_PUBLICA debe ser https")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, SecretosEnArchivos(settings_cls, init_settings, env_settings), env_settings)


class SecretosEnArchivos(InitSettingsSource):
    """Reads the folder ``ICSOE_SECRETOS``: one file per secret, text without the last line break."""

    def __init__(
        self,
        clase: type[BaseSettings],
        inicial: PydanticBaseSettingsSource,
        entorno: PydanticBaseSettingsSource,
    ) -> None:
        dado: Any = inicial().get("secretos")
        if dado is None and isinstance(entorno, EnvSettingsSource):
            dado = entorno.env_vars.get("icsoe_secretos")
        super().__init__(clase, self._leer(clase, Path(dado)) if dado else {})

    @staticmethod
    def _leer(clase: type[BaseSettings], carpeta: Path) -> dict[str, Any]:
        hallados: dict[str, Any] = {}
        if not carpeta.is_dir():
            return hallados
        for archivo in sorted(carpeta.iterdir()):
            campo = archivo.name.replace(".", "_").replace("-", "_")
            definicion = clase.model_fields.get(campo)
            if definicion is None or not archivo.is_file():
                continue
            crudo = archivo.read_bytes()
            binario = "bytes" in str(definicion.annotation).lower()
            hallados[campo] = crudo if binario else crudo.decode("utf-8").rstrip("\r\n")
        return hallados


A = TypeVar("A", bound=Ajustes)


def leer_ajustes(clase: type[A], **dados: Any) -> A:
    """The settings of this process. Raises AjustesInvalidos, whose message shows no value."""
    try:
        return clase(**dados)
    except ValidationError as error:
        fallas = error.errors(include_url=False, include_input=False, include_context=False)
        lineas = [f"{'.'.join(map(str, f['loc'])) or 'ajustes'}: {f['msg']}" for f in fallas]
        raise AjustesInvalidos("; ".join(lineas)) from None
