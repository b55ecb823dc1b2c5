/** Labels of the corpora that are shown to be wrong: path to the reason, which a reader can check. Not counted; at most three. */
export const WRONG_LABELS: Readonly<Record<string, string>> = {
  'libgd/tests/bmp/bmpsuite/bad/badfilesize.bmp':
    'only its size field lies (2,111,692,253 for 1,086 bytes); every row is there: Pillow and OpenCV show the pixels of good/pal1.bmp. It is suspect',
  'image-rs/tests/bad/tiff/TODO hpredict_cmyk.tiff':
    'sound: `tiffcp -c none` (libtiff) and ImageMagick decode all 32 x 32 pixels of CMYK and alpha (5 channels, LZW, predictor 2) without a word; its name begins with TODO, since image-rs does not read that kind',
};
export const MOST_WRONG_LABELS = 3;

/** Why prepass and a label that is right differ: path to the reason. Counted. */
export const DISAGREEMENTS: Readonly<Record<string, string>> = {};
