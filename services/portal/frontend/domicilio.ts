// Comfort of the address wizard: a complete postal code asks at once; Sin número closes its boxes; a suggested
// street brings its type.

import { limpiarAlEscribir } from "./claves";

export function asistirDomicilio(): void {
  document.addEventListener("input", (evento) => {
    const caja = evento.target;
    if (!(caja instanceof HTMLInputElement)) return;
    if (caja.dataset["cp"] !== undefined) preguntarCompleto(caja, evento);
    if (caja.dataset["calle"] !== undefined) traerTipo(caja);
  });
  for (const casilla of document.querySelectorAll<HTMLInputElement>("[data-desactiva]")) {
    const cajas = (casilla.dataset["desactiva"] ?? "").split(" ").map((id) => document.getElementById(id) as HTMLInputElement);
    const poner = () => cajas.forEach((caja) => (caja.disabled = casilla.checked));
    casilla.addEventListener("change", poner);
    poner();
  }
}

function preguntarCompleto(caja: HTMLInputElement, evento: Event): void {
  limpiarAlEscribir(caja, evento);
  if (/^\d{5}$/.test(caja.value)) preguntar(caja);
}

/** Once for a value: the browser says «change» again when the box is left, and that would ask in vain. */
function preguntar(caja: HTMLInputElement): void {
  caja.dispatchEvent(new Event("change", { bubbles: true }));
  const valor = caja.value;
  const callar = (evento: Event) => evento.isTrusted && caja.value === valor && evento.stopPropagation();
  caja.addEventListener("change", callar, { once: true });
}

function traerTipo(caja: HTMLInputElement): void {
  const sugeridas = [...(caja.list?.options ?? [])].filter((opcion) => opcion.value === caja.value);
  const tipo = document.getElementById(caja.dataset["calle"] ?? "");
  if (sugeridas[0] && tipo instanceof HTMLSelectElement) tipo.value = sugeridas[0].dataset["tipo"] ?? tipo.value;
}
