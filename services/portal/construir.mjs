// Builds src/icsoe_portal/static/construido: hashed files and the manifest (file + SRI) that the templates read.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const DESTINO = process.env.ICSOE_DESTINO ?? "src/icsoe_portal/static/construido";
const comun = {
  bundle: true,
  minify: true,
  write: true,
  outdir: DESTINO,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  target: ["chrome109", "firefox115", "safari16"],
  legalComments: "none",
  logLevel: "warning",
};

await rm(DESTINO, { recursive: true, force: true });
await mkdir(DESTINO, { recursive: true });

const trabajador = await build({ ...comun, format: "iife", entryPoints: ["frontend/firma/trabajador.ts"] });
const archivoTrabajador = basename(Object.keys(trabajador.metafile.outputs)[0]);
await build({
  ...comun,
  format: "esm",
  loader: { ".txt": "text" },
  entryPoints: ["frontend/firma/firma.ts", "frontend/portal.ts", "frontend/contrasena.ts", "frontend/htmx.ts"],
  // The Worker's address is a constant of the bundle: the Trusted Types policy can make no other one.
  define: { RUTA_TRABAJADOR: JSON.stringify(`/estaticos/${archivoTrabajador}`) },
});
await build({ ...comun, entryPoints: ["frontend/portal.css"], loader: { ".woff2": "file", ".svg": "file" } });

await copyFile("frontend/icono.svg", join(DESTINO, "icono.svg"));

const manifiesto = {};
for (const archivo of (await readdir(DESTINO)).sort()) {
  const datos = await readFile(join(DESTINO, archivo));
  const integridad = `sha384-${createHash("sha384").update(datos).digest("base64")}`;
  manifiesto[archivo.replace(/-[A-Z0-9]{8}(?=\.[a-z0-9]+$)/, "")] = { archivo, integridad };
}
await writeFile(join(DESTINO, "manifiesto.json"), JSON.stringify(manifiesto, null, 1) + "\n");
