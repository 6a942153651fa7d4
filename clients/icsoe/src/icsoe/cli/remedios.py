"""The next step in the words of a terminal, where the catalogue speaks of the portal's screens."""

from icsoe.errores import CORRIGE, ErrorIcsoe

REMEDIOS = {
    "MSG-06": "Descarga su acuse con «icsoe acuse descargar FOLIO». Modificar presentación todavía no está "
    "disponible: si algo debe corregirse, comunícate a la mesa de ayuda.",
    "MSG-07": "Si es Sin información, repite la orden y se continúa; si tiene contratos, sigue en el portal.",
    "MSG-15": "Repite la orden.",
    "MSG-24": "El contratista los completa con «icsoe generales guardar».",
    "acceso_no_vigente": "Usa el enlace del último correo, o pide otro: «icsoe password recuperar», o al "
    "contratista que reenvíe tu invitación.",
    "acuses_no_permitidos": "Pide al contratista que lo active: icsoe usuarios permisos CURP --acuses si.",
    "campo_invalido": CORRIGE,
    "capturista_ya_registrado": "Búscalo con «icsoe usuarios listar»; si su invitación venció, reenvíala.",
    "codigo_invalido": "Repite la orden con el código que muestra ahora tu aplicación o uno de recuperación.",
    "codigo_postal_desconocido": "Revisa los cinco dígitos.",
    "colonia_desconocida": "Da codigo_postal y colonia, el nombre, en lugar de colonia_id.",
    "contrasena_actual_incorrecta": "Repite la orden; si la olvidaste, usa «icsoe password recuperar».",
    "credenciales_invalidas": "Revísalos; si olvidaste tu contraseña, usa «icsoe password recuperar».",
    "cuenta_bloqueada": "Espera y repite la orden, usa «icsoe password recuperar», o pide al contratista: "
    "icsoe usuarios desbloquear CURP.",
    "demasiados_borradores": "Presenta o elimina alguna antes de crear otra.",
    "demasiados_capturistas": "Da de baja a alguno con «icsoe usuarios baja».",
    "domicilio_solo_de_empresa": "Quita la opción --domicilio.",
    "efirma_no_reciente": "Ingresa de nuevo con «icsoe login» y repite la orden antes de 10 minutos.",
    "enlace_de_correo_invalido": "Pide otro con «icsoe generales confirmar-correo --reenviar CORREO».",
    "generales_primero_terminos": "Agrega --acepto-terminos a «icsoe generales guardar».",
    "no_encontrado": "Revisa lo que escribiste con «icsoe acuses», «icsoe usuarios listar» o «icsoe "
    "contratistas». Si eres capturista, comprueba que sigues trabajando por ese contratista.",
    "no_enviable": "Si ya la enviaste, el contratista la firma con «icsoe presentar».",
    "no_pendiente": "Búscala con «icsoe acuses».",
    "paso_vencido": "Repite «icsoe login».",
    "sesion_expirada": "Ingresa de nuevo con «icsoe login».",
    "sin_permiso": "Eso lo hace otro usuario: el contratista con su e.firma, o el capturista con su CURP.",
    "terminos_no_vigentes": "Repite la orden con --acepto-terminos.",
    "version_distinta": "Repite la orden.",
    "vinculo_en_otro_estado": "Consulta su estado con «icsoe usuarios listar».",
}

_NUMERO = "el número de la petición"


def remedio_de(error: ErrorIcsoe) -> str:
    """What to do next: ours for a terminal, else the service's. Only for refusals of the service."""
    if "status" not in error.datos:
        return error.remedio
    remedio = REMEDIOS.get(error.codigo, error.remedio).replace(
        "FOLIO", str(error.datos.get("folio", "FOLIO"))
    )
    peticion = error.datos.get("peticion")
    return remedio.replace(_NUMERO, f"{_NUMERO} {peticion}") if peticion else remedio
