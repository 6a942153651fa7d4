// A DER reader of definite lengths, enough for SAT certificates and PKCS#8 keys. Anything odd throws.

export interface Nodo {
  readonly etiqueta: number;
  readonly valor: Uint8Array;
}

export class DerInvalido extends Error {}

/** Reads one element that must fill `bytes` exactly. */
export function leer(bytes: Uint8Array): Nodo {
  const [nodo, fin] = elemento(bytes, 0);
  if (fin !== bytes.length) throw new DerInvalido("sobran bytes");
  return nodo;
}

/** The elements inside a constructed node. */
export function hijos(nodo: Nodo): Nodo[] {
  const lista: Nodo[] = [];
  let posicion = 0;
  while (posicion < nodo.valor.length) {
    const [hijo, fin] = elemento(nodo.valor, posicion);
    lista.push(hijo);
    posicion = fin;
  }
  return lista;
}

function elemento(bytes: Uint8Array, inicio: number): [Nodo, number] {
  const etiqueta = bytes[inicio];
  const primera = bytes[inicio + 1];
  if (etiqueta === undefined || primera === undefined) throw new DerInvalido("incompleto");
  let posicion = inicio + 2;
  let largo = primera;
  if (primera >= 0x80) {
    const cuantos = primera & 0x7f;
    if (cuantos === 0 || cuantos > 3) throw new DerInvalido("largo");
    largo = 0;
    for (let i = 0; i < cuantos; i++) largo = largo * 256 + (bytes[posicion++] ?? 0);
  }
  const fin = posicion + largo;
  if (fin > bytes.length) throw new DerInvalido("incompleto");
  return [{ etiqueta, valor: bytes.subarray(posicion, fin) }, fin];
}

/** The n-th child, with the tag it must have. */
export function hijo(nodo: Nodo, indice: number, etiqueta?: number): Nodo {
  const encontrado = hijos(nodo)[indice];
  if (!encontrado || (etiqueta !== undefined && encontrado.etiqueta !== etiqueta)) {
    throw new DerInvalido("estructura");
  }
  return encontrado;
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** An unsigned INTEGER without its sign byte. */
export function entero(nodo: Nodo): Uint8Array {
  if (nodo.etiqueta !== 0x02) throw new DerInvalido("entero");
  let i = 0;
  while (i < nodo.valor.length - 1 && nodo.valor[i] === 0) i++;
  return nodo.valor.subarray(i);
}

/** A small INTEGER as a number. */
export function numero(nodo: Nodo): number {
  const bytes = entero(nodo);
  if (bytes.length > 4) throw new DerInvalido("entero");
  return bytes.reduce((total, b) => total * 256 + b, 0);
}

/** The text of a string type; T61 and Printable hold Latin-1 in SAT's certificates (efirma.md 1.3). */
export function texto(nodo: Nodo): string {
  if (nodo.etiqueta === 0x1e) return new TextDecoder("utf-16be").decode(nodo.valor);
  if (nodo.etiqueta === 0x0c) return new TextDecoder().decode(nodo.valor);
  return Array.from(nodo.valor, (b) => String.fromCharCode(b)).join("");
}
