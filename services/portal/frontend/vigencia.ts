// D85: MSG-16 two minutes before the session ends by itself, and a page that outlives its session unharmed.
// The server says how long: other tabs may have been at work, and this machine's clock may be wrong.

interface Vigencia {
  estado: "viva" | "terminada" | "otra_cuenta";
  restan: number;
  prorrogable: boolean;
  csrf: string;
  /** Whose session is open, of «otra_cuenta». */
  abierta?: string;
}

const otra = (abierta = "otra cuenta") =>
  `En este navegador está abierta ahora la sesión de ${abierta}. Para continuar aquí, ingresa con la misma cuenta con la que abriste esta página: reemplazará a la otra.`;
const NADIE = "Todavía no hay una sesión abierta. Ingresa en otra pestaña y vuelve a intentarlo.";
const SIN_RED = "No pudimos preguntar por tu sesión. Revisa tu conexión y vuelve a intentarlo.";

/** Returns what to call with the status of a refused request: 401, the session ended; 403, it is another one. */
export function vigilarSesion(): (estado: number) => void {
  const dialogo = document.getElementById("vigencia");
  if (!(dialogo instanceof HTMLDialogElement)) return () => undefined;
  const { ruta = "", cuenta = "" } = dialogo.dataset;
  const margen = Number(dialogo.dataset["aviso"]);
  let csrf = dialogo.dataset["csrf"] ?? "";
  let plazo = 0;

  const parte = (nombre: string) => dialogo.querySelector<HTMLElement>(`[data-parte="${nombre}"]`)!;
  const preguntar = async (metodo: "GET" | "POST"): Promise<Vigencia | null> => {
    try {
      const cabeceras = { "X-ICSOE-Cuenta": cuenta, ...(metodo === "POST" ? { "X-ICSOE-CSRF": csrf } : {}) };
      const respuesta = await fetch(ruta, { method: metodo, headers: cabeceras });
      if (respuesta.status === 401 || respuesta.status === 403) return preguntarDeNuevo(metodo);
      return respuesta.ok ? ((await respuesta.json()) as Vigencia) : null;
    } catch {
      return null;
    }
  };
  // Another tab may have logged in anew meanwhile: then the token of this page is old, its session is not.
  const preguntarDeNuevo = async (metodo: string): Promise<Vigencia | null> =>
    metodo === "POST" ? preguntar("GET") : { estado: "terminada", restan: 0, prorrogable: false, csrf: "" };
  const mostrar = (fin: boolean, motivo = "") => {
    const cambia = !dialogo.open || parte("fin").hidden === fin;
    parte("aviso").hidden = fin;
    parte("fin").hidden = !fin;
    parte("motivo").textContent = motivo;
    dialogo.setAttribute("aria-labelledby", fin ? "vigencia-fin" : "vigencia-titulo");
    if (!dialogo.open) dialogo.showModal();
    // The button that had the focus may just have been hidden; close() gives it back to the page.
    if (cambia) parte(fin ? "fin" : "aviso").querySelector<HTMLElement>(".boton")?.focus();
  };
  const en = (segundos: number, hacer: () => void) => {
    window.clearTimeout(plazo);
    plazo = window.setTimeout(hacer, Math.max(0, segundos) * 1000);
  };
  /** Sets the next look by what the server says. */
  const acomodar = (v: Vigencia) => {
    if (v.estado !== "viva" || v.restan <= 0) return mostrar(true, v.estado === "otra_cuenta" ? otra(v.abierta) : "");
    csrf = v.csrf;
    for (const campo of document.querySelectorAll<HTMLInputElement>('input[name="_csrf"]')) campo.value = csrf;
    if (v.restan > margen) {
      dialogo.close();
      return en(v.restan - margen, revisar);
    }
    parte("limite").hidden = v.prorrogable;
    mostrar(false);
    en(v.restan, revisar);
  };
  const revisar = async () => {
    const v = await preguntar("GET");
    if (v) acomodar(v);
    else en(5, revisar);
  };
  const alNegar = (estado: number) => {
    if (estado === 401) mostrar(true);
    if (estado === 403) void revisar();
  };

  dialogo.addEventListener("cancel", (evento) => evento.preventDefault());
  dialogo.querySelector("[data-prorrogar]")?.addEventListener("click", async () => {
    const v = await preguntar("POST");
    if (v) acomodar(v);
  });
  dialogo.querySelector("[data-reanudar]")?.addEventListener("click", async () => {
    const v = await preguntar("GET");
    if (v?.estado === "terminada") mostrar(true, NADIE);
    else if (v) acomodar(v);
    else mostrar(true, SIN_RED);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void revisar();
  });
  document.body.addEventListener("htmx:responseError", (evento) => {
    alNegar((evento as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status);
  });
  en(Number(dialogo.dataset["vida"]) - margen, revisar);
  return alNegar;
}
