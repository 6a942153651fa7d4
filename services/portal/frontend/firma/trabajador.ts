// The Worker: the only place where the .key and its password are read. Its response's own CSP is
// `default-src 'none'`, so that nothing in here can send anything anywhere.
import { abrirLlave, FormatoNoAdmitido } from "./llave.ts";
import { comprobar, TextoRechazado } from "./gramatica.ts";
import { TAMANO_MAXIMO } from "./certificado.ts";
import type { Orden, Respuesta } from "./protocolo.ts";

let llave: CryptoKey | null = null;

self.onmessage = (evento: MessageEvent<Orden>) => {
  atender(evento.data).then(
    (respuesta) => self.postMessage(respuesta),
    (error: unknown) => self.postMessage(rechazo(error)),
  );
};

async function atender(orden: Orden): Promise<Respuesta> {
  if (orden.tipo === "abrir") {
    llave = null;
    if (orden.archivo.size > TAMANO_MAXIMO) throw new FormatoNoAdmitido();
    const der = new Uint8Array(await orden.archivo.arrayBuffer());
    try {
      llave = await abrirLlave(der, orden.contrasena, orden.modulo);
    } finally {
      der.fill(0);
    }
    return { bien: true };
  }
  if (!llave) return { bien: false, motivo: "cerrada" };
  const firma = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", llave, comprobar(orden.texto, orden.esperado));
  return { bien: true, firma: btoa(String.fromCharCode(...new Uint8Array(firma))) };
}

function rechazo(error: unknown): Respuesta {
  if (error instanceof FormatoNoAdmitido) return { bien: false, motivo: "formato" };
  if (error instanceof TextoRechazado) return { bien: false, motivo: "texto" };
  return { bien: false, motivo: "llave" };
}
