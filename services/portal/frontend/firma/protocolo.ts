// What page and Worker say to each other.
import type { Esperado } from "./gramatica.ts";

export type Orden =
  | { tipo: "abrir"; archivo: File; contrasena: string; modulo: Uint8Array }
  | { tipo: "firmar"; texto: string; esperado: Esperado };

export type Respuesta =
  | { bien: true; firma?: string }
  | { bien: false; motivo: "llave" | "formato" | "texto" | "cerrada" };
