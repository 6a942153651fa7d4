// What the page shows before the server judges: the certificate's own statement of who and until when.
import { DerInvalido, entero, hex, hijo, hijos, leer, texto, type Nodo } from "./der.ts";

export interface Certificado {
  /** RFC of the taxpayer: company when the attribute holds two. */
  readonly rfc: string;
  readonly nombre: string;
  /** 20 digits. */
  readonly numero: string;
  readonly modulo: Uint8Array;
  readonly hasta: Date;
}

const OID_NOMBRE = "550403";
const OID_RFC = "55042d";
export const TAMANO_MAXIMO = 16 * 1024;

export function leerCertificado(der: Uint8Array): Certificado {
  if (der.length > TAMANO_MAXIMO) throw new DerInvalido("tamaño");
  const tbs = hijos(hijo(leer(der), 0, 0x30));
  const [, serie, , , validez, sujeto, llave] = tbs;
  if (!serie || !validez || !sujeto || !llave) throw new DerInvalido("certificado");
  const rsa = leer(hijo(llave, 1, 0x03).valor.subarray(1));
  return {
    rfc: (atributo(sujeto, OID_RFC).split("/")[0] ?? "").trim(),
    nombre: atributo(sujeto, OID_NOMBRE),
    numero: String.fromCharCode(...entero(serie)),
    modulo: entero(hijo(rsa, 0, 0x02)),
    hasta: fecha(hijo(validez, 1)),
  };
}

function atributo(nombre: Nodo, oid: string): string {
  for (const conjunto of hijos(nombre)) {
    const par = hijo(conjunto, 0, 0x30);
    if (hex(hijo(par, 0, 0x06).valor) === oid) return texto(hijo(par, 1));
  }
  return "";
}

function fecha(nodo: Nodo): Date {
  const crudo = texto(nodo);
  const completo = nodo.etiqueta === 0x17 ? `20${crudo}` : crudo;
  const partes = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(completo);
  if (!partes) throw new DerInvalido("fecha");
  const [, a, m, d, h, mi, s] = partes.map(Number);
  return new Date(Date.UTC(a ?? 0, (m ?? 1) - 1, d, h, mi, s));
}
