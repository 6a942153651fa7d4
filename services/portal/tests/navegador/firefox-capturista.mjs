// A capturista in Firefox: link of its mail → Crear contraseña → login → Contratista a trabajar → Inicio.
// stdin: {firefox, url, token, curp, contrasena, rfc}; says the address of Inicio.
import { boton, dado, enlace, escribir, ir, leer, pagina, recorrer } from "./visita.mjs";

async function crearContrasena() {
  await ir(`/acceso/${dado.token}`);
  await leer("Contraseña nueva*");
  await escribir("#nueva", dado.contrasena);
  await escribir("#confirmacion", dado.contrasena);
  await boton("Guardar contraseña");
  await leer("Contraseña actualizada");
  await enlace("Aceptar");
}

async function ingresar() {
  await leer("Ingresa tu usuario y contraseña");
  await escribir("#usuario", dado.curp);
  await escribir("#contrasena", dado.contrasena);
  await boton("Ingresar");
  await leer("Aceptas los términos y condiciones");
  await boton("Ingresar");
  await leer("Escríbelo como en tu CURP");
  await escribir("#nombre", "Ana Sofía");
  await escribir("#primer_apellido", "De Prueba");
  await boton("Guardar");
}

/** The page again until it shows what another process has yet to hear of. */
async function leerAlFin(texto) {
  const fin = Date.now() + 60_000;
  while (!(await pagina.evaluate((t) => document.body.innerText.includes(t), texto))) {
    if (Date.now() > fin) throw new Error(`«${texto}» no apareció en ${pagina.url()}`);
    await pagina.reload();
  }
}

async function elegir() {
  await leer("Selecciona un contratista para trabajar:");
  await enlace("Seleccionar un contratista");
  await leer("Contratista a trabajar");
  await leerAlFin(dado.rfc);
  await pagina.locator(`::-p-xpath(//tr[contains(., "${dado.rfc}")]//input[@type="radio"])`).click();
  await boton("Siguiente");
  await leer("Vas a capturar por cuenta de:");
  await enlace("Continuar");
  await leer("Cambiar de contratista");
  await leerAlFin(dado.rfc);
  return pagina.url();
}

await recorrer(async () => {
  await crearContrasena();
  await ingresar();
  return elegir();
});
