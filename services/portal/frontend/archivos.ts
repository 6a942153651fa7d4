/** Says the chosen file's name beside its box, in the element "<id>-nombre". */
export function mostrarNombre(campo: HTMLInputElement): void {
  const destino = document.getElementById(`${campo.id}-nombre`);
  if (destino) destino.textContent = campo.files?.[0]?.name ?? "No se eligió archivo";
}
