/** Entry of a worker process. It loads its decoders at once, while the dataset is still being listed, and the plan with the first job. */
import { createCodeReader } from '../../decode/barcode.ts';
import { createLumaReducer } from '../../decode/preview.ts';
import type { Answer, Job } from '../jobs.ts';
import { IDLE, openSlate } from '../slate.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

const [out, slatePath] = process.argv.slice(2) as [string, string];
const slate = openSlate(slatePath);

const testCodec: { readonly before?: (bytes: Uint8Array) => void } =
  process.env.PREPASS_TEST_CODEC === undefined ? {} : await import(process.env.PREPASS_TEST_CODEC);
const tools = {
  luma: createLumaReducer(),
  codes: await createCodeReader(),
  ...(testCodec.before && { beforeDecode: testCodec.before }),
};
let bench: Workbench | undefined;

const answer = async (job: Job): Promise<Answer> => {
  bench ??= createWorkbench(out, slate, tools);
  return bench.work(job);
};

// The parent decides when to stop: a terminal's Ctrl-C goes to the whole group.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (job: Job) => {
  answer(job)
    .catch(
      (error: NodeJS.ErrnoException): Answer => ({
        kind: 'failed',
        message: error.stack ?? String(error),
        ordinal: bench?.position() ?? IDLE,
        ...(error.code !== undefined && { errno: error.code }),
      }),
    )
    .then((result) => {
      bench?.rest();
      process.send?.(result);
    });
});
