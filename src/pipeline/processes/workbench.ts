import { existsSync, readFileSync } from 'node:fs';
import { runFolder } from '../../catalog/run-folder.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import { checks } from '../../checks/index.ts';
import { coefficientsOf } from '../../decode/codecs/jpeg-coefficients.ts';
import { createImageExaminer } from '../../decode/image.ts';
import { examineLabelArray } from '../../decode/label-array.ts';
import { examineMask } from '../../decode/mask.ts';
import { examineArray } from '../../decode/npy.ts';
import { examineEntry } from '../../decode/npz.ts';
import type { CodeReader, LumaReducer } from '../../decode/ports.ts';
import { createShrinker } from '../../decode/small-picture.ts';
import { examineTableRow } from '../../decode/table-row.ts';
import type { AnyCheck } from '../../model/check.ts';
import type { Facets, Fault } from '../../model/facets.ts';
import { bytesFromKey } from '../../model/path-key.ts';
import type { Plan, Slice } from '../../model/plan.ts';
import type { SampleRecord } from '../../model/record.ts';
import type { Sample } from '../../model/sample.ts';
import { expectedOf, parseAnnotations } from '../../sources/annotations.ts';
import { readSlice, readSliceLines } from '../../sources/listing.ts';
import { openRoots } from '../../storage/local.ts';
import { optionsByKey } from '../check-options.ts';
import { extensionOf } from '../extension.ts';
import { createHeartbeat } from '../heartbeat.ts';
import { createInspector, type Examined, recordLine, type SampleInspector } from '../inspect-sample.ts';
import type { Answer, Job } from '../jobs.ts';
import { createSampleReader } from '../read-sample.ts';
import { IDLE, type openSlate } from '../slate.ts';
import { refusedFormat, stoppedBy } from '../storm.ts';
import type { Taken } from '../take-over.ts';
import { keepBytes } from './keep-bytes.ts';
import { openTakeOver } from './open-take-over.ts';
import { createPartOpener } from './part-opener.ts';
import { createProbing, faultsOf, MOST_ARRAY_BYTES, type Taken as TakenNumbers } from './probing.ts';
import { createSecondReading } from './second-reading.ts';
import { openSliceSums } from './slice-sums.ts';

/** What a worker process loads before it knows what for. */
export interface Tools {
  readonly luma: LumaReducer;
  readonly codes: CodeReader;
  /** A test's codec: what it does to this process is what a broken decoder would do. */
  readonly beforeDecode?: (bytes: Uint8Array) => void;
}

export interface Workbench {
  readonly work: (job: Job) => Promise<Answer>;
  /** The sample under examination, IDLE without one. */
  readonly position: () => number;
  readonly rest: () => void;
}

/** Looking at a file takes so little that not each one needs its own mark on the slate. */
const TAKEN_A_TOUCH = 32;

const STOP_LOOK_MS = 20;

/** Whether the examination is to stop, looked up at most every 20 ms: a look takes longer than to take a record over. */
const createStopLook = (path: string): (() => boolean) => {
  let next = 0;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + STOP_LOOK_MS;
    return existsSync(path);
  };
};

const isTaken = (record: SampleRecord | Taken): record is Taken => 'line' in record;
const lineOf = (record: SampleRecord | Taken): string => (isTaken(record) ? record.line : recordLine(record));
/** A busy machine may have kept the file from being read, or its decoder from ending in time. */
const mayPass = (record: SampleRecord | Taken): boolean =>
  !isTaken(record) && record.faults.some(({ kind }) => kind === 'io' || kind === 'timeout');

/** A worker that holds so much may be what a decoder lacked memory for. */
const FULL_WORKER_BYTES = 256 * 2 ** 20;
/** So many are tried again alone: after that it is the machine that is short of memory. */
const MOST_ALONE = 16;

/** Whether the decoder might have had its memory in a process that has done nothing before. */
const lackedMemory = (record: SampleRecord | Taken): boolean =>
  !isTaken(record) &&
  record.faults.some(({ facet, kind, cause }) => facet !== 'bytes' && kind === 'io' && cause === 'ENOMEM');

type Finish = ReturnType<SampleInspector['begin']>;

/** Facets for people: without the bytes and pixels that no message should carry. */
const summaryOf = ({ bytes: _, preview, ...facets }: Partial<Facets>): Readonly<Record<string, unknown>> => ({
  ...facets,
  ...(preview && { preview: { width: preview.width, height: preview.height } }),
});

