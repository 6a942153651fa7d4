// The main path in Firefox, through WebDriver BiDi: e.firma → Generales → Sin información → folio.
// stdin: {firefox, url, cer, key, contrasena, recibo, correo, periodo}; stdout: {navegador, dicho} (what the last dialog says).
import { readFileSync } from "node:fs";
import { launch } from "puppeteer-core";

const dado = JSON.parse(readFileSync(0, "utf8"));
const visible = 'not(contains(@class, "oculto"))';
const firefox = await launch({
  browser: "firefox",
  executablePath: dado.firefox,
  defaultViewport: { width: 1280, height: 800 }, // narrower, the menu begins closed
});
const pagina = await firefox.newPage();
pagina.setDefaultTimeout(60_000);

const boton = (texto) => pagina.locator(`::-p-xpath(//button[normalize-space()="${texto}"][${visible}])`).click();
const enlace = (texto) => pagina.locator(`::-p-xpath(//a[normalize-space()="${texto}"][${visible}])`).click();
const escribir = (donde, texto) => pagina.locator(donde).fill(texto);
const leer = (texto) =>
  pagina.waitForFunction((t) => document.body?.innerText.includes(t), {}, texto).catch((error) => {
    throw new Error(`«${texto}» no apareció en ${pagina.url()}`, { cause: error });
  });
const adjuntar = async (donde, archivo) => (await pagina.waitForSelector(donde)).uploadFile(archivo);

async function validar() {
  await adjuntar("#certificado", dado.cer);
  await adjuntar("#llave", dado.key);
  await escribir("#contrasena", dado.contrasena);
  await boton("Validar");
  await leer("La validación de la FIEL fue exitosa");
}

async function ingresar() {
  await pagina.goto(`${dado.url}/entrar/efirma`);
  await validar();
  await boton("Ingresar");
  await leer("Aceptas los términos y condiciones");
  await boton("Ingresar");
  await leer("Por favor ingresa tus datos generales.");
  await enlace("Continuar");
}

async function generales() {
  await escribir("#correo", dado.correo);
  await escribir("#celular", "55 1234 5678");
  await adjuntar("#acuse_repse", dado.recibo);
  await boton("Guardar");
  await leer("Tus datos están completos");
}

async function presentar() {
  await enlace("Capturar informativa");
  await enlace("Nueva informativa");
  await escribir("#ejercicio", dado.periodo.split("-")[0]);
  await pagina.locator(`input[value="${dado.periodo}"]`).click();
  await pagina.select("#tipo", "SIN_INFORMACION");
  await boton("Continuar");
  await leer("Declaro bajo protesta de decir verdad");
  await boton("Continuar");
  await leer("Lo que vas a firmar");
  await validar();
  await boton("Firmar");
  await leer("Tu informativa quedó presentada");
  return pagina.$eval("dialog[open]", (dialogo) => dialogo.innerText);
}

try {
  await ingresar();
  await generales();
  const dicho = await presentar();
  process.stdout.write(JSON.stringify({ navegador: await firefox.version(), dicho }));
} finally {
  await firefox.close();
}
