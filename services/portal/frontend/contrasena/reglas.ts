// The rules of icsoe_dominio.contrasena, for ticks while typing. Both are held to the same vectors
// (libs/dominio/tests/vectores/contrasenas.json); the server's word counts.
import listaDeComunes from "../../../../libs/dominio/src/icsoe_dominio/contrasenas_comunes.txt";

export interface Contexto {
  curp: string;
  nombre: string;
  correo: string;
  rfc: string;
  anio: number | null;
}

const FILAS = ["qwertyuiop", "asdfghjklñ", "zxcvbnm", "1234567890", "0123456789"];
const ALFABETOS = ["abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnñopqrstuvwxyz"];
const CORRIDA = 4;
const NUCLEO = 5;
const BLANCO = /[\s\x1c-\x1f\x85]/u;
const DISFRAZ = new Map([..."@0134$57!"].map((signo, i) => [signo, [..."aoieassti"][i] ?? ""]));

const comunes = new Set(listaDeComunes.split("\n").filter((linea) => linea !== "" && !linea.startsWith("#")));

/** Lower case without accents. */
const llano = (texto: string): string => texto.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");

const destapado = (texto: string): string => [...texto].map((c) => DISFRAZ.get(c) ?? c).join("");

/** Whether it holds four neighbours of a row, in either direction. */
function corrida(texto: string, filas: string[]): boolean {
  const vecinas = new Set<string>();
  for (const fila of filas) {
    for (const letras of [[...fila], [...fila].reverse()]) {
      for (let i = 0; i + CORRIDA <= letras.length; i++) vecinas.add(letras.slice(i, i + CORRIDA).join(""));
    }
  }
  const letras = [...texto];
  return letras.some((_, i) => vecinas.has(letras.slice(i, i + CORRIDA).join("")));
}

function ajena(contrasena: string, contexto: Contexto): boolean {
  const propia = llano(contrasena);
  const { curp, rfc, correo, nombre, anio } = contexto;
  const palabras = ["icsoe", "imss", curp, rfc, correo, correo.split("@")[0] ?? "", ...nombre.split(/\s+/u)];
  if (anio !== null) palabras.push(`${anio - 1}`, `${anio}`, `${anio + 1}`);
  return !palabras.some((palabra) => [...palabra].length >= CORRIDA && propia.includes(llano(palabra)));
}

/** Not a common one, nor a common word that digits, symbols or look-alikes only dress up. */
function rara(contrasena: string): boolean {
  const plana = llano(contrasena);
  const sinBordes = (texto: string) => texto.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const sueltas = [
    plana,
    destapado(plana),
    sinBordes(plana),
    sinBordes(destapado(plana)),
    plana.replace(/[^a-z0-9]/g, ""),
    plana.replace(/[^a-z]/g, ""),
    destapado(plana.replace(/[^a-z]+$/, "")),
  ];
  return !sueltas.some((suelta) => suelta.length >= NUCLEO && comunes.has(suelta));
}

const REGLAS: Record<string, (contrasena: string, contexto: Contexto) => boolean> = {
  clases: (c) => /\p{Lu}/u.test(c) && /\p{Ll}/u.test(c) && /[0-9]/.test(c),
  especial: (c) => /[-*?!@#$/()[\]=_.¡;:]/u.test(c),
  forma: (c) => [...c].length >= 8 && !BLANCO.test(c) && !corrida(c.toLowerCase(), FILAS),
  repetidos: (c) => !/(.)\1\1/su.test(c),
  letras: (c) => !corrida(c.toLowerCase(), ALFABETOS),
  maximo: (c) => [...c].length <= 128,
  personal: ajena,
  comun: rara,
};

/** The codes of the rules that it does not meet, in the order of the screen. */
export function incumplidas(contrasena: string, contexto: Contexto): string[] {
  return Object.keys(REGLAS).filter((codigo) => !REGLAS[codigo]?.(contrasena, contexto));
}
