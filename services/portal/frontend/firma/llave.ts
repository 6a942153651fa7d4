// Opens a SAT .key (efirma.md 2 and 3): PBES2, PBKDF2 by WebCrypto, 3DES by des.js, AES by WebCrypto.
import des from "des.js";
import { DerInvalido, entero, hex, hijo, hijos, leer, numero, type Nodo } from "./der.ts";
import { TAMANO_MAXIMO } from "./certificado.ts";

/** MSG-04: one answer for a wrong password and for the key of another certificate. */
export class LlaveNoCorresponde extends Error {}
/** A container we do not open: the way on is a new file from SAT. */
export class FormatoNoAdmitido extends Error {}

const OID = {
  pbes2: "2a864886f70d01050d",
  pbkdf2: "2a864886f70d01050c",
  tripleDes: "2a864886f70d0307",
  hmacSha1: "2a864886f70d0207",
  hmacSha256: "2a864886f70d0209",
  rsa: "2a864886f70d010101",
} as const;
const AES: Record<string, number> = {
  "608648016503040102": 128,
  "608648016503040116": 192,
  "60864801650304012a": 256,
};
const ITERACIONES_MAXIMAS = 200_000;
const BYTES_RSA_MINIMOS = 256;

interface Cifrado {
  readonly sal: Uint8Array<ArrayBuffer>;
  readonly iteraciones: number;
  readonly hash: "SHA-1" | "SHA-256";
  readonly bitsAes: number | null;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly datos: Uint8Array<ArrayBuffer>;
}

/** Returns a key that can sign and can never be exported; the plain bytes are zeroed before it returns. */
export async function abrirLlave(der: Uint8Array, contrasena: string, modulo: Uint8Array): Promise<CryptoKey> {
  const cifrado = leerContenedor(der);
  for (const clave of codificaciones(contrasena)) {
    const pkcs8 = await descifrar(cifrado, clave).catch(() => null);
    clave.fill(0);
    if (pkcs8 === null) continue;
    try {
      if (!mismoModulo(pkcs8, modulo)) throw new LlaveNoCorresponde();
      return await crypto.subtle.importKey(
        "pkcs8",
        pkcs8,
        { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
        false,
        ["sign"],
      );
    } catch (error) {
      if (error instanceof FormatoNoAdmitido) throw error;
    } finally {
      pkcs8.fill(0);
    }
  }
  throw new LlaveNoCorresponde();
}

// SAT's program took the password in the encoding of the machine: UTF-8 first, Latin-1 only where it differs.
function codificaciones(contrasena: string): Uint8Array<ArrayBuffer>[] {
  const utf8 = new TextEncoder().encode(contrasena);
  const cabeEnLatin1 = [...contrasena].every((c) => c.charCodeAt(0) < 256);
  if (utf8.length === contrasena.length || !cabeEnLatin1) return [utf8];
  return [utf8, Uint8Array.from(contrasena, (c) => c.charCodeAt(0))];
}

function leerContenedor(der: Uint8Array): Cifrado {
  if (der.length > TAMANO_MAXIMO) throw new FormatoNoAdmitido();
  try {
    const raiz = hijos(leer(der));
    const [algoritmo, datos] = raiz;
    if (!algoritmo || datos?.etiqueta !== 0x04 || oid(algoritmo) !== OID.pbes2) throw new FormatoNoAdmitido();
    const [derivacion, esquema] = hijos(hijo(algoritmo, 1, 0x30));
    if (!derivacion || !esquema || oid(derivacion) !== OID.pbkdf2) throw new FormatoNoAdmitido();
    const parametros = hijos(hijo(derivacion, 1, 0x30));
    const iteraciones = numero(parametros[1] as Nodo);
    if (iteraciones < 1 || iteraciones > ITERACIONES_MAXIMAS) throw new FormatoNoAdmitido();
    const prf = parametros.find((p) => p.etiqueta === 0x30);
    return {
      sal: Uint8Array.from((parametros[0] as Nodo).valor),
      iteraciones,
      hash: hashDe(prf),
      bitsAes: bitsDe(oid(esquema)),
      iv: Uint8Array.from(hijo(esquema, 1, 0x04).valor),
      datos: Uint8Array.from(datos.valor),
    };
  } catch (error) {
    if (error instanceof DerInvalido) throw new FormatoNoAdmitido();
    throw error;
  }
}

const oid = (nodo: Nodo): string => hex(hijo(nodo, 0, 0x06).valor);

function hashDe(prf: Nodo | undefined): "SHA-1" | "SHA-256" {
  const nombre = prf ? oid(prf) : OID.hmacSha1;
  if (nombre === OID.hmacSha1) return "SHA-1";
  if (nombre === OID.hmacSha256) return "SHA-256";
  throw new FormatoNoAdmitido();
}

function bitsDe(esquema: string): number | null {
  if (esquema === OID.tripleDes) return null;
  const bits = AES[esquema];
  if (!bits) throw new FormatoNoAdmitido();
  return bits;
}

async function descifrar(c: Cifrado, contrasena: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const base = await crypto.subtle.importKey("raw", contrasena, "PBKDF2", false, ["deriveBits"]);
  const receta = { name: "PBKDF2", hash: c.hash, salt: c.sal, iterations: c.iteraciones };
  const clave = new Uint8Array(await crypto.subtle.deriveBits(receta, base, c.bitsAes ?? 192));
  try {
    if (c.bitsAes === null) {
      const claro = des.CBC.instantiate(des.EDE).create({ type: "decrypt", key: clave, iv: c.iv }).final(c.datos);
      const copia = Uint8Array.from(claro);
      claro.fill(0);
      return copia;
    }
    const aes = await crypto.subtle.importKey("raw", clave, "AES-CBC", false, ["decrypt"]);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: c.iv }, aes, c.datos));
  } finally {
    clave.fill(0);
  }
}

function mismoModulo(pkcs8: Uint8Array, modulo: Uint8Array): boolean {
  const info = leer(pkcs8);
  if (oid(hijo(info, 1, 0x30)) !== OID.rsa) throw new FormatoNoAdmitido();
  const suyo = entero(hijo(leer(hijo(info, 2, 0x04).valor), 1, 0x02));
  if (suyo.length < BYTES_RSA_MINIMOS) throw new FormatoNoAdmitido();
  return suyo.length === modulo.length && suyo.every((b, i) => b === modulo[i]);
}
