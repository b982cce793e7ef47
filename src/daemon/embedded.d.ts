declare module "*/dist/gantry-shim" {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: the shape that a file import has
  export default path;
}
