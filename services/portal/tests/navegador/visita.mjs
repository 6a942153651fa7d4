// A person at Firefox, through WebDriver BiDi. stdin: {firefox, url, …}, one JSON document.
import { readFileSync } from "node:fs";
import { launch } from "puppeteer-core";

export const dado = JSON.parse(readFileSync(0, "utf8"));
const firefox = await launch({
  browser: "firefox",
  executablePath: dado.firefox,
  defaultViewport: { width: 1280, height: 800 }, // narrower, the menu begins closed
});
export const pagina = await firefox.newPage();
pagina.setDefaultTimeout(60_000);

const visible = 'not(contains(@class, "oculto"))';
export const ir = (ruta) => pagina.goto(`${dado.url}${ruta}`);
/** One click: a locator would repeat, on the next page, the one whose answer was lost when this page was left. */
async function pulsar(ruta) {
  const pieza = await pagina.waitForSelector(`::-p-xpath(${ruta})`, { visible: true });
  const otraPagina = pagina.waitForNavigation({ waitUntil: "domcontentloaded" });
  await Promise.race([pieza.click(), otraPagina].map((fin) => fin.catch(() => undefined)));
}
export const boton = (texto) => pulsar(`//button[normalize-space()="${texto}"][${visible}][not(@disabled)]`);
export const enlace = (texto) => pulsar(`//a[normalize-space()="${texto}"][${visible}]`);
export const escribir = (donde, texto) => pagina.locator(donde).fill(texto);
export const leer = (texto) =>
  pagina.waitForFunction((t) => document.body?.innerText.includes(t), {}, texto).catch((error) => {
    throw new Error(`«${texto}» no apareció en ${pagina.url()}`, { cause: error });
  });
export const adjuntar = async (donde, archivo) => (await pagina.waitForSelector(donde)).uploadFile(archivo);

/** Walks `camino`; stdout: {navegador, dicho}, the browser and what the walk returns. */
export async function recorrer(camino) {
  try {
    const dicho = await camino();
    process.stdout.write(JSON.stringify({ navegador: await firefox.version(), dicho }));
  } finally {
    await firefox.close();
  }
}
