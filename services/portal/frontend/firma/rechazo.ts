// What the key page refuses by itself. With a code: the words of the house's catalogue, negativas.toml (tested).

export class Rechazo extends Error {
  constructor(
    mensaje: string,
    readonly remedio = "",
    readonly codigo = "",
    readonly estado = 0,
  ) {
    super(mensaje);
  }

  /** Whether the same request may be sent again: nobody refused it. */
  get repetible(): boolean {
    return this.estado === -1 || this.estado >= 500;
  }
}

export const RECHAZOS = {
  otroRfc: () =>
    new Rechazo(
      "La e.firma no corresponde al RFC capturado.",
      "Corrige el RFC o elige el certificado (.cer) y la llave (.key) de ese RFC.",
      "MSG-01",
    ),
  personaPorEmpresa: () =>
    new Rechazo(
      "Una persona moral debe usar su propia e.firma, no la de su representante.",
      "Elige el certificado y la llave de la persona moral.",
      "MSG-02",
    ),
  llave: () =>
    new Rechazo(
      "El archivo .key no corresponde al certificado o la contraseña es incorrecta.",
      "Revisa que los dos archivos sean de la misma e.firma y escribe de nuevo la contraseña.",
      "MSG-04",
    ),
  rfcIncompleto: () =>
    new Rechazo(
      "El RFC está incompleto o mal escrito.",
      "El de una persona física tiene 13 caracteres y el de una persona moral, 12. Complétalo o vuelve a elegir tu certificado.",
    ),
  formato: () =>
    new Rechazo(
      "No reconocemos el formato de la llave privada.",
      "Usa el archivo .key que entrega el SAT; si lo convertiste o es muy antiguo, genera o renueva tu e.firma.",
    ),
  texto: () =>
    new Rechazo("Por seguridad no se firmó: el texto recibido no corresponde a lo que muestra esta página.", "Recarga la página."),
  cerrada: () => new Rechazo("La llave privada ya se descartó.", "Vuelve a escribir la contraseña y presiona Validar."),
} as const;
