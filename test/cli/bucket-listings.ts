/** Writes listings of a bucket in the form that each program documents, for files whose contents are known. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export type Objects = Readonly<Record<string, Uint8Array>>;

const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
const qiniu = (bytes: Uint8Array) =>
  Buffer.concat([Uint8Array.of(0x16), createHash('sha1').update(bytes).digest()]).toString('base64url');
const mime = (key: string) => (key.endsWith('.png') ? 'image/png' : 'text/plain');

const inventoryCsv = (objects: Objects): Buffer =>
  gzipSync(
    Object.entries(objects)
      .map(([key, bytes]) => {
        const cells = [
          'the-bucket',
          encodeURIComponent(key),
          bytes.length,
          '2023-08-19T05:01:41.000Z',
          hex('md5', bytes),
        ];
        return `${[...cells, 'STANDARD', 'false', '', 'SSE-S3'].map((cell) => `"${cell}"`).join(',')}\n`;
      })
      .join(''),
  );

const SCHEMA =
  'Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded, ReplicationStatus, EncryptionStatus';

/** Of each format its files, the first of which is given to --expect, and what it says of an object. */
export const LISTINGS: Readonly<
  Record<
    string,
    {
      readonly says: readonly ('size' | 'hash' | 'etag' | 'type')[];
      readonly write: (objects: Objects) => Readonly<Record<string, string | Uint8Array>>;
    }
  >
> = {
  'qshell listbucket2': {
    says: ['size', 'hash', 'type'],
    write: (objects) => ({
      'qshell.txt': Object.entries(objects)
        .map(([key, bytes]) => `${key}\t${bytes.length}\t${qiniu(bytes)}\t14209629320769140\t${mime(key)}\t0\t\n`)
        .join(''),
    }),
  },
  'S3 Inventory': {
    says: ['size', 'hash'],
    write: (objects) => ({
      'manifest.json': JSON.stringify({
        sourceBucket: 'the-bucket',
        version: '2016-11-30',
        fileFormat: 'CSV',
        fileSchema: SCHEMA,
        files: [{ key: 'inventory/the-bucket/config/data/1.csv.gz', size: 1, MD5checksum: '' }],
      }),
      '1.csv.gz': inventoryCsv(objects),
    }),
  },
  'S3 Inventory data alone': {
    says: ['size', 'hash'],
    write: (objects) => ({ 'inventory.csv.gz': inventoryCsv(objects) }),
  },
  'aws s3api list-objects-v2': {
    says: ['size', 'etag'],
    write: (objects) => ({
      'objects.json': Object.entries(objects)
        .map(([Key, bytes]) => {
          const object = {
            Key,
            LastModified: '2019-11-05T23:11:50.000Z',
            ETag: `"${hex('md5', bytes)}"`,
            Size: bytes.length,
          };
          return `${JSON.stringify({ Contents: [{ ...object, StorageClass: 'STANDARD' }], RequestCharged: null }, null, 4)}\n`;
        })
        .join(''),
    }),
  },
  'ossutil ls': {
    says: ['size', 'etag'],
    write: (objects) => ({
      'oss.txt': [
        'LastModifiedTime                   Size(B)  StorageClass   ETAG                                  ObjectName',
        ...Object.entries(objects).map(([key, bytes]) => {
          const size = String(bytes.length).padStart(12);
          const etag = hex('md5', bytes).toUpperCase();
          return `2020-03-04 16:41:11 +0800 CST ${size}      Standard   ${etag}      oss://the-bucket/${key}`;
        }),
        `Object Number is: ${Object.keys(objects).length}`,
        '\n0.011877(s) elapsed\n',
      ].join('\n'),
    }),
  },
  'rclone lsjson': {
    says: ['size', 'hash', 'type'],
    write: (objects) => ({
      'rclone.json': `[\n${Object.entries(objects)
        .map(([Path, bytes]) => {
          const Hashes = { md5: hex('md5', bytes), sha1: hex('sha1', bytes) };
          const Name = Path.slice(Path.lastIndexOf('/') + 1);
          return JSON.stringify({
            Path,
            Name,
            Size: bytes.length,
            MimeType: mime(Path),
            ModTime: '',
            IsDir: false,
            Hashes,
          });
        })
        .join(',\n')}\n]\n`,
    }),
  },
  ...Object.fromEntries(
    ['md5', 'sha1', 'sha256', 'sha512'].map((algorithm) => [
      `${algorithm}sum`,
      {
        says: ['hash'] as const,
        write: (objects: Objects) => ({
          SUMS: Object.entries(objects)
            .map(([key, bytes]) => `${hex(algorithm, bytes)} *./${key}\n`)
            .join(''),
        }),
      },
    ]),
  ),
};

/** A manifest's checksum cells, by the name of the column. */
export const CHECKSUM_COLUMNS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  md5: (bytes) => hex('md5', bytes),
  sha1: (bytes) => hex('sha1', bytes).toUpperCase(),
  sha256: (bytes) => `sha256:${hex('sha256', bytes)}`,
  ETag: (bytes) => `"${hex('md5', bytes)}"`,
  'multipart etag': (bytes) =>
    `"${createHash('md5').update(createHash('md5').update(bytes).digest()).digest('hex')}-1"`,
  qetag: qiniu,
};
