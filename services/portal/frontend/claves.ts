// Keys and numbers are written without separators (icsoe.md §9): what is pasted with them loses them at once.

/** NFC, upper case, no blanks, hyphens or invisible characters. */
export function clave(texto: string): string {
  return texto.normalize("NFC").replace(/[\s\p{Pd}\p{Cf}]/gu, "").toUpperCase();
}

/** Keeps ``caja`` so while it is written in; the caret stays where it was. A phone's keyboard composes: not then. */
export function limpiarAlEscribir(caja: HTMLInputElement, evento: Event): void {
  const limpio = clave(caja.value);
  if (limpio === caja.value || (evento as InputEvent).isComposing) return;
  const hasta = clave(caja.value.slice(0, caja.selectionStart ?? undefined)).length;
  caja.value = limpio;
  caja.setSelectionRange(hasta, hasta);
}
