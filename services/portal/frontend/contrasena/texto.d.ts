declare module "*.txt" {
  const texto: string;
  export default texto;
}
