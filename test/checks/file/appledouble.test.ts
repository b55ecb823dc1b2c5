import { grayPng, scene } from '../../../fixtures/make/png.ts';
import appledouble from '../../../src/checks/file/appledouble.ts';
import { testCheck } from '../check-tester.ts';

const header = (...bytes: number[]) => Uint8Array.from([...bytes, ...new Array(40).fill(0)]);

testCheck(appledouble, {
  cases: [
    {
      name: 'flags the attributes that macOS writes, by their first eight bytes',
      facets: { bytes: header(0, 5, 0x16, 7, 0, 2, 0, 0) },
      finds: [{ code: 'appledouble', data: { bytes: 48 } }],
    },
    {
      name: 'is silent on a version that does not exist',
      facets: { bytes: header(0, 5, 0x16, 7, 0, 9, 0, 0) },
      finds: [],
    },
    {
      name: 'is silent on AppleSingle, which holds the file itself',
      facets: { bytes: header(0, 5, 0x16, 0, 0, 2, 0, 0) },
      finds: [],
    },
    { name: 'is silent on a picture, whatever it is called', facets: { bytes: grayPng(4, 4, scene) }, finds: [] },
    { name: 'is silent on a cut beginning', facets: { bytes: Uint8Array.of(0, 5, 0x16, 7) }, finds: [] },
  ],
});
