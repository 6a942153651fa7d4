// The page's side of the Worker.
import type { Orden, Respuesta } from "./protocolo.ts";
import { Rechazo, RECHAZOS } from "./rechazo.ts";

declare const RUTA_TRABAJADOR: string;

interface Fabrica {
  createPolicy(nombre: string, reglas: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

function nuevoTrabajador(): Worker {
  const fabrica = (globalThis as { trustedTypes?: Fabrica }).trustedTypes;
  if (!fabrica) return new Worker(RUTA_TRABAJADOR);
  return new Worker(politica(fabrica).createScriptURL(RUTA_TRABAJADOR));
}

let unica: ReturnType<Fabrica["createPolicy"]> | undefined;
function politica(fabrica: Fabrica): ReturnType<Fabrica["createPolicy"]> {
  unica ??= fabrica.createPolicy("icsoe-firma", {
    createScriptURL(url) {
      if (url !== RUTA_TRABAJADOR) throw new TypeError("dirección no admitida");
      return url;
    },
  });
  return unica;
}

/** Holds at most one open key, for at most ten minutes. */
export class Boveda {
  #trabajador: Worker | null = null;
  #reloj = 0;
  #cortar: (motivo: Rechazo) => void = () => undefined;

  async abrir(archivo: File, contrasena: string, modulo: Uint8Array): Promise<void> {
    this.cerrar();
    this.#trabajador = nuevoTrabajador();
    this.#reloj = window.setTimeout(() => this.cerrar(), 600_000);
    await this.#pedir({ tipo: "abrir", archivo, contrasena, modulo });
  }

  async firmar(orden: Omit<Extract<Orden, { tipo: "firmar" }>, "tipo">): Promise<string> {
    const respuesta = await this.#pedir({ tipo: "firmar", ...orden });
    return respuesta.firma ?? "";
  }

  cerrar(): void {
    window.clearTimeout(this.#reloj);
    this.#trabajador?.terminate();
    this.#trabajador = null;
    // A terminated Worker says nothing more to whom waits for it.
    this.#cortar(RECHAZOS.cerrada());
  }

  async #pedir(orden: Orden): Promise<Extract<Respuesta, { bien: true }>> {
    const trabajador = this.#trabajador;
    if (!trabajador) throw RECHAZOS.cerrada();
    const respuesta = await new Promise<Respuesta>((resolver, fallar) => {
      this.#cortar = fallar;
      trabajador.onmessage = (evento: MessageEvent<Respuesta>) => resolver(evento.data);
      trabajador.onerror = () => fallar(new Rechazo("No se pudo iniciar el módulo de firma. Recarga la página."));
      trabajador.postMessage(orden);
    });
    if (!respuesta.bien) throw RECHAZOS[respuesta.motivo]();
    return respuesta;
  }
}
