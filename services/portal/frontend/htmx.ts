// Only for pages that ask for a fragment: htmx writes the page's path to sessionStorage as soon as it loads.
import htmx from "htmx.org";

htmx.config.historyCacheSize = 0;
htmx.config.historyEnabled = false;
htmx.config.selfRequestsOnly = true;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;

function cambiado(control: Element): boolean {
  if (control instanceof HTMLSelectElement) {
    const inicial = [...control.options].findIndex((opcion) => opcion.defaultSelected);
    return control.selectedIndex !== Math.max(0, inicial);
  }
  if (!(control instanceof HTMLInputElement)) return false;
  if (control.type === "radio") return control.checked && !control.defaultChecked;
  return control.type === "checkbox" ? control.checked !== control.defaultChecked : control.value !== control.defaultValue;
}

/** What its form holds when a zone asks. */
const preguntado = new WeakMap<Element, string>();

/** Without its buttons, which htmx counts while they have the focus, and without the token, which a new login changes. */
function contenido(zona: Element): string {
  const formulario = zona.closest("form");
  const campos = formulario ? [...new FormData(formulario)] : [];
  return JSON.stringify(campos.filter(([nombre]) => nombre !== "_csrf"));
}

interface Suceso {
  requestConfig: { elt: HTMLElement; target: HTMLElement };
  shouldSwap: boolean;
}
const al = (nombre: string, hacer: (suceso: Suceso) => void) =>
  document.addEventListener(`htmx:${nombre}`, (evento) => hacer((evento as CustomEvent<Suceso>).detail));

al("beforeRequest", ({ requestConfig: { elt } }) => preguntado.set(elt, contenido(elt)));

// The answer to an earlier choice would undo a later one, made while it was on its way: it is not shown.
al("beforeSwap", (suceso) => {
  const { elt } = suceso.requestConfig;
  if (preguntado.get(elt) !== contenido(elt)) suceso.shouldSwap = false;
});

/** Who got no answer is told where it would have been, and may ask again. */
function ofrecerRepetir({ requestConfig: { elt, target } }: Suceso): void {
  const aviso = Object.assign(document.createElement("p"), { role: "alert" });
  const boton = Object.assign(document.createElement("button"), { type: "button", className: "boton boton-menor" });
  boton.textContent = "Intentar de nuevo";
  boton.addEventListener("click", () => htmx.trigger(elt, "repetir"));
  aviso.append("No hubo respuesta del servidor. ", boton);
  if (elt.dataset["vaciar"] !== undefined) target.replaceChildren(aviso);
  else target.after(aviso);
  elt.addEventListener("htmx:beforeRequest", () => aviso.remove(), { once: true });
}
al("sendError", ofrecerRepetir);
al("responseError", ofrecerRepetir);

// What was chosen before this module was there, or the browser filled in again, asks now.
addEventListener("pageshow", () => {
  for (const zona of document.querySelectorAll("[hx-get],[hx-post]")) {
    if (preguntado.has(zona)) continue;
    const control = [zona, ...zona.querySelectorAll("input, select")].find(cambiado);
    control?.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
