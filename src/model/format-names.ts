/** Names that mean one format: extensions (lower case, no dot) and decoders' format names alike. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['jpeg', 'jpg', 'jpe', 'jfif', 'jif', 'jfi', 'pjpeg', 'pjp', 'jps', 'mpo', 'thm'],
  png: ['png', 'apng', 'pns'],
  gif: ['gif', 'giff'],
  webp: ['webp'],
  tiff: ['tiff', 'tif', 'gtiff', 'btf', 'tf8'],
  bmp: ['bmp', 'dib'],
  heif: ['heif', 'heic', 'heifs', 'heics', 'hif'],
  avif: ['avif', 'avifs', 'avcs'],
  jp2: ['jp2', 'j2k', 'jpf', 'jpx', 'jpm', 'j2c', 'jpc', 'jpt', 'mj2'],
  jxl: ['jxl'],
  ico: ['ico', 'cur'],
  pnm: ['pnm', 'ppm', 'pgm', 'pbm', 'pam', 'pfm'],
  svg: ['svg', 'svgz'],
  psd: ['psd', 'psb'],
  exr: ['exr'],
  hdr: ['hdr', 'rgbe'],
  qoi: ['qoi'],
  tga: ['tga', 'icb', 'vda', 'vst'],
  dds: ['dds'],
};

const FAMILY_OF = new Map(Object.entries(FAMILIES).flatMap(([family, names]) => names.map((name) => [name, family])));

/** 'jpg', 'mpo' -> 'jpeg'; undefined for a name that stands for no format known here. */
export const familyOf = (name: string): string | undefined => FAMILY_OF.get(name);

/** Formats read here that always begin with their mark: a file so named that begins otherwise is not one. */
const MARKED = new Set('jpeg png gif webp tiff bmp ico pnm qoi avif jp2 jxl exr'.split(' '));

/** Of an extension: lower case, no dot. */
export const alwaysMarked = (extension: string): boolean => MARKED.has(familyOf(extension) ?? '');