/** One run's workbench: storage, decoders and sample checks meet here. `out`: its folder, where the plan is. */
export const createWorkbench = (out: string, slate: ReturnType<typeof openSlate>, tools: Tools): Workbench => {
  const folder = runFolder(out);
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  const { config, facts } = plan;
  const roots = openRoots(bytesFromKey(plan.root), config.followRoots);

  const all = checks as readonly AnyCheck[];
  const isOn = (id: string) => id in plan.checks;
  const { openPart, openWhole } = createPartOpener(roots, config, facts);
  const probing =
    facts.probe &&
    createProbing(config, facts, facts.probe, { files: folder, open: openWhole, beat: () => touch(atOrdinal) });
  const shrinker = probing?.seenSide === undefined ? undefined : createShrinker(probing.seenSide);
  const examiner = createImageExaminer({
    limits: config.limits,
    luma: tools.luma,
    codes: tools.codes,
    ...(isOn('image/block-shift') && { coefficientsOf }),
    shrinker,
  });
  const inspector = createInspector(all, plan.options, isOn, optionsByKey(all, config, plan.options));
  const takeOver = openTakeOver(plan, folder, roots, inspector);
  const sums = openSliceSums(plan, folder);
  /** Of the array under examination, where its numbers are to be probed or summed. */
  let npy: Uint8Array | undefined;
  /** 'all' for a sample that is shown to a person: no check asks for them, and they cost more than the scan. */
  let statistics: 'none' | 'all' = 'none';
  let bytesRead = 0;
  let refused: Record<string, number> = {};
  const isToStop = createStopLook(folder.stop);
  const read = createSampleReader({
    open: openPart,
    examineImage: (bytes, file) => {
      bytesRead += bytes.length;
      tools.beforeDecode?.(bytes);
      return examiner.examine(bytes, file);
    },
    examineArray: (file, part, onBytes) => {
      bytesRead += file.size;
      const keeps = (probing !== undefined || sums !== undefined) && file.size <= MOST_ARRAY_BYTES;
      const kept = keeps ? keepBytes(file.size) : undefined;
      npy = kept?.bytes;
      const heartbeat = createHeartbeat(() => touch(atOrdinal));
      const onChunk = (chunk: Uint8Array): void => {
        onBytes(chunk);
        heartbeat(chunk.length);
        kept?.add(chunk);
      };
      if ('row' in file) return examineTableRow(file, { onBytes: onChunk });
      const holdsSamples = part.holdsSamples === true;
      const options = { limits: config.limits, holdsSamples, statistics, onBytes: onChunk };
      return 'settle' in file ? examineEntry(file, options) : examineArray(file, options);
    },
    examineLabel: (file, part) => {
      bytesRead += file.size;
      if (part.role === 'label') return examineLabelArray(file, config.limits);
      if (file.size <= config.limits.maxFileBytes) return examineMask(file.readAll(), extensionOf(part), config.limits);
      const detail = `${file.size} bytes, limit ${config.limits.maxFileBytes}`;
      return { facets: {}, faults: [{ facet: 'labelArray', kind: 'limit', detail }] };
    },
    annotations: (sample) => parseAnnotations(sample, facts),
    expected: expectedOf,
    maxFileBytes: config.limits.maxFileBytes,
    absent: facts.layout === 'manifest' ? 'missing' : 'io',
  });

  let atOrdinal = IDLE;
  const touch = (ordinal: number): void => {
    atOrdinal = ordinal;
    slate.set(ordinal);
  };

  const examine = async (sample: Sample, fault?: Fault): Promise<Examined> => {
    touch(sample.ordinal);
    npy = undefined;
    // What a sample that was not probed left there.
    shrinker?.take();
    const reading = read(sample, fault);
    const examined = reading instanceof Promise ? await reading : reading;
    sums?.add(sample, examined, npy);
    const format = refusedFormat(examined);
    if (format !== undefined) refused[format] = (refused[format] ?? 0) + 1;
    return examined;
  };

  const takeNumbers = (sample: Sample, examined: Examined) =>
    probing?.take(sample, examined, { npy, picture: shrinker?.take() });

  /** With the probe's facet, where there is one to be had. 'shown': with how the numbers were prepared. */
  const examineWhole = async (sample: Sample, probes: 'probed' | 'shown', fault?: Fault): Promise<Examined> => {
    const examined = await examine(sample, fault);
    const taken = await takeNumbers(sample, examined);
    if (taken === undefined) return examined;
    const probe = probes === 'shown' ? await probing!.show(taken) : (await probing!.probe([taken]))[0];
    const facets = { ...examined.facets, ...(probe && { probe }) };
    return { ...examined, facets, faults: [...examined.faults, ...faultsOf(probe)] };
  };

  const recordOf = async (sample: Sample, fault?: Fault): Promise<SampleRecord> =>
    inspector.inspect(sample, await examineWhole(sample, 'probed', fault));

  /**
   * Samples whose numbers wait until enough are there to pass the network together; their records are made then. `exact`: one at a time,
   * so that the slate names the one that kills the process.
   */
  const createWaiting = (records: (SampleRecord | Taken)[], exact: boolean) => {
    let waiting: { readonly at: number; readonly taken: TakenNumbers; readonly finish: Finish }[] = [];
    const flush = async (): Promise<void> => {
      const outcomes = waiting.length === 0 ? [] : await probing!.probe(waiting.map(({ taken }) => taken));
      for (const [order, { at, finish }] of waiting.entries()) {
        const probe = outcomes[order]!;
        records[at] = finish({ probe, faults: faultsOf(probe) });
      }
      waiting = [];
    };
    const add = async (at: number, sample: Sample, fault: Fault | undefined): Promise<void> => {
      const examined = await examine(sample, fault);
      const taken = await takeNumbers(sample, examined);
      const finish = inspector.begin(sample, examined);
      if (taken === undefined) {
        records[at] = finish();
        return;
      }
      waiting.push({ at, taken, finish });
      if (exact || probing!.isFull(waiting.map((each) => each.taken))) await flush();
    };
    return { add, flush };
  };

  const examineSlice = async (job: Extract<Job, { kind: 'slice' }>): Promise<Answer> => {
    const { slice } = job;
    const known = new Map(job.known);
    const solved = new Map(job.solved.map((record) => [record.ordinal, record]));
    bytesRead = 0;
    refused = {};
    const lines = readSliceLines(out, slice);
    const samples = lines.map((line) => JSON.parse(line) as Sample);
    const records: (SampleRecord | Taken)[] = [];
    sums?.begin();
    const waiting = probing && createWaiting(records, known.size + solved.size > 0);
    for (const [at, sample] of samples.entries()) {
      // What is examined so far is sealed as a short segment.
      if (isToStop()) break;
      if (at % TAKEN_A_TOUCH === 0) touch(sample.ordinal);
      const fault = known.get(sample.ordinal);
      const done = solved.get(sample.ordinal) ?? (fault === undefined ? takeOver?.(sample, lines[at]!) : undefined);
      if (done !== undefined) {
        records[at] = done;
        sums?.miss(sample);
      } else if (waiting === undefined) records[at] = await recordOf(sample, fault);
      else await waiting.add(at, sample, fault);
    }
    await waiting?.flush();
    // A second look after the rest of the slice: a full file table or a network drive may have recovered by then. What killed two
    // processes is left alone.
    for (const [at, record] of records.entries()) {
      const sample = samples[at]!;
      if (!mayPass(record) || known.has(sample.ordinal) || solved.has(sample.ordinal)) continue;
      sums?.miss(sample);
      const again = await recordOf(sample);
      records[at] = again;
      // The pool takes it for a death: the sample is examined alone, in a fresh process, and what that says holds.
      if (lackedMemory(again) && solved.size < MOST_ALONE && process.memoryUsage.rss() > FULL_WORKER_BYTES) {
        throw new Error('a decoder lacked memory');
      }
    }
    const features = await sums?.seal(slice, samples.slice(0, records.length), (sample) =>
      examine(sample, known.get(sample.ordinal)),
    );
    touch(IDLE);
    const { sha256 } = sealFile(folder.segment(slice.slice), records.map(lineOf).join(''), 'hashed');
    const reused = records.filter(isTaken).length;
    const tallies = inspector.tally(records);
    const stopped = stoppedBy(records.filter((record): record is SampleRecord => !isTaken(record)));
    const read = { bytesRead, sha256, stopped, refused, tallies, ...(features && { features }) };
    return { kind: 'slice', seal: { slice: slice.slice, count: records.length, reused, ...read } };
  };

  const examineAlone = async (slice: Slice, ordinal: number): Promise<Answer> => {
    sums?.abandon();
    const sample = readSlice(out, slice).find((candidate) => candidate.ordinal === ordinal)!;
    statistics = 'all';
    const examined = await examineWhole(sample, 'shown').finally(() => {
      statistics = 'none';
    });
    return { kind: 'solo', record: inspector.inspect(sample, examined), facets: summaryOf(examined.facets) };
  };

  const again = createSecondReading({
    open: openPart,
    touch,
    limits: config.limits,
    codes: tools.codes,
    evidence: folder.evidence,
  });

  const work = (job: Job): Promise<Answer> => {
    if (job.kind === 'slice') return examineSlice(job);
    if (job.kind === 'colors') return again.sum(job.pictures);
    return job.kind === 'solo' ? examineAlone(job.slice, job.ordinal) : again.draw(job.drawings);
  };
  return { work, position: () => atOrdinal, rest: () => touch(IDLE) };
};
