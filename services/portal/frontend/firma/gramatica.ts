// The only texts this client signs (threats.md 4.4, T-12, T-13): its own two purposes, for its own origin.

export class TextoRechazado extends Error {}

/** What the page showed; every field must stand in the text that is signed. */
export interface Esperado {
  readonly origen: string;
  readonly informativaId?: string;
  readonly rfc?: string;
  readonly ejercicio?: string;
  readonly cuatrimestre?: string;
  readonly tipo?: string;
  readonly contratos?: string;
  readonly trabajadores?: string;
  readonly sha256?: string;
  readonly numeroCertificado?: string;
}

const BYTES_MAXIMOS = 4096;
const CAMPOS_LOGIN = 6;
const CAMPOS_PRESENTACION = 21;
const OPACO = /^[A-Za-z0-9_-]{16,}$/;
const INSTANTE = /^\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)$/;

/** The UTF-8 bytes to sign, or TextoRechazado. */
export function comprobar(texto: string, esperado: Esperado): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(texto);
  const limpio = texto === texto.normalize("NFC") && !/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(texto);
  if (bytes.length > BYTES_MAXIMOS || !limpio || !texto.startsWith("||") || !texto.endsWith("||")) {
    throw new TextoRechazado();
  }
  const campos = texto.slice(2, -2).split("|");
  const admitido = campos[0] === "efirma-login" ? esLogin(campos, esperado) : esPresentacion(campos, esperado);
  if (!admitido || campos[1] !== "1" || campos[2] !== esperado.origen) throw new TextoRechazado();
  return bytes;
}

function esLogin(campos: string[], esperado: Esperado): boolean {
  const [, , , nonce = "", emitido = "", expira = ""] = campos;
  const soloLogin = esperado.informativaId === undefined;
  return (
    soloLogin &&
    campos.length === CAMPOS_LOGIN &&
    OPACO.test(nonce) &&
    INSTANTE.test(emitido) &&
    INSTANTE.test(expira)
  );
}

function esPresentacion(campos: string[], e: Esperado): boolean {
  const iguales: [number, string | undefined][] = [
    [4, e.informativaId],
    [6, e.tipo],
    [9, e.rfc],
    [12, e.ejercicio],
    [13, e.cuatrimestre],
    [16, e.contratos],
    [17, e.trabajadores],
    [18, e.sha256],
    [20, e.numeroCertificado],
  ];
  return (
    campos[0] === "icsoe-presentacion" &&
    campos.length === CAMPOS_PRESENTACION &&
    iguales.every(([i, valor]) => valor !== undefined && campos[i]?.toUpperCase() === valor.toUpperCase())
  );
}
