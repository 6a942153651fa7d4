// "Firmar": the content's hash is recomputed here and compared with page and cadena before the key is used (T-58).
import { Rechazo } from "./rechazo.ts";
import type { Esperado } from "./gramatica.ts";
import type { Credencial } from "./pantalla.ts";
import { revisar, sha256, type Entorno, type Proposito } from "./proposito.ts";
import { base64 } from "./servidor.ts";

interface Cadena {
  cadena_id: string;
  cadena: string;
}

interface Presentada {
  folio: string;
  fecha: string;
}

const VIDA_CADENA_MS = 9 * 60_000;

export class Presentacion implements Proposito {
  #credencial: Credencial | null = null;
  #cadena: Cadena | null = null;
  #pedidaEn = 0;
  #enviado: { cadena_id: string; certificado: string; firma: string } | null = null;

  constructor(private readonly entorno: Entorno) {}

  get #datos(): DOMStringMap {
    return this.entorno.pantalla.raiz.dataset;
  }

  async validar(credencial: Credencial): Promise<string> {
    await revisar(this.entorno, credencial.der);
    const contenido = await this.entorno.servidor.bytes(this.#datos["rutaContenido"] ?? "");
    if ((await sha256(contenido)) !== this.#datos["sha256"]?.toLowerCase()) {
      throw new Rechazo("El contenido recibido no coincide con el que muestra la página; no se firmó nada.", "Recarga la página.");
    }
    this.#credencial = credencial;
    this.#enviado = null;
    await this.#pedirCadena(credencial);
    this.#avisarOtroCertificado(credencial);
    return "La validación de la FIEL fue exitosa";
  }

  async terminar(): Promise<void> {
    const { pantalla, boveda, servidor } = this.entorno;
    const credencial = this.#credencial;
    if (!credencial) return;
    pantalla.decir("Firmando y presentando…");
    try {
      this.#enviado ??= await this.#firmar(credencial);
      const presentada = await servidor.enviar<Presentada>(this.#datos["rutaPresentacion"] ?? "", this.#enviado);
      boveda.cerrar();
      pantalla.decir("");
      mostrarExito(presentada);
    } catch (error) {
      // A lost answer may be asked for again with the very same signature: the folio will be the same.
      if (!(error instanceof Rechazo && error.repetible)) this.#enviado = null;
      throw error;
    }
  }

  async #firmar(credencial: Credencial): Promise<{ cadena_id: string; certificado: string; firma: string }> {
    if (Date.now() - this.#pedidaEn > VIDA_CADENA_MS) await this.#pedirCadena(credencial);
    const { cadena_id, cadena } = this.#cadena as Cadena;
    const firma = await this.entorno.boveda.firmar({ texto: cadena, esperado: this.#esperado(credencial) });
    return { cadena_id, certificado: base64(credencial.der), firma };
  }

  async #pedirCadena({ der }: Credencial): Promise<void> {
    const cuerpo = { certificado: base64(der) };
    this.#cadena = await this.entorno.servidor.enviar<Cadena>(this.#datos["rutaCadena"] ?? "", cuerpo);
    this.#pedidaEn = Date.now();
    const visible = document.getElementById("cadena");
    if (visible) visible.textContent = this.#cadena.cadena;
    document.getElementById("cadena-detalle")?.removeAttribute("hidden");
  }

  #esperado({ certificado }: Credencial): Esperado {
    const d = this.#datos;
    return {
      origen: location.origin,
      informativaId: d["informativa"] ?? "",
      tipo: d["tipo"] ?? "",
      rfc: d["rfc"] ?? "",
      ejercicio: d["ejercicio"] ?? "",
      cuatrimestre: d["cuatrimestre"] ?? "",
      contratos: d["contratos"] ?? "",
      trabajadores: d["trabajadores"] ?? "",
      sha256: d["sha256"] ?? "",
      numeroCertificado: certificado.numero,
    };
  }

  #avisarOtroCertificado({ certificado }: Credencial): void {
    const aviso = document.getElementById("otro-certificado");
    if (!aviso) return;
    const ingreso = this.#datos["certificadoIngreso"] ?? "";
    aviso.hidden = ingreso === "" || ingreso === certificado.numero;
    aviso.textContent = `Firmas con un certificado distinto (${certificado.numero}) al de tu ingreso, del mismo RFC; quedará registrado.`;
  }
}

function mostrarExito({ folio, fecha }: Presentada): void {
  const dialogo = document.getElementById("exito") as HTMLDialogElement;
  const escribir = (id: string, texto: string) => {
    const destino = document.getElementById(id);
    if (destino) destino.textContent = texto;
  };
  escribir("exito-folio", folio);
  escribir("exito-fecha", fecha);
  dialogo.addEventListener("cancel", (evento) => {
    evento.preventDefault();
    dialogo.querySelector<HTMLElement>(".acciones a")?.click();
  });
  dialogo.showModal();
}
