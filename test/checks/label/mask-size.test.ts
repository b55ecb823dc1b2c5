import maskSize from '../../../src/checks/label/mask-size.ts';
import type { Header } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { at, labeled } from './annotations.ts';
import { unread } from './label-arrays.ts';

const header = (width: number, height: number, orientation = 1): Header => ({
  format: 'png',
  width,
  height,
  channels: 3,
  depth: 8,
  frames: 1,
  orientation,
  color: 'rgb',
  alpha: false,
  sampleFormat: 'uint',
});
const facets = (image: Header, shape: readonly number[]) => ({
  ...labeled(undefined),
  header: image,
  ...unread(shape),
});

testCheck(maskSize, {
  cases: [
    {
      name: 'flags a mask of another width',
      facets: facets(header(640, 480), [480, 639]),
      finds: [{ code: 'size', at, data: { maskWidth: 639, maskHeight: 480, width: 640, height: 480 } }],
    },
    { name: 'flags a mask that lies on its side', facets: facets(header(640, 480), [640, 480]), finds: ['size'] },
    {
      name: 'suspects one that fits where Exif turns the image',
      facets: facets(header(640, 480, 6), [640, 480]),
      finds: [{ code: 'turned', data: { orientation: 6 } }],
    },
    {
      name: 'flags a list of numbers',
      facets: facets(header(640, 480), [480]),
      finds: [{ code: 'shape', data: { shape: '480' } }],
    },
    { name: 'is silent on a mask as large as the image', facets: facets(header(640, 480), [480, 640]), finds: [] },
    { name: 'is silent on (1, H, W)', facets: facets(header(640, 480), [1, 480, 640]), finds: [] },
    { name: 'is silent on colors behind the plane', facets: facets(header(640, 480), [480, 640, 3]), finds: [] },
  ],
});
