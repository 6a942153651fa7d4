// The key form: fields, messages, buttons. Text only: nothing here writes HTML.
import { mostrarNombre } from "../archivos.ts";
import { clave, limpiarAlEscribir } from "../claves.ts";
import { DerInvalido } from "./der.ts";
import { leerCertificado, TAMANO_MAXIMO, type Certificado } from "./certificado.ts";
import { Rechazo } from "./rechazo.ts";

function elemento<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

export interface Credencial {
  readonly certificado: Certificado;
  readonly der: Uint8Array;
  readonly llave: File;
  readonly contrasena: string;
  readonly rfc: string;
}

export class Pantalla {
  readonly raiz = elemento<HTMLElement>("firma");
  readonly validar = elemento<HTMLButtonElement>("validar");
  readonly terminar = elemento<HTMLButtonElement>("terminar");
  readonly contrasena = elemento<HTMLInputElement>("contrasena");
  readonly #rfc = elemento<HTMLInputElement>("rfc");
  readonly #certificado = elemento<HTMLInputElement>("certificado");
  readonly #llave = elemento<HTMLInputElement>("llave");
  readonly #estado = elemento<HTMLElement>("estado");
  readonly #error = elemento<HTMLElement>("error");
  /** Counts the changes of what was given: what is said later about an earlier one is out of date. */
  turno = 0;
  #prellenado = "";
  #leido: { certificado: Certificado; der: Uint8Array } | null = null;

  constructor(alCambiar: () => void) {
    const cambio = () => {
      this.turno += 1;
      this.terminar.disabled = true;
      this.decir("");
      alCambiar();
    };
    const leer = () => void this.#leerCertificado().catch((error: unknown) => this.fallar(error, this.#certificado));
    this.#certificado.addEventListener("change", () => {
      cambio();
      leer();
    });
    this.#llave.addEventListener("change", () => {
      mostrarNombre(this.#llave);
      cambio();
    });
    this.#rfc.addEventListener("input", (evento) => {
      limpiarAlEscribir(this.#rfc, evento);
      cambio();
    });
    this.contrasena.addEventListener("input", cambio);
    this.contrasena.addEventListener("keydown", (tecla) => {
      if (tecla.key === "Enter") this.validar.click();
    });
    // A slow network brings this module after the person, or the browser on a reload, has chosen the files.
    if (this.#certificado.files?.length) leer();
    mostrarNombre(this.#llave);
  }

  /** What the user gave, complete, or a Rechazo that names the missing box. */
  async credencial(): Promise<Credencial> {
    this.limpiar();
    if (!this.#leido) await this.#leerCertificado();
    const leido = this.#leido;
    const llave = this.#llave.files?.[0];
    if (!leido) throw this.#falta(this.#certificado, "Selecciona tu certificado (archivo .cer).");
    const rfc = clave(this.#rfc.value);
    if (!rfc) throw this.#falta(this.#rfc, "Escribe tu RFC.");
    if (!llave) throw this.#falta(this.#llave, "Selecciona tu llave privada (archivo .key).");
    if (!this.contrasena.value) {
      throw this.#falta(this.contrasena, "Escribe la contraseña de tu llave privada.");
    }
    return { ...leido, llave, contrasena: this.contrasena.value, rfc };
  }

  decir(mensaje: string, logro = false): void {
    this.#estado.textContent = mensaje;
    this.#estado.dataset["tono"] = logro ? "logro" : "";
  }

  fallar(error: unknown, campo?: HTMLElement): void {
    const rechazo = error instanceof Rechazo ? error : new Rechazo("Ocurrió un error inesperado. Recarga la página e inténtalo de nuevo.");
    this.decir("");
    const partes = [rechazo.message, rechazo.remedio, rechazo.codigo && `Código: ${rechazo.codigo}`];
    this.#error.replaceChildren(
      ...partes.filter(Boolean).map((texto) => Object.assign(document.createElement("p"), { textContent: texto })),
    );
    this.#error.hidden = false;
    campo?.setAttribute("aria-invalid", "true");
    (campo ?? this.#error).focus();
  }

  limpiar(): void {
    this.#error.hidden = true;
    for (const campo of [this.#rfc, this.#certificado, this.#llave, this.contrasena]) {
      campo.removeAttribute("aria-invalid");
    }
  }

  ocupado(si: boolean): void {
    this.validar.disabled = si;
    this.raiz.setAttribute("aria-busy", String(si));
  }

  campoLlave(): HTMLElement {
    return this.contrasena;
  }

  #falta(campo: HTMLElement, mensaje: string): Rechazo {
    campo.setAttribute("aria-invalid", "true");
    queueMicrotask(() => campo.focus());
    return new Rechazo(mensaje);
  }

  async #leerCertificado(): Promise<void> {
    this.#leido = null;
    const archivo = this.#certificado.files?.[0];
    mostrarNombre(this.#certificado);
    if (!archivo) return;
    const sigueElegido = () => this.#certificado.files?.[0] === archivo;
    try {
      if (archivo.size > TAMANO_MAXIMO) throw new DerInvalido("tamaño");
      const der = new Uint8Array(await archivo.arrayBuffer());
      if (!sigueElegido()) return;
      this.#leido = { certificado: leerCertificado(der), der };
    } catch {
      if (!sigueElegido()) return;
      throw new Rechazo("El archivo elegido no es un certificado .cer del SAT. Revisa que no sea la llave privada (.key).");
    }
    this.limpiar();
    const { rfc } = this.#leido.certificado;
    if (!this.#rfc.readOnly && (this.#rfc.value === "" || this.#rfc.value === this.#prellenado)) {
      this.#rfc.value = rfc;
      this.#prellenado = rfc;
    }
  }
}
