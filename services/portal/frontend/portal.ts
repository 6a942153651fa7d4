// Comfort only: every page works without this file (design §9).
import { exigirPdf, mostrarNombre } from "./archivos";
import { autoguardar } from "./autoguardado";
import { asistirDomicilio } from "./domicilio";
import { vigilarSesion } from "./vigencia";

/** A dialog that the server rendered open becomes modal: focus stays inside, Escape goes back. */
function hacerModales(raiz: ParentNode): void {
  for (const dialogo of raiz.querySelectorAll<HTMLDialogElement>("dialog[data-modal]")) {
    dialogo.removeAttribute("data-modal");
    dialogo.close();
    dialogo.addEventListener("cancel", (evento) => {
      const salida = dialogo.querySelector<HTMLAnchorElement>("a[data-cancelar]");
      if (!salida) return;
      evento.preventDefault();
      salida.click();
    });
    dialogo.showModal();
  }
}

/** A link with data-dialogo goes where it says (a download) and opens the dialog, or only opens it. */
document.addEventListener("click", (evento) => {
  const enlace = (evento.target as Element).closest<HTMLElement>("[data-dialogo]");
  const dialogo = enlace && document.getElementById(enlace.dataset["dialogo"] ?? "");
  if (dialogo instanceof HTMLDialogElement) {
    if (!enlace?.hasAttribute("download")) evento.preventDefault();
    dialogo.showModal();
  }
  const cierre = (evento.target as Element).closest<HTMLElement>("[data-cerrar]");
  if (cierre) {
    evento.preventDefault();
    cierre.closest("dialog")?.close();
  }
});

/** A form answers one click only; the server's idempotency is the real guard. */
document.addEventListener("submit", (evento) => {
  const boton = evento.submitter;
  if (boton instanceof HTMLButtonElement) window.setTimeout(() => (boton.disabled = true));
});
window.addEventListener("pageshow", () => {
  for (const boton of document.querySelectorAll<HTMLButtonElement>("form button:disabled:not([data-disabled-by-htmx])")) {
    if (!boton.hasAttribute("data-inactivo")) boton.disabled = false;
  }
});

/** Counts down with the server's seconds, never with this machine's clock. */
function contarAtras(): void {
  for (const reloj of document.querySelectorAll<HTMLElement>("[data-restan]")) {
    const fin = performance.now() + Number(reloj.dataset["restan"]) * 1000;
    const pintar = () => {
      const minutos = Math.max(0, Math.floor((fin - performance.now()) / 60_000));
      const horas = Math.floor(minutos / 60);
      reloj.textContent = minutos === 0 ? "menos de un minuto" : horas > 0 ? `${horas} h ${minutos % 60} min` : `${minutos} min`;
    };
    pintar();
    window.setInterval(pintar, 15_000);
  }
}

function nombrarArchivos(): void {
  for (const campo of document.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    campo.addEventListener("change", () => mostrarNombre(campo));
    if (campo.files?.length) mostrarNombre(campo);
  }
}

function plegarMenu(): void {
  const menu = document.getElementById("menu");
  if (menu instanceof HTMLDetailsElement && window.matchMedia("(max-width: 60rem)").matches) menu.open = false;
}

/** A page that came back with faults begins at them: on a phone they lie below the first screen. */
function irALasFallas(): void {
  const resumen = document.querySelector<HTMLElement>('main .aviso-error[role="alert"]');
  if (!resumen || resumen.closest("dialog")) return;
  resumen.tabIndex = -1;
  resumen.focus();
}

/** The answer to a form is stored nowhere: whoever comes Back to it gets the page of the form, not an error. */
function volverAlFormulario(): void {
  const regreso = document.referrer;
  if (document.body.dataset["deEnvio"] === undefined || !regreso.startsWith(`${location.origin}/`)) return;
  history.replaceState(null, "", regreso);
}

hacerModales(document);
volverAlFormulario();
irALasFallas();
contarAtras();
const alNegar = vigilarSesion();
for (const formulario of document.querySelectorAll<HTMLFormElement>("form[data-autoguardar]")) autoguardar(formulario, alNegar);
asistirDomicilio();
nombrarArchivos();
exigirPdf();
plegarMenu();
