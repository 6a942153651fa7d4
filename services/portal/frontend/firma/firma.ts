// The key pages: entrar and firmar. One form, two purposes, told by data-proposito.
import { Boveda } from "./boveda.ts";
import { Entrada } from "./entrada.ts";
import { Pantalla } from "./pantalla.ts";
import { Presentacion } from "./presentacion.ts";
import type { Entorno, Proposito } from "./proposito.ts";
import { Rechazo } from "./rechazo.ts";
import { rechazoDeRfc } from "./rfc.ts";
import { Servidor } from "./servidor.ts";

function iniciar(): void {
  if (!window.isSecureContext || !globalThis.crypto?.subtle) {
    document.getElementById("contexto-inseguro")?.removeAttribute("hidden");
    return;
  }
  const boveda = new Boveda();
  const pantalla = new Pantalla(() => boveda.cerrar());
  const entorno: Entorno = { pantalla, boveda, servidor: new Servidor(pantalla.raiz.dataset["csrf"] ?? "") };
  const proposito: Proposito =
    pantalla.raiz.dataset["proposito"] === "login" ? new Entrada(entorno) : new Presentacion(entorno);

  const paso = async (accion: () => Promise<void>) => {
    pantalla.ocupado(true);
    await accion().catch((error: unknown) => pantalla.fallar(error));
    pantalla.ocupado(false);
  };
  const terminar = async () => {
    pantalla.limpiar();
    pantalla.terminar.disabled = true;
    try {
      await proposito.terminar();
    } catch (error) {
      pantalla.terminar.disabled = !(error instanceof Rechazo && error.repetible);
      throw error;
    }
  };
  const validar = async () => {
    const credencial = await pantalla.credencial();
    const ajeno = rechazoDeRfc(credencial.rfc, credencial.certificado.rfc);
    if (ajeno) throw ajeno;
    pantalla.decir("Validando tu e.firma en este equipo…");
    await boveda.abrir(credencial.llave, credencial.contrasena, credencial.certificado.modulo);
    return proposito.validar(credencial);
  };
  const alValidar = async () => {
    const turno = pantalla.turno;
    // What was changed meanwhile is what counts: of the e.firma before it nothing is said, for good or ill.
    const vigente = () => turno === pantalla.turno;
    const logro = await validar().catch((error: unknown) => {
      if (vigente()) throw error;
    });
    if (!logro || !vigente()) return pantalla.decir("");
    pantalla.contrasena.value = "";
    pantalla.decir(logro, true);
    pantalla.terminar.disabled = false;
    pantalla.terminar.focus();
  };
  pantalla.validar.addEventListener("click", () => paso(alValidar));
  pantalla.terminar.addEventListener("click", () => paso(terminar));
  window.addEventListener("pagehide", () => boveda.cerrar());
  pantalla.validar.disabled = false;
}

iniciar();
