// What the two key pages share, and what they must answer.
import type { Boveda } from "./boveda.ts";
import { hex } from "./der.ts";
import type { Credencial, Pantalla } from "./pantalla.ts";
import { Rechazo } from "./rechazo.ts";
import { base64, type Servidor } from "./servidor.ts";

/** What differs between the two pages. */
export interface Proposito {
  /** After the local checks: the server's opinion, and what the last button will need. */
  validar(credencial: Credencial): Promise<string>;
  /** The last button. */
  terminar(): Promise<void>;
}

export interface Entorno {
  readonly pantalla: Pantalla;
  readonly boveda: Boveda;
  readonly servidor: Servidor;
}

interface Veredicto {
  aceptable: boolean;
  mensaje?: string;
  codigo?: string;
  remedio?: string;
}

/** Asks the server whether it will accept this certificate; only the .cer travels. */
export async function revisar(entorno: Entorno, der: Uint8Array): Promise<void> {
  const ruta = entorno.pantalla.raiz.dataset["rutaRevision"] ?? "";
  const veredicto = await entorno.servidor.enviar<Veredicto>(ruta, { certificado: base64(der) });
  if (!veredicto.aceptable) {
    throw new Rechazo(veredicto.mensaje ?? "El certificado no se puede usar.", veredicto.remedio, veredicto.codigo);
  }
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
