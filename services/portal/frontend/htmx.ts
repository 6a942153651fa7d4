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

const preguntaron = new WeakSet<Element>();
document.addEventListener("htmx:beforeRequest", (evento) => preguntaron.add(evento.target as Element));

// What was chosen before this module was there, or the browser filled in again, asks now.
addEventListener("pageshow", () => {
  for (const zona of document.querySelectorAll("[hx-get],[hx-post]")) {
    if (preguntaron.has(zona)) continue;
    const control = [zona, ...zona.querySelectorAll("input, select")].find(cambiado);
    control?.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

/** The answer to an earlier choice would undo a later one, made while it was on its way: it is not shown. */
document.addEventListener("htmx:beforeSwap", (evento) => {
  const { detail } = evento as CustomEvent;
  const { elt, verb, parameters } = detail.requestConfig;
  if (JSON.stringify(htmx.values(elt, verb)) !== JSON.stringify(parameters)) detail.shouldSwap = false;
});
