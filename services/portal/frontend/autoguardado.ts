// Keeps what is typed in a form with data-autoguardar, a moment after the last change and when the page is left.

const ESPERA_MS = 1500;
const REINTENTO_MS = 10_000;
const PACIENCIA_MS = 3000;

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
  let cambios = 0;
  let guardados = 0;

  const decir = (texto: string) => {
    if (letrero && letrero.textContent !== texto) letrero.textContent = texto;
  };
  const en = (plazo: number) => {
    window.clearTimeout(espera);
    espera = window.setTimeout(() => void guardar(), plazo);
  };
  const detener = () => {
    window.clearTimeout(espera);
    enCurso.abort();
    guardados = cambios;
  };
  const guardar = async (alSalir = false): Promise<void> => {
    // The dialog of an ended session is open: what is typed can be kept once there is one again.
    if (!alSalir && document.querySelector("dialog:modal")) return en(REINTENTO_MS);
    window.clearTimeout(espera);
    enCurso.abort();
    enCurso = new AbortController();
    const hasta = cambios;
    try {
      const pedido = { method: "POST", body: campos(formulario), signal: enCurso.signal, keepalive: alSalir };
      const respuesta = await fetch(ruta, pedido);
      alNegar(respuesta.status);
      if (respuesta.ok) {
        decir(`Guardado a las ${(await respuesta.json()).guardado}`);
        guardados = Math.max(guardados, hasta);
        return;
      }
      decir("Lo último que escribiste aún no se guarda.");
    } catch (error) {
      // Aborted: a later save carries it.
      if (error instanceof DOMException) return;
      decir("Sin conexión: lo último que escribiste aún no se guarda.");
    }
    en(REINTENTO_MS);
  };
  const alIrse = () => {
    if (guardados < cambios) void guardar(true);
  };
  formulario.addEventListener("input", () => {
    cambios += 1;
    en(ESPERA_MS);
  });
  // The form itself carries everything: a save on its way must not arrive after it, nor what is typed meanwhile be lost.
  formulario.addEventListener("submit", () => {
    detener();
    window.setTimeout(() => (formulario.inert = true));
  });
  window.addEventListener("pageshow", () => (formulario.inert = false));
  // Before the next page is asked for; a phone may never say more than hidden.
  window.addEventListener("beforeunload", alIrse);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") alIrse();
  });
  // Another form may end the session: what was typed is kept first.
  document.addEventListener("submit", (evento) => {
    const otro = evento.target as HTMLFormElement;
    if (otro === formulario || guardados === cambios) return;
    evento.preventDefault();
    evento.stopPropagation();
    const demasiado = new Promise((seguir) => window.setTimeout(seguir, PACIENCIA_MS));
    void Promise.race([guardar(true), demasiado]).then(() => {
      detener();
      otro.requestSubmit(evento.submitter);
    });
  }, true);
}
