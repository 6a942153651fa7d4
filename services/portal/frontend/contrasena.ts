// Ticks each rule of a new password while it is typed (icsoe.md §9.6). The page works without it.
import { type Contexto, incumplidas } from "./contrasena/reglas.ts";

const PALABRA = { cumplida: "Cumplida: ", rota: "No se cumple: ", pendiente: "" };

function pintar(linea: HTMLElement, estado: keyof typeof PALABRA): void {
  linea.dataset["estado"] = estado;
  const oculto = linea.querySelector(".oculto");
  if (oculto) oculto.textContent = PALABRA[estado];
}

function seguir(zona: HTMLElement): void {
  const { curp = "", nombre = "", correo = "", anio = "" } = zona.dataset;
  const contexto: Contexto = { curp, nombre, correo, rfc: "", anio: anio ? Number(anio) : null };
  const nueva = zona.querySelector<HTMLInputElement>("#nueva");
  const confirmacion = zona.querySelector<HTMLInputElement>("#confirmacion");
  const resumen = zona.querySelector<HTMLElement>("[data-resumen-reglas]");
  const lineas = [...zona.querySelectorAll<HTMLElement>("[data-en-vivo]")];
  if (!nueva || !confirmacion || !resumen) return;
  const juzgar = (): void => {
    const faltan = new Set(incumplidas(nueva.value, contexto));
    // A page that was not told the mail of the account cannot say that the password is without it.
    const dudosa = correo === "" && !faltan.has("personal");
    for (const linea of lineas) {
      const regla = linea.dataset["regla"] ?? "";
      const pendiente = nueva.value === "" || (dudosa && regla === "personal");
      pintar(linea, pendiente ? "pendiente" : faltan.has(regla) ? "rota" : "cumplida");
    }
    const cumplidas = lineas.length - faltan.size - (dudosa ? 1 : 0);
    const alGuardar = dudosa ? " Que no lleve tu correo se comprueba al guardar." : "";
    const iguales = confirmacion.value === "" ? "" : nueva.value === confirmacion.value ? " Las dos son iguales." : " Las dos no son iguales.";
    resumen.textContent = nueva.value === "" ? "" : `Cumples ${cumplidas} de ${lineas.length} reglas.${alGuardar}${iguales}`;
  };
  nueva.addEventListener("input", juzgar);
  confirmacion.addEventListener("input", juzgar);
  // Typed before this module was there; an empty box keeps what the server judged.
  if (nueva.value !== "") juzgar();
}

for (const zona of document.querySelectorAll<HTMLElement>("[data-contrasena]")) seguir(zona);
