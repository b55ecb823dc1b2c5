import type { ResourceRef, Role } from '../model/sample.ts';

/** Names that mean an image to people and to loaders, also formats that nothing here decodes: those are found and named, not passed over. */
const IMAGE_EXTENSIONS = new Set(
  (
    'jpg jpeg jpe jfif pjpeg pjp mpo jps png apng gif webp tif tiff bmp dib avif heic heif hif jxl jp2 j2k jpx jpf jpm j2c ' +
    'ppm pgm pbm pnm pam pfm tga ico cur psd psb exr hdr svg svgz qoi pcx dds sgi xbm xpm ras wbmp ff dcm dicom nii ' +
    'cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 raf pef srw x3f raw'
  ).split(' '),
);

const ARRAY_EXTENSIONS = new Set(['npy', 'npz', 'safetensors', 'h5', 'hdf5', 'hdf']);

/** What desktops leave behind; neither listed nor counted. */
const SILENT = new Set(['.ds_store', 'thumbs.db', 'desktop.ini']);

/** Folders of tools, which a loader that takes every folder for a class would count. */
const JUNK_FOLDERS = new Set([
  '__macosx',
  '@eadir',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '__pycache__',
]);

const SPLITS = new Set(
  'train training val valid validation dev test testing trainval eval evaluation holdout'.split(' '),
);

/** Folder names that say "images", not a class. */
const IMAGE_FOLDERS = new Set('image images img imgs jpegimages pics pictures photos data samples'.split(' '));

export const nameOf = (key: ResourceRef): string => key.slice(key.lastIndexOf('/') + 1);

/** Lower case, without the dot; '' when the name has none. */
export const extensionOf = (key: ResourceRef): string => {
  const name = nameOf(key);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
};

/** Scanners name files without an extension: by what they are and a number (IM000001, MR-0012-0003), or by their UID. */
const DICOM_NAME = /^(im|img|image|mr|ct|pt|us|cr|dx|mg|xa|nm|rf|sc)[-_]?\d{2,}([-_]\d+)*$/i;
const DICOM_UID = /^[12](\.\d+){5,}$/;

const isDicomName = (name: string): boolean => DICOM_NAME.test(name) || DICOM_UID.test(name);

/** What a file is to a trainer, by its name alone: nothing is opened while listing. Undefined: no sample. */
export const roleOf = (key: ResourceRef): Extract<Role, 'image' | 'array'> | undefined => {
  const extension = extensionOf(key);
  if (ARRAY_EXTENSIONS.has(extension)) return 'array';
  if (IMAGE_EXTENSIONS.has(extension)) return 'image';
  // Any other .gz is no picture.
  return extension === 'gz' && /\.nii\.gz$/i.test(nameOf(key)) ? 'image' : undefined;
};

/** The same for a file found in a folder, where a scanner's names are no labels. */
export const folderRoleOf = (key: ResourceRef): ReturnType<typeof roleOf> =>
  roleOf(key) ?? (isDicomName(nameOf(key)) ? 'image' : undefined);

export const isSilent = (key: ResourceRef): boolean => SILENT.has(nameOf(key).toLowerCase());

/** One folder's name. Hidden folders count: torchvision takes `.ipynb_checkpoints` and `.git` for classes too. */
export const isJunkFolder = (name: string): boolean => name.startsWith('.') || JUNK_FOLDERS.has(name.toLowerCase());

export const isSplitName = (name: string): boolean => SPLITS.has(name.toLowerCase());

export const isImageFolderName = (name: string): boolean => IMAGE_FOLDERS.has(name.toLowerCase());
