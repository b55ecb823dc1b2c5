import gitLfsPointer from '../../../src/checks/file/git-lfs-pointer.ts';
import { testCheck } from '../check-tester.ts';

const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 112345\n`;
const given = (content: string) => ({
  file: { size: content.length, extension: 'jpg' },
  bytes: Buffer.from(content, 'utf8'),
});

testCheck(gitLfsPointer, {
  cases: [
    {
      name: 'flags a pointer and says what belongs there',
      facets: given(pointer),
      finds: [{ code: 'pointer', data: { oid, size: 112345 } }],
    },
    {
      name: 'flags a pointer with line ends of Windows',
      facets: given(pointer.replaceAll('\n', '\r\n')),
      finds: ['pointer'],
    },
    {
      name: 'flags a pointer with an extension line',
      facets: given(pointer.replace('oid', 'ext-0-foo sha256:abc\noid')),
      finds: ['pointer'],
    },
    { name: 'is silent on a text that merely begins like one', facets: given(`${pointer}and more`), finds: [] },
    {
      name: 'is silent on a text about pointers',
      facets: given('version https://git-lfs.github.com/spec/v1 is'),
      finds: [],
    },
  ],
});
