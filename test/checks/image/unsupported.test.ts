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
      faults: [fault('header', 'unsupported', { detail: 'heic' })],
      finds: [{ code: 'unsupported', data: { format: 'heic' } }],
    },
    {
      name: 'names the package that would read a file',
      facets: undecoded(bytes('......'), 'dcm', { format: 'dicom', mime: 'application/dicom' }),
      faults: [fault('decoding', 'unsupported', { detail: 'dicom-parser', cause: 'not-installed' })],
      finds: [{ code: 'not-installed', data: { format: 'dicom', install: 'dicom-parser' } }],
    },
    named(tga, 'tga', 'tga'),
    named(tga, 'tga'),
    named(bytes('/* XPM */'), 'xpm'),
    named(Uint8Array.from([10, 5, 1, 8, 0, 0]), 'pcx'),
    {
      name: 'takes an SVG under the name of a JPEG for a picture that nothing here decodes',
      facets: undecoded(bytes('<svg/>'), 'jpg', { format: 'svg', mime: 'image/svg+xml' }),
      faults: [fault('header', 'unsupported', { detail: 'svg' })],
      finds: [{ code: 'unsupported', data: { format: 'svg' } }],
    },
    {
      name: 'says what of a format is not decoded',
      facets: { ...undecoded(bytes('......'), 'jpg', { format: 'jpeg', mime: 'image/jpeg' }), header: goodJpeg.header },
      faults: [fault('decoding', 'unsupported', { detail: 'height given by DNL' })],
      finds: [{ code: 'unsupported', data: { format: 'jpeg, height given by DNL' } }],
    },
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
    {
      name: 'leaves bytes that no TGA header allows, named .jpg, to image/corrupt',
      facets: undecoded(Uint8Array.from([0, 2, ...tga.subarray(2)]), 'jpg'),
      finds: [],
    },
    { name: 'is silent on a decoded image', facets: goodJpeg, finds: [] },
    { name: 'leaves zeros named .jpg to image/corrupt', facets: undecoded(new Uint8Array(100), 'jpg'), finds: [] },
    { name: 'leaves a page named .raw to file/error-page', facets: undecoded(bytes('<html>'), 'raw'), finds: [] },
  ],
});
