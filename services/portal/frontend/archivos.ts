/** Says the chosen file's name beside its box, in the element "<id>-nombre". */
export function mostrarNombre(campo: HTMLInputElement): void {
  const destino = document.getElementById(`${campo.id}-nombre`);
  if (destino) destino.textContent = campo.files?.[0]?.name ?? "No se eligió archivo";
}

const revisados = new WeakSet<File>();
const enRevision = new WeakSet<HTMLFormElement>();

/** Boxes with data-pdf take PDF files only: anything else, a private key above all, stays on this machine. */
export function exigirPdf(): void {
  const campos = [...document.querySelectorAll<HTMLInputElement>("input[type=file][data-pdf]")];
  for (const campo of campos) campo.addEventListener("change", () => void revisar(campo));
  // What was chosen before this script was there, or the browser filled in again.
  window.addEventListener("pageshow", () => campos.forEach((campo) => void revisar(campo)));
  // Capturing: the other listeners of a submit must not take one that may not happen for real.
  document.addEventListener("submit", detener, true);
}

/** The form waits until its files were looked at; reading them takes longer than a submit may. */
function detener(evento: SubmitEvent): void {
  const formulario = evento.target as HTMLFormElement;
  const campos = [...formulario.querySelectorAll<HTMLInputElement>("input[type=file][data-pdf]")];
  if (campos.every(({ files }) => !files?.[0] || revisados.has(files[0]))) return;
  evento.preventDefault();
  evento.stopPropagation();
  if (enRevision.has(formulario)) return;
  enRevision.add(formulario);
  void Promise.all(campos.map(revisar)).then((admitidos) => {
    enRevision.delete(formulario);
    if (admitidos.every(Boolean)) formulario.requestSubmit(evento.submitter);
    else campos[admitidos.indexOf(false)]?.focus();
  });
}

/** Whether what the box holds may be sent; what may not is taken out of it. */
async function revisar(campo: HTMLInputElement): Promise<boolean> {
  const archivo = campo.files?.[0];
  if (!archivo || revisados.has(archivo)) return true;
  const admitido = await comienzaComoPdf(archivo);
  if (campo.files?.[0] !== archivo) return revisar(campo);
  if (admitido) revisados.add(archivo);
  else campo.value = "";
  mostrarNombre(campo);
  decirFalla(campo, admitido ? "" : motivo(archivo));
  return admitido;
}

async function comienzaComoPdf(archivo: File): Promise<boolean> {
  try {
    return (await archivo.slice(0, 5).text()) === "%PDF-";
  } catch {
    return false;
  }
}

function motivo({ name }: File): string {
  return /\.key$/i.test(name)
    ? "Elegiste una llave privada (.key). No salió de tu equipo: aquí solo se adjunta el acuse, en formato .pdf."
    : "El archivo no es un PDF. Adjunta el acuse en formato .pdf.";
}

function decirFalla(campo: HTMLInputElement, texto: string): void {
  const falla = document.getElementById(`${campo.id}-falla`);
  if (!falla) return;
  falla.hidden = texto === "";
  falla.textContent = texto;
  campo.setAttribute("aria-invalid", String(texto !== ""));
  campo.closest(".campo")?.classList.toggle("campo-error", texto !== "");
}
