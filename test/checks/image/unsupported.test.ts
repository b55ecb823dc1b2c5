import unsupported from '../../../src/checks/image/unsupported.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodJpeg, undecoded } from './facets.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** 2 x 2 pixels, 8-bit gray, uncompressed. */
const tga = Uint8Array.from([0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 8, 0, 9, 9, 9, 9]);

const named = (content: Uint8Array, format: string, extension = 'jpg') => ({
  name: `names ${format} under .${extension} and does not judge it`,
  facets: undecoded(content, extension),
  finds: [{ code: 'unsupported', data: { format } }],
});

testCheck(unsupported, {
  cases: [
    {
      name: 'flags a format that is known and not decoded',
      facets: undecoded(bytes('....ftypheic'), 'heic', { format: 'heic', mime: 'image/heic' }),
      faults: [fault('header', 'unsupported')],
      finds: [{ code: 'unsupported', data: { format: 'heic' } }],
    },
    named(tga, 'tga', 'tga'),
    named(tga, 'tga'),
    named(bytes('#?RADIANCE\n'), 'hdr'),
    named(bytes('<?xml version="1.0"?><!-- <html> --><svg width="1"/>'), 'svg'),
    named(bytes('P6 2 2 255\n'), 'pnm', 'ppm'),
    named(bytes(`${'\0'.repeat(128)}DICM`), 'dicom'),
    {
      name: 'leaves EPS, which some trainers rasterize, unexamined',
      facets: undecoded(bytes('%!PS-Adobe-3.0 EPSF'), 'jpg', { format: 'eps', mime: 'application/eps' }),
      finds: [{ code: 'unsupported', data: { format: 'eps' } }],
    },
    {
      name: 'says that it knows no format in bytes under a name that promises none',
      facets: undecoded(bytes('anything at all'), 'raw'),
      finds: [{ code: 'unrecognized', data: { extension: 'raw' } }],
    },
    { name: 'is silent on a decoded image', facets: goodJpeg, finds: [] },
    { name: 'leaves zeros named .jpg to image/corrupt', facets: undecoded(new Uint8Array(100), 'jpg'), finds: [] },
    { name: 'leaves a page named .raw to file/error-page', facets: undecoded(bytes('<html>'), 'raw'), finds: [] },
  ],
});
