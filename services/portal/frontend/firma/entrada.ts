// "Ingresar con E.Firma": the server's challenge is asked for when it will be signed at once, so it cannot age.
import { base64 } from "./servidor.ts";
import type { Credencial } from "./pantalla.ts";
import { revisar, type Entorno, type Proposito } from "./proposito.ts";

interface Reto {
  reto: string;
  texto: string;
}

export class Entrada implements Proposito {
  #credencial: Credencial | null = null;

  constructor(private readonly entorno: Entorno) {}

  async validar(credencial: Credencial): Promise<string> {
    await revisar(this.entorno, credencial.der);
    this.#credencial = credencial;
    return "La validación de la FIEL fue exitosa";
  }

  async terminar(): Promise<void> {
    const { pantalla, boveda, servidor } = this.entorno;
    const { rutaReto = "", rutaSesion = "" } = pantalla.raiz.dataset;
    if (!this.#credencial) return;
    pantalla.decir("Ingresando…");
    const { reto, texto } = await servidor.enviar<Reto>(rutaReto, {});
    const firma = await boveda.firmar({ texto, esperado: { origen: location.origin } });
    const { siguiente } = await servidor.enviar<{ siguiente: string }>(rutaSesion, {
      reto,
      firma,
      certificado: base64(this.#credencial.der),
      rfc: this.#credencial.rfc,
    });
    boveda.cerrar();
    const destino = new URL(siguiente, location.origin);
    if (destino.origin === location.origin) location.assign(destino.pathname);
  }
}
