// Keeps what is typed in a form with data-autoguardar, a moment after the last change and when the page is left.

const ESPERA_MS = 1500;

function campos(formulario: HTMLFormElement): URLSearchParams {
  const datos = new URLSearchParams();
  for (const [nombre, valor] of new FormData(formulario)) if (typeof valor === "string") datos.append(nombre, valor);
  return datos;
}

export function autoguardar(formulario: HTMLFormElement, alNegar: (estado: number) => void): void {
  const ruta = formulario.dataset["autoguardar"];
  if (!ruta) return;
  const letrero = document.getElementById("guardado");
  let espera = 0;
  let enCurso = new AbortController();
  let pendiente = false;

  const detener = () => {
    window.clearTimeout(espera);
    enCurso.abort();
    pendiente = false;
  };
  const guardar = async (alSalir = false) => {
    detener();
    enCurso = new AbortController();
    try {
      const respuesta = await fetch(ruta, {
        method: "POST",
        body: campos(formulario),
        signal: enCurso.signal,
        keepalive: alSalir,
      });
      alNegar(respuesta.status);
      const dicho = respuesta.ok ? `Guardado a las ${(await respuesta.json()).guardado}` : "Lo último que escribiste aún no se guarda.";
      if (letrero && letrero.textContent !== dicho) letrero.textContent = dicho;
    } catch (error) {
      if (!(error instanceof DOMException) && letrero) letrero.textContent = "Sin conexión: lo último que escribiste aún no se guarda.";
    }
  };
  formulario.addEventListener("input", () => {
    pendiente = true;
    window.clearTimeout(espera);
    espera = window.setTimeout(() => void guardar(), ESPERA_MS);
  });
  // The form itself carries everything: a save on its way must not arrive after it.
  formulario.addEventListener("submit", detener);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && pendiente) void guardar(true);
  });
}
