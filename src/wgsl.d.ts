declare module '*.wgsl?raw' {
  const source: string;
  export default source;
}

/** The package's own entry for Node is CommonJS inside a package of ES modules; its other file runs in both. */
declare module 'wgsl_reflect/wgsl_reflect.module.js' {
  export * from 'wgsl_reflect';
}
