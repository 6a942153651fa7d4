// The main path in Firefox: e.firma → Generales → Sin información → folio.
// stdin: {firefox, url, cer, key, contrasena, recibo, correo, periodo}; says what the last dialog says.
import { adjuntar, boton, dado, enlace, escribir, ir, leer, pagina, recorrer } from "./visita.mjs";

async function validar() {
  await adjuntar("#certificado", dado.cer);
  await adjuntar("#llave", dado.key);
  await escribir("#contrasena", dado.contrasena);
  await boton("Validar");
  await leer("La validación de la FIEL fue exitosa");
}

async function ingresar() {
  await ir("/entrar/efirma");
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

await recorrer(async () => {
  await ingresar();
  await generales();
  return presentar();
});
