// The RFC that is typed, against the certificate's (icsoe.md §9.1, §11.1).
import { RECHAZOS, type Rechazo } from "./rechazo.ts";

const FECHA = "\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])";
const RFC = new RegExp(`^[A-Z&Ñ]{3,4}${FECHA}[A-Z0-9]{2}[0-9A]$`);
const LARGO_EMPRESA = 12;

/** Null when it is the certificate's own. A company is only named when a whole company's RFC was typed. */
export function rechazoDeRfc(escrito: string, delCertificado: string): Rechazo | null {
  if (escrito === delCertificado) return null;
  if (!RFC.test(escrito)) return RECHAZOS.rfcIncompleto();
  const empresa = escrito.length === LARGO_EMPRESA && delCertificado.length > LARGO_EMPRESA;
  return empresa ? RECHAZOS.personaPorEmpresa() : RECHAZOS.otroRfc();
}
