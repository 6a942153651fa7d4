declare module "des.js" {
  interface Cifra {
    final(datos: ArrayLike<number>): number[];
  }
  interface Modo {
    create(opciones: { type: "decrypt"; key: ArrayLike<number>; iv: ArrayLike<number> }): Cifra;
  }
  const des: { EDE: unknown; CBC: { instantiate(base: unknown): Modo } };
  export default des;
}
