// Same-origin JSON posts. They carry certificate, signature and ids: nothing of the key exists outside the Worker.
import { Rechazo } from "./rechazo.ts";

interface Problema {
  detail?: string;
  remedio?: string;
  codigo?: string;
}

export class Servidor {
  constructor(private readonly csrf: string) {}

  async enviar<T>(ruta: string, cuerpo: unknown): Promise<T> {
    const respuesta = await this.#alcanzar(ruta, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-ICSOE-CSRF": this.csrf },
      body: JSON.stringify(cuerpo),
    });
    return (await respuesta.json()) as T;
  }

  async bytes(ruta: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.#alcanzar(ruta, {})).arrayBuffer());
  }

  async #alcanzar(ruta: string, opciones: RequestInit): Promise<Response> {
    let respuesta: Response;
    try {
      respuesta = await fetch(ruta, { ...opciones, credentials: "same-origin", redirect: "error" });
    } catch {
      throw new Rechazo(
        "No hubo respuesta del servidor.",
        "Revisa tu conexión y presiona el botón otra vez: si tu envío ya había llegado, verás el mismo resultado y no se duplica.",
        "",
        -1,
      );
    }
    if (respuesta.ok) return respuesta;
    const p = (await respuesta.json().catch(() => ({}))) as Problema;
    throw new Rechazo(p.detail ?? "El servicio no está disponible por el momento.", p.remedio, p.codigo, respuesta.status);
  }
}

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
