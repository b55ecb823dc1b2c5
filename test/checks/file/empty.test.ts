import empty from '../../../src/checks/file/empty.ts';
import { testCheck } from '../check-tester.ts';

testCheck(empty, {
  cases: [
    { name: 'flags a file of 0 bytes', facets: { file: { size: 0, extension: 'jpg' } }, finds: ['empty'] },
    { name: 'is silent on a file of one byte', facets: { file: { size: 1, extension: 'jpg' } }, finds: [] },
  ],
});
