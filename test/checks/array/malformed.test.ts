import malformed from '../../../src/checks/array/malformed.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodArray, unread } from './facets.ts';

const { scan: _, ...unscanned } = goodArray;

testCheck(malformed, {
  cases: [
    {
      name: 'flags data that ends before the array does',
      facets: unscanned,
      faults: [fault('scan', 'truncated', { offset: 1728 })],
      finds: [{ code: 'truncated', data: { bytes: 1728, detail: 'said the reader' } }],
    },
    {
      name: 'flags a file that ends inside its header',
      facets: unread(),
      faults: [fault('array', 'truncated')],
      finds: ['truncated'],
    },
    {
      name: 'flags a header that nobody can read',
      facets: unread(),
      faults: [fault('array', 'malformed')],
      finds: ['malformed'],
    },
    {
      name: 'flags a text file under the name of an array',
      facets: unread(Buffer.from('1.0 2.0\n')),
      faults: [fault('array', 'malformed')],
      finds: ['malformed'],
    },
    {
      name: 'names what is wrong with the header before what is wrong with the data',
      facets: unread(),
      faults: [fault('scan', 'truncated'), fault('array', 'malformed')],
      finds: ['malformed'],
    },
    {
      name: 'suspects bytes after an array that was examined',
      facets: goodArray,
      faults: [fault('scan', 'malformed', { cause: 'trailing-bytes', offset: 1700 })],
      finds: [{ code: 'trailing', data: { offset: 1700, trailing: 28 } }],
    },
    {
      name: 'says that a type nothing here reads was not examined',
      facets: unscanned,
      faults: [fault('scan', 'unsupported')],
      finds: ['unsupported'],
    },
    {
      name: 'names the package that would read an HDF5 file',
      facets: unread(),
      faults: [fault('array', 'unsupported', { cause: 'not-installed', detail: 'h5wasm' })],
      finds: [{ code: 'not-installed', data: { format: 'HDF5', install: 'h5wasm' } }],
    },
    {
      name: 'says that a header above a limit was not read',
      facets: unread(),
      faults: [fault('array', 'limit')],
      finds: ['over-limit'],
    },
    { name: 'is silent on a whole array', facets: goodArray, finds: [] },
    {
      name: 'leaves an empty file to file/empty',
      facets: unread(new Uint8Array(0)),
      faults: [fault('array', 'truncated')],
      finds: [],
    },
    {
      name: 'leaves a page to file/error-page',
      facets: unread(Buffer.from('<html><title>404 Not Found</title></html>')),
      faults: [fault('array', 'malformed')],
      finds: [],
    },
    {
      name: 'leaves pickled objects to array/pickled-object',
      facets: unread(),
      faults: [fault('array', 'malformed', { cause: 'pickled-object' })],
      finds: [],
    },
    {
      name: 'leaves a file that could not be read to file/unreadable',
      facets: unread(),
      faults: [fault('bytes', 'io', { cause: 'EIO' })],
      finds: [],
    },
    {
      name: 'says nothing of a reader that crashed',
      facets: unread(),
      faults: [fault('array', 'crash', { cause: 'SIGSEGV' })],
      finds: [],
    },
  ],
});
